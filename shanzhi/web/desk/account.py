"""One's own account: password, log-ins, phones; a keeper's one-time words."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions import devices as phones
from shanzhi.actions.passwords import ChangeIn, change_password, reset_password
from shanzhi.actions.sessions import end_log_in, end_log_ins, mark
from shanzhi.core.access import Actor, may
from shanzhi.core.kinds import Refused
from shanzhi.papers.qr import qr_picture
from shanzhi.queries.account import account_page
from shanzhi.queries.people import LogIn


@never_cache
@require_safe
@door.person
def account(request: HttpRequest, me: LogIn) -> HttpResponse:
    """The page of one's own account."""
    actor = me.person(door.today())
    page = account_page(actor.id, mark(request.session.session_key), door.now())
    held = door.actor_of(request)
    for_villager = bool(held) and may(actor, "act_for", place_code=actor.place_code, unit_ids=(actor.unit_id,))
    posts = [h for h in me.posts if h.tenure.holds(door.today())]
    return render(request, "account.html", {"page": page, "me": me, "held": posts, "for_villager": for_villager})


@never_cache
@door.person
def password(request: HttpRequest, me: LogIn) -> HttpResponse:
    """Changes one's own password; other log-ins end."""
    context: dict[str, object] = {"me": me}
    if request.method == "POST":
        old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
        change = ChangeIn(old, new, again, keep=request.session.session_key or "")
        try:
            user = change_password(actor=me.person(door.today()), change=change, now=door.now())
        except Refused as refused:
            context["text"] = door.refusal_text(refused)
            return render(request, "password.html", context, status=door.STATUS.get(refused.code, 422))
        update_session_auth_hash(request, user)
        messages.success(request, _("密码已更换，您在其他地方的登录已全部退出。"))
        return redirect("account")
    return render(request, "password.html", context)


@require_POST
@door.person
def log_in_end(request: HttpRequest, me: LogIn) -> HttpResponse:
    """Ends one of one's log-ins, or all the others."""
    actor, key = me.person(door.today()), request.POST.get("key", "")
    if key:
        end_log_in(actor=actor, key=key, now=door.now())
    else:
        end_log_ins(actor=actor, keep=request.session.session_key or "", now=door.now())
    messages.success(request, _("已退出。"))
    return redirect("account")


@never_cache
@require_POST
@door.official
def device_add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The code a phone is paired with, as a picture and to be typed; shown once."""
    code = phones.add_device(actor=actor, name=request.POST.get("name", ""), now=door.now())
    address = f"{request.build_absolute_uri(reverse('pair'))}?code={code}"
    here = request.build_absolute_uri(reverse("field"))
    context = {"code": f"{code[:4]}-{code[4:]}", "picture": qr_picture(address), "address": here}
    return render(request, "device.html", context)


@require_POST
@door.person
def device_end(request: HttpRequest, me: LogIn, device_id: int) -> HttpResponse:
    """Takes a phone back."""
    phones.end_device(actor=me.person(door.today()), device_id=device_id, now=door.now())
    messages.success(request, _("已停用，这部手机不能再打开您的任务。"))
    return redirect("account")


@never_cache
@door.official
def reset(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A keeper gives somebody a one-time word; it is shown once."""
    if actor.role != "keeper":
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    context = {}
    if request.method == "POST":
        name, both = request.POST.get("username", "").strip(), bool(request.POST.get("factor"))
        word = reset_password(actor=actor, username=name, factor_too=both, now=door.now())
        context = {"word": word, "username": name}
    return render(request, "reset.html", context)
