"""The form for what is booked by hand: accounts to choose from, and places whose they may be."""

from dataclasses import dataclass

from shanzhi.core.access import Actor, require, subtree
from shanzhi.core.pack.accounts import Account
from shanzhi.models import Place
from shanzhi.queries.running import running
from shanzhi.queries.scope import scoped


@dataclass(frozen=True, slots=True)
class PostingForm:
    """Accounts as (id, title, owner), places as (code, name), purposes."""

    id: int
    title: str
    place: str
    accounts: tuple[tuple[str, str, str], ...]
    places: tuple[tuple[str, str], ...]
    purposes: tuple[str, ...]


@scoped
def posting_form(actor: Actor, programme_id: int) -> PostingForm:
    """What the form offers.

    cost: 2 queries.
    raises: Refused("not_found"), Refused("not_allowed"), Refused("second_factor_needed").
    """
    found = running(programme_id)
    require(actor, "keep_books", place_code=found.place.code)
    accounts = [a for a in found.items("accounts") if isinstance(a, Account)]
    levels = {n for a in accounts if a.owner for n in a.owner.names}
    places = Place.objects.filter(code__range=subtree(found.place.code), level__in=levels, ended_on=None)
    return PostingForm(
        found.programme_id,
        found.title,
        found.place.name,
        tuple((a.id, a.title or a.id, a.measure) for a in accounts),
        tuple(places.order_by("code").values_list("code", "name")),
        tuple(dict.fromkeys(p for a in accounts for p in a.for_)),
    )
