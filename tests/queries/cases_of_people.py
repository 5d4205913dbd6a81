"""What queries about people, residents and the journal cost: each with its subject at a wanted number of rows."""

from collections.abc import Callable
from functools import partial

from django.test import Client

from shanzhi.actions.devices import add_device, pair_device
from shanzhi.actions.posts import PostIn, give_post
from shanzhi.actions.register import PlaceIn, add_places
from shanzhi.actions.requests import RequestIn, open_request
from shanzhi.actions.sessions import mark
from shanzhi.actions.witness import WitnessIn, add_witness
from shanzhi.core.consent import Consent
from shanzhi.core.declarations import of
from shanzhi.core.publication import Publication
from shanzhi.models import Place, Resident, RightsRequest, User
from shanzhi.queries import (
    account,
    devices,
    holdings,
    journal,
    people,
    places,
    privacy,
    requests,
    residents,
)
from tests import register
from tests.conftest import NOW, TODAY, World, person
from tests.queries.asks import Ask, a_person, grown, one


def posts_of_a_log_in(world: World, n: int) -> Ask:
    """A log-in of somebody with n posts."""
    keeper = person("keeper", "keeper", "999901000000")
    for code in ("999901100000", "999901101000")[: n - 1]:
        give_post(actor=keeper, post=PostIn(world.clerk.id, "leader", code), now=NOW)
    client = Client()
    client.force_login(User.objects.get(pk=world.clerk.id), backend="shanzhi.door.PostBackend")
    return Ask(partial(people.log_in_of, mark(client.session.session_key)), lambda found: len(found.posts))


def witnesses(n: int) -> None:
    for k in range(n):
        add_witness(actor=None, witness=WitnessIn("post", f"馆{k}", f"https://{k}.example/"), now=NOW)


def watched_by(world: World, n: int) -> Ask:
    witnesses(n)
    return Ask(partial(journal.journal_page, world.clerk), lambda page: len(page.witnesses))


def deliveries(_world: World, n: int) -> Ask:
    witnesses(n)
    return Ask(partial(journal.due_deliveries, NOW), lambda due: sum(d.point.tenant == "999901" for d in due))


def residents_of(world: World, n: int) -> list[int]:
    """n residents of a household, each with a consent, a request and a published use."""
    home = register.household(world.village)
    found = [register.resident(world.village, home, f"王{'甲乙丙'[k]}明") for k in range(n)]
    for who in found:
        register.agree(world.village, who)
        register.agree(world.village, who, Consent("publish", "paper", "公示", witness="李会计"))
        given = RequestIn("copy", "一份", "paper", TODAY, 15)
        open_request(actor=world.village, resident_id=who, given=given, now=NOW)
    return found


def of_resident(call, rows=None):
    """A question about one of n residents."""

    def ask(world: World, n: int) -> Ask:
        found = residents_of(world, n)
        return Ask(partial(call, world, found), rows)

    return ask


def loaded(found: list[int]) -> Resident:
    return Resident.objects.select_related("household__place", "household__head").get(pk=found[0])


def held(world: World, n: int) -> Ask:
    row = loaded(residents_of(world, n))
    return Ask(partial(holdings.holdings, row))


def clear_name(world: World, n: int) -> Ask:
    row = loaded(residents_of(world, n))
    return Ask(partial(holdings.in_clear, row, of("Resident", "name")))


def a_row(world: World, n: int) -> Ask:
    found = residents_of(world, n)
    rows = RightsRequest.objects.select_related("recorded_by", "resident__household__place")
    return Ask(partial(requests.request_row, rows.get(resident=found[0]), TODAY))


def one_request(world: World, n: int) -> Ask:
    found = residents_of(world, n)
    number = RightsRequest.objects.get(resident=found[0]).pk
    return Ask(partial(privacy.request_of, world.clerk, number, TODAY))


def tokens(world: World, n: int) -> list[str]:
    """The tokens of n phones of the agricultural bureau's official."""
    codes = (add_device(actor=world.farm, name=f"手机{k}", now=NOW) for k in range(n))
    return [pair_device(code=code, address="203.0.113.9", now=NOW).token for code in codes]


