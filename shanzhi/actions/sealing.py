"""Sensitive values into their rows and out again, and the change of keys."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from shanzhi import vault
from shanzhi.actions.journal import About, note
from shanzhi.models import CaseAnswer, Resident, SealedValue
from shanzhi.models.walls import acting

KEYS_LOCK = 7_203_170  # any fixed number: held in common by whoever seals, alone by whoever retires a key
ID_PURPOSE = "resident.id_number"
_TABLES = (Resident, SealedValue, CaseAnswer)
Sealed = Resident | SealedValue | CaseAnswer


@dataclass(frozen=True, slots=True)
class Rotation:
    """A change of keys so far. current: the key that seals; left: values still under an older one."""

    current: str
    left: int


def hold_keys() -> vault.KeyRing:
    """The keys; none of them is retired before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [KEYS_LOCK])
    return vault.ring()


def seal_into(row: Sealed, column: str, plain: str) -> None:
    """Sets a sealed column of a saved row; the caller saves it. "" empties it."""
    setattr(row, column, hold_keys().seal(plain, _where(row, column)) if plain else "")


def opened(row: Sealed, column: str) -> str:
    """The value of a sealed column in clear, "" where there is none.

    raises: vault.Locked.
    """
    sealed = getattr(row, column)
    return vault.ring().open(sealed, _where(row, column)) if sealed else ""


def id_hash(id_number: str) -> str:
    """What an ID number is found by; "" for none."""
    return vault.ring().hash(id_number, ID_PURPOSE) if id_number else ""


def begin_rotation(now: datetime) -> Rotation:
    """Adds a key that seals from now on; where a change is under way it goes on with that."""
    with acting(None):
        ring = vault.ring()
        if len(ring.keys) == 1:
            ring = vault.add_key()
            note(None, "begin_rotation", About("keys", None, data={"key": ring.current}), now)
        return Rotation(ring.current, _left(ring.current))


def reseal(size: int) -> int:
    """Seals up to so many values anew with the current key, in one transaction. Gives how many."""
    done = 0
    with acting(None):
        ring = hold_keys()
        for table in _TABLES:
            for column in table.SEALED:
                rows = table.objects.select_for_update().exclude(**{column: ""})
                rows = rows.exclude(**{f"{column}__startswith": f"{ring.current}."}).order_by("pk")[: size - done]
                for row in rows:
                    where = _where(row, column)
                    setattr(row, column, ring.seal(ring.open(getattr(row, column), where), where))
                    row.save(update_fields=[column])
                    done += 1
    return done


def finish_rotation(now: datetime) -> tuple[str, ...]:
    """Retires the old keys where no value needs them any more; gives their ids, none where some value does."""
    with acting(None):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEYS_LOCK])
        ring = vault.ring()
        if _left(ring.current):
            return ()
        retired = vault.retire_keys()
        if retired:
            note(None, "finish_rotation", About("keys", None, data={"retired": list(retired)}), now)
        return retired


def unreadable() -> tuple[str, ...]:
    """The sealed values that do not open, as table.column row: a lost key, an altered or a moved value."""
    with acting(None):
        rows = (
            (row, column)
            for table in _TABLES
            for column in table.SEALED
            for row in table.objects.exclude(**{column: ""}).order_by("pk").iterator()
        )
        return tuple(f"{type(row).__name__}.{column} {row.pk}" for row, column in rows if not _opens(row, column))


def _opens(row: Sealed, column: str) -> bool:
    try:
        opened(row, column)
    except vault.Locked:
        return False
    return True


def _left(current: str) -> int:
    return sum(
        table.objects.exclude(**{column: ""}).exclude(**{f"{column}__startswith": f"{current}."}).count()
        for table in _TABLES
        for column in table.SEALED
    )


def _where(row: Sealed, column: str) -> vault.Where:
    return vault.Where(type(row).__name__, column, row.pk)
