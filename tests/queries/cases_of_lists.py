"""What the keeper's lists of people and units cost: each with its subject at a wanted number of rows."""

from collections.abc import Callable
from functools import partial

from shanzhi.actions.posts import PostIn, give_post
from shanzhi.core.register import Row
from shanzhi.queries import people_lists
from tests.conftest import NOW, TODAY, World, person
from tests.queries.asks import Ask, a_person
from tests.queries.cases_of_work import a_unit


def kept(query, grow, rows):
    """A question of the keeper's, after n more of its subject; the search leaves those alone."""

    def ask(world: World, n: int) -> Ask:
        keeper = person("keeper", "keeper", "999901000000")
        for k in range(n):
            grow(world, k)
        return Ask(partial(query, keeper), rows)

    return ask


def a_post_more(world: World, k: int) -> None:
    place = ("999901100000", "999901101000", "999901100201")[k]
    give_post(actor=None, post=PostIn(world.reader.id, "leader", place), now=NOW)


def listed(actor) -> people_lists.Known:
    return people_lists.known_people(actor, [Row(2, {"username": f"newcomer{k}"}) for k in range(3)])


def checked(actor) -> tuple[object, ...]:
    """A list with another name under the username of each newcomer."""
    cells = [{"name": "别人", "username": f"newcomer{k}", "role": "reader"} for k in range(3)]
    return people_lists.check_list(actor, "people", [Row(n, c) for n, c in enumerate(cells, 2)])


CASES: dict[str, Callable[[World, int], Ask]] = {
    "people_lists.people_page": kept(
        lambda actor: people_lists.people_page(actor, "newcomer", TODAY), a_person, lambda page: len(page.rows)
    ),
    "people_lists.person_page": lambda world, n: kept(
        lambda actor: people_lists.person_page(actor, world.reader.id, TODAY),
        a_post_more,
        lambda page: len(page.row.posts) - 1,
    )(world, n),
    "people_lists.units_page": kept(
        lambda actor: people_lists.units_page(actor, "云岭县第"), a_unit, lambda page: len(page.rows)
    ),
    "people_lists.unit_page": lambda world, n: kept(
        lambda actor: people_lists.unit_page(actor, world.farm.unit_id),
        a_unit,
        lambda page: sum(name.startswith("云岭县第") for _id, name in page.parents),
    )(world, n),
    "people_lists.post_lines": kept(
        people_lists.post_lines, a_person, lambda rows: sum(r.username.startswith("newcomer") for r in rows)
    ),
    "people_lists.known_units": kept(
        people_lists.known_units, a_unit, lambda known: sum(u.name.startswith("云岭县第") for u in known.units)
    ),
    "people_lists.known_people": kept(listed, a_person, lambda known: len(known.names)),
    "people_lists.check_list": kept(checked, a_person, lambda found: len(found[1])),
}