def phones(world: World, n: int) -> Ask:
    tokens(world, n)
    return Ask(partial(account.account_page, world.farm.id, "", NOW), lambda page: len(page.devices))


def a_phone(world: World, n: int) -> Ask:
    return Ask(partial(devices.device_of, tokens(world, n)[0], NOW))


def new_places(world: World, n: int) -> list[PlaceIn]:
    made = [PlaceIn(f"9999011003{k:02}", f"新{k}村", "village") for k in range(n)]
    add_places(actor=None, places=made, now=NOW)
    return made


def a_sheet(world: World, n: int) -> Ask:
    new_places(world, n)
    row = Place.objects.get(code="999901100000")
    return Ask(partial(places.place_sheet, row.pk), lambda sheet: sheet.below["village"] - 2)


def a_range(world: World, n: int) -> Ask:
    made = new_places(world, n)
    return Ask(partial(places.registered, [(made[0].code, made[-1].code)]), lambda found: len(found[0]))


CASES: dict[str, Callable[[World, int], Ask]] = {
    "holdings.holdings": held,
    "holdings.in_clear": clear_name,
    "requests.request_row": a_row,
    "privacy.requests_page": of_resident(lambda world, _found: privacy.requests_page(world.clerk, TODAY), len),
    "privacy.request_of": one_request,
    "privacy.counts": of_resident(lambda world, _found: privacy.counts(world.clerk), lambda found: found.residents),
    "privacy.public_names": of_resident(lambda _world, found: privacy.public_names(found, Publication("公示")), len),
    "residents.places_page": of_resident(
        lambda world, _found: residents.places_page(world.clerk), lambda page: sum(p.residents for p in page)
    ),
    "residents.residents_page": of_resident(
        lambda world, _found: residents.residents_page(world.clerk, register.VILLAGE), lambda page: len(page.rows)
    ),
    "residents.residents_by_id_number": of_resident(
        lambda world, _found: residents.residents_by_id_number(world.clerk, register.ID_NUMBER, TODAY)
    ),
    "residents.household_page": lambda world, n: Ask(
        partial(residents.household_page, world.clerk, loaded(residents_of(world, n)).household_id),
        lambda page: len(page.rows),
    ),
    "residents.person_page": of_resident(lambda world, found: residents.person_page(world.clerk, found[0], TODAY)),
    "journal.journal_page": watched_by,
    "journal.entry_page": one(lambda world: journal.entry_page(world.clerk, 1)),
    "journal.latest_point": one(lambda _world: journal.latest_point("999901")),
    "journal.chain_export": one(lambda world: journal.chain_export(world.clerk, values=True)),
    "journal.export_lines": one(lambda _world: list(journal.export_lines("999901", values=True))),
    "journal.entry_proof": one(lambda world: journal.entry_proof(world.clerk, 1)),
    "journal.growth_proof": one(lambda _world: journal.growth_proof("999901", 1)),
    "journal.submission": lambda _world, _n: Ask(partial(journal.submission, journal.latest_point("999901"), 3)),
    "journal.due_deliveries": deliveries,
    "journal.origins": one(lambda _world: journal.origins()),
    "people.log_in_of": posts_of_a_log_in,
    "account.account_page": phones,
    "account.has_factor": one(lambda world: account.has_factor(world.farm.id)),
    "devices.device_of": a_phone,
    "devices.pairing_hash": one(lambda _world: devices.pairing_hash("ABCD2345")),
    "devices.token_hash": one(lambda _world: devices.token_hash("token")),
    "places.counties": one(lambda _world: places.counties()),
    "places.place_at": one(lambda _world: places.place_at("999901100201", TODAY)),
    "places.place_sheet": a_sheet,
    "places.registered": a_range,
    "people.by_id": one(lambda world: people.by_id(world.farm.id)),
    "people.myself": lambda world, _n: Ask(partial(people.myself, User.objects.get(pk=world.farm.id))),
    "people.actors_called": one(lambda _world: people.actors_called("farm", TODAY)),
    "people.by_username": one(lambda _world: people.by_username("farm")),
    "people.count": grown(people.count, a_person),
}
