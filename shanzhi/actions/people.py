"""Units and people enter the books from checked lists: good rows in bulk, bad rows left out, one journal entry."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import Argon2PasswordHasher

from shanzhi.actions.journal import About, note
from shanzhi.actions.passwords import WORD_LASTS
from shanzhi.core.access import Actor, require
from shanzhi.core.register import GoodPost, GoodUnit, Problem, Row, check_people, check_units
from shanzhi.models import Post, Unit, User
from shanzhi.models.walls import acting
from shanzhi.queries.people_lists import known_people, known_units

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are taken for one another
PASSWORD_LENGTH = 12
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a list. new, changed, same: rows; passwords: row -> the first password of a new person."""

    new: int
    changed: int
    same: int
    problems: tuple[Problem, ...]
    passwords: Mapping[int, str] = field(default_factory=dict)


class _Swift(Argon2PasswordHasher):
    """For passwords made by chance: 59 bits need no slow hash, and thousands of them in a list cannot have one."""

    time_cost, memory_cost, parallelism = 1, 1024, 1


def import_units(*, actor: Actor, rows: Sequence[Row], now: datetime) -> Imported:
    """Enters the good rows of a list of units; one there already gains aliases, and kind and parent where given.

    raises: Refused("not_allowed").
    """
    with acting(actor):
        _lock(actor)
        known = known_units(actor)
        checked = check_units(rows, known)
        there = {u.pk: u for u in Unit.objects.filter(pk__in=[g.id for g in checked.good if g.id])}
        fresh = [g for g in checked.good if g.id is None]
        made = Unit.objects.bulk_create(
            (Unit(name=g.name, aliases=list(g.aliases), kind=g.kind, place_id=g.place_id) for g in fresh),
            batch_size=BATCH,
        )
        ids = {-g.n: u.pk for g, u in zip(fresh, made, strict=True)}
        changed = {g.n for g in checked.good if g.id and _complete(there[g.id], g, ids)}
        for g, unit in zip(fresh, made, strict=True):
            unit.parent_id = ids.get(g.parent or 0, g.parent)
        Unit.objects.bulk_update([u for u in made if u.parent_id], ["parent"], batch_size=BATCH)
        touched = [there[g.id] for g in checked.good if g.id and g.n in changed]
        Unit.objects.bulk_update(touched, ["aliases", "kind", "parent"], batch_size=BATCH)
        done = Imported(len(made), len(changed), len(there) - len(changed), checked.problems)
        _note(actor, "import_units", "unit", done, now)
    return done


def import_people(*, actor: Actor, rows: Sequence[Row], now: datetime) -> Imported:
    """Enters the good rows of a list of people with posts; who is new gets a password that is shown this once
    and counts for three days; at the first log-in he chooses his own.

    A post somebody holds already stays as it is: ending it takes a reason of its own.

    raises: Refused("not_allowed").
    """
    with acting(actor):
        _lock(actor)
        known = known_people(actor, rows)
        checked = check_people(rows, known)
        fresh = {g.username: g for g in reversed(checked.good) if g.username not in known.names}
        passwords = {g.n: _chance() for g in fresh.values()}
        User.objects.bulk_create((_person(g, passwords[g.n], now) for g in fresh.values()), batch_size=BATCH)
        new = [g for g in checked.good if not g.held]
        ids = dict(User.objects.filter(username__in={g.username for g in new}).values_list("username", "pk"))
        Post.objects.bulk_create((_post(g, ids[g.username]) for g in new), batch_size=BATCH)
        done = Imported(len(new), 0, len(checked.good) - len(new), checked.problems, passwords)
        _note(actor, "import_people", "user", done, now)
    return done


def _lock(actor: Actor) -> None:
    """One list at a time, whoever's: keepers of different places may write the same new name at once."""
    require(actor, "keep_people", place_code=actor.place_code)
    User.lock()


def _complete(unit: Unit, row: GoodUnit, ids: Mapping[int, int]) -> bool:
    """Gives a unit what the row says more; whether anything was."""
    more = [a for a in row.aliases if a not in unit.aliases]
    parent = ids.get(row.parent, row.parent) if row.parent else unit.parent_id
    if not more and (row.kind, parent) == (unit.kind, unit.parent_id):
        return False
    unit.aliases, unit.kind, unit.parent_id = unit.aliases + more, row.kind, parent
    return True


def _person(row: GoodPost, password: str, now: datetime) -> User:
    hasher = _Swift()
    kept = hasher.encode(password, hasher.salt())
    return User(username=row.username, name=row.name, password=kept, word_until=now + WORD_LASTS)


def _post(row: GoodPost, user: int) -> Post:
    days = {"from_on": row.from_on, "to_on": row.to_on}
    return Post(user_id=user, role=row.role, place_id=row.place_id, unit_id=row.unit_id, **days)


def _chance() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LENGTH))


def _note(actor: Actor, deed: str, kind: str, done: Imported, now: datetime) -> None:
    if done.new or done.changed:
        data = {"new": done.new, "changed": done.changed, "left_out": len(done.problems)}
        note(actor, deed, About(kind, None, data=data), now)
