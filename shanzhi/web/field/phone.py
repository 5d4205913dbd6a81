"""A phone is paired, and shows whose it is and the open tasks of its post."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shanzhi import door
from shanzhi.actions.devices import LASTS, pair_device
from shanzhi.core.kinds import Refused
from shanzhi.queries.devices import FieldDevice
from shanzhi.queries.ledger import my_tasks
from shanzhi.visitor import address_of, keep_cookie


@never_cache
@require_safe
@door.field
def field(request: HttpRequest, device: FieldDevice) -> HttpResponse:
    """Whose phone this is, and the open tasks of its post."""
    return render(request, "field.html", {"device": device, "rows": my_tasks(device.actor, door.today())})


@never_cache
def pair(request: HttpRequest) -> HttpResponse:
    """The form for a pairing code; a QR code brings it filled in, and only the button uses it up."""
    if request.method != "POST":
        return render(request, "pair.html", {"code": request.GET.get("code", "")[:20]})
    code = request.POST.get("code", "")
    try:
        paired = pair_device(code=code, address=address_of(request), now=door.now())
    except Refused as refused:
        context = {"code": "", "text": door.refusal_text(refused)}
        return render(request, "pair.html", context, status=door.STATUS.get(refused.code, 422))
    response = HttpResponseRedirect(reverse("field"))
    keep_cookie(response, door.FIELD_COOKIE, paired.token, LASTS, reverse("field"))
    return response
