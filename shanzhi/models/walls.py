"""Walls: row-level security of every table, the scope a transaction runs in, and the role that may not climb over.

One table, WALLS, says who sees the rows of each table; `build` writes it into the database, `acting` opens a
transaction in an actor's scope. Without a scope no row is seen: who forgets one sees nothing, never too much.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Literal

from django.db import connection, transaction

from shanzhi.core.access import NOBODY, Actor, Scope, scope_of
from shanzhi.database import ROLE

LOCK = 7_203_113  # any fixed number
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)

# pieces of the rules; `(SELECT …)` makes the planner ask once a statement, not once a row
_KIND = "(SELECT current_setting('shanzhi.scope', true))"
_HOUSE = "(SELECT current_setting('shanzhi.scope', true) = 'house')"
_SOMEBODY = "(SELECT current_setting('shanzhi.scope', true) IN ('house', 'door', 'place', 'unit', 'keeper'))"
_PERSON = "(SELECT nullif(current_setting('shanzhi.person', true), '')::bigint)"
_UNIT = "(SELECT nullif(current_setting('shanzhi.unit', true), '')::bigint)"
_BELOW = "BETWEEN (SELECT current_setting('shanzhi.low', true)) AND (SELECT current_setting('shanzhi.high', true))"
_IN_PLACE = f"EXISTS (SELECT FROM shanzhi_place p WHERE p.id = place_id AND p.code {_BELOW})"
_OVER_PLACE = f"({_HOUSE} OR ({_KIND} = 'place' AND {_IN_PLACE}))"


def _hangs_on(table: str, column: str) -> str:
    """Seen with the row it hangs on, by that row's own wall."""
    return f"EXISTS (SELECT FROM shanzhi_{table} o WHERE o.id = {column})"


@dataclass(frozen=True, slots=True)
class Wall:
    """Who sees a row and may write it. write: "" where it is the same; grants: what the program's role may do."""

    see: str
    write: str = ""
    grants: Literal["SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE, DELETE"] = (
        "SELECT, INSERT, UPDATE, DELETE"
    )


_KEEPER = f"({_HOUSE} OR ({_KIND} = 'keeper' AND {_IN_PLACE}))"
_VILLAGE = (
    f"({_KIND} = 'unit' AND EXISTS (SELECT FROM shanzhi_unit u WHERE u.id = {_UNIT} AND u.kind = 'village' "
    "AND u.place_id = shanzhi_household.place_id))"
)
_OWN = f"({_HOUSE} OR {_KIND} = 'door' OR user_id = {_PERSON})"
_IN_PROGRAMME = "programme_id IN (SELECT o.id FROM shanzhi_programme o)"  # asked once a statement: a list is long
_OFFICE = "(SELECT current_setting('shanzhi.scope', true) IN ('house', 'place'))"
_IN_VILLAGE = f"place_id IN (SELECT shanzhi_places_of_unit({_UNIT}))"
_IN_WHOLE: Final = "place_id = (SELECT o.place_id FROM shanzhi_programme o WHERE o.id = programme_id)"
_ENTRIES_SEEN: Final = "SELECT o.entry_id FROM shanzhi_bookline o"
_HELD = f"{{}} = {_UNIT} OR {_IN_VILLAGE}"
_KEPT: Final = "SELECT, INSERT, UPDATE"
WALLS: dict[str, Wall] = {
    # what every official may know: places, units, names
    "place": Wall(_SOMEBODY, f"({_HOUSE} OR ({_KIND} IN ('place', 'keeper') AND code {_BELOW}))"),
    "placechange": Wall(_SOMEBODY, _KEEPER, "SELECT, INSERT"),
    "unit": Wall(_SOMEBODY, f"({_OVER_PLACE} OR {_KEEPER})"),
    "user": Wall(_SOMEBODY, f"({_KIND} IN ('house', 'keeper', 'door') OR id = {_PERSON})", "SELECT, INSERT, UPDATE"),
    # posts and log-ins: one's own, those of the place, those at the door
    "post": Wall(f"({_KEEPER} OR {_KIND} = 'door' OR user_id = {_PERSON})", _KEEPER, "SELECT, INSERT, UPDATE"),
    "session": Wall(f"({_HOUSE} OR {_KIND} = 'door' OR user_id = {_PERSON})"),
    "spent": Wall(f"{_KIND} IN ('house', 'door')"),
    # what opens the door: one's own, the door's and the program's; tries at the door alone
    "factor": Wall(_OWN),
    "recoverycode": Wall(_OWN),
    "device": Wall(_OWN, grants="SELECT, INSERT, UPDATE"),
    "tries": Wall(f"{_KIND} IN ('house', 'door')"),
    # plans: those of the place; to units those that run with them
    "document": Wall(f"({_OVER_PLACE} OR id IN (SELECT shanzhi_documents_of_unit({_UNIT})))", _OVER_PLACE),
    "reading": Wall(_hangs_on("document", "document_id"), f"({_OFFICE} AND {_hangs_on('document', 'document_id')})"),
    "clause": Wall(_hangs_on("reading", "reading_id"), f"({_OFFICE} AND {_hangs_on('reading', 'reading_id')})"),
    "fact": Wall(f"({_OFFICE} AND {_hangs_on('clause', 'clause_id')})"),
    # programmes: those of the place; to units those they take part in
    "programme": Wall(f"({_OVER_PLACE} OR id IN (SELECT shanzhi_programmes_of_unit({_UNIT})))", _OVER_PLACE),
    "anchor": Wall(
        _hangs_on("programme", "programme_id"),
        f"({_OFFICE} AND {_hangs_on('programme', 'programme_id')})",
        "SELECT, INSERT, UPDATE",
    ),
    "phase": Wall(_hangs_on("programme", "programme_id")),
    "programme_units": Wall(_hangs_on("programme", "programme_id"), f"({_OFFICE} AND {_IN_PROGRAMME})"),
    "edition": Wall(_IN_PROGRAMME, f"({_OFFICE} AND {_IN_PROGRAMME})", "SELECT, INSERT"),
    "askedagain": Wall(_IN_PROGRAMME, f"({_OFFICE} AND {_IN_PROGRAMME})", "SELECT, INSERT"),
    "task": Wall(f"({_IN_PROGRAMME} AND ({_OFFICE} OR id IN (SELECT shanzhi_tasks_of_unit({_UNIT}))))"),
    "taskunit": Wall(
        f"({_hangs_on('programme', 'programme_id')}"
        f" AND ({_OFFICE} OR task_id IN (SELECT shanzhi_tasks_of_unit({_UNIT}))))"
    ),
    "note": Wall(_hangs_on("task", "task_id"), grants="SELECT, INSERT"),
    "attachment": Wall(_hangs_on("note", "note_id"), grants="SELECT, INSERT"),
    "duty": Wall(_hangs_on("programme", "programme_id")),
    "duty_units": Wall(_hangs_on("duty", "duty_id")),
    "occurrence": Wall(
        f"({_hangs_on('duty', 'duty_id')} AND ({_OFFICE} OR unit_id IN (SELECT shanzhi_units_of_unit({_UNIT}))"
        f" OR {_hangs_on('record', 'record_id')}))"
    ),
    "indicator": Wall(_hangs_on("programme", "programme_id")),
    "indicatorvalue": Wall(_hangs_on("indicator", "indicator_id"), grants="SELECT, INSERT"),
    # figures hold no persons: the whole and his own places to whoever takes part; written by the night watch alone
    "snapshot": Wall(f"({_IN_PROGRAMME} AND ({_OFFICE} OR {_IN_WHOLE} OR {_IN_VILLAGE}))", _HOUSE, "SELECT, INSERT"),
    # what a pack runs: those of the place; to units what they keep, hold or owe, and what lies in their village
    "record": Wall(f"({_IN_PROGRAMME} AND ({_OFFICE} OR {_HELD.format('keeper_id')}))", grants=_KEPT),
    "sealedvalue": Wall(_hangs_on("record", "record_id")),
    "seat": Wall(_IN_PROGRAMME, f"({_OFFICE} AND {_IN_PROGRAMME})", _KEPT),
    "case": Wall(
        f"({_IN_PROGRAMME} AND ({_OFFICE} OR opened_by_id = {_PERSON} OR {_HELD.format('assignee_id')}"
        f" OR id IN (SELECT shanzhi_cases_of_unit({_UNIT}))))",
        grants=_KEPT,
    ),
    "caseunit": Wall(_hangs_on("case", "case_id")),
    "caseanswer": Wall(_hangs_on("case", "case_id"), grants=_KEPT),
    "casecount": Wall(_IN_PROGRAMME, grants=_KEPT),
    "casestep": Wall(_hangs_on("case", "case_id"), grants="SELECT, INSERT"),
    "caseclock": Wall(_hangs_on("case", "case_id"), grants=_KEPT),
    "book": Wall(f"({_IN_PROGRAMME} AND ({_OFFICE} OR {_HELD.format('unit_id')}))", grants=_KEPT),
    "bookline": Wall("book_id IN (SELECT o.id FROM shanzhi_book o)", grants="SELECT, INSERT"),
    "bookentry": Wall(f"({_IN_PROGRAMME} AND ({_OFFICE} OR id IN ({_ENTRIES_SEEN})))", _IN_PROGRAMME, _KEPT),
    "leftout": Wall("book_id IN (SELECT o.id FROM shanzhi_book o)", grants="SELECT, INSERT"),
    "receipt": Wall("book_id IN (SELECT o.id FROM shanzhi_book o)", f"({_OFFICE} AND {_IN_PROGRAMME})", _KEPT),
    "exemption": Wall("book_id IN (SELECT o.id FROM shanzhi_book o)", f"({_OFFICE} AND {_IN_PROGRAMME})", _KEPT),
    "exemptionpart": Wall("exemption_id IN (SELECT o.id FROM shanzhi_exemption o)", grants="SELECT, INSERT"),
    "monthclosing": Wall(_IN_PROGRAMME, f"({_OFFICE} AND {_IN_PROGRAMME})", _KEPT),
    "rulerun": Wall(f"({_IN_PROGRAMME} AND ({_OFFICE} OR {_IN_VILLAGE}))", _IN_PROGRAMME, _KEPT),
    "notice": Wall(
        f"({_IN_PROGRAMME} AND ({_OFFICE} OR signed_at IS NOT NULL))", f"({_OFFICE} AND {_IN_PROGRAMME})", _KEPT
    ),
    "message": Wall(f"({_IN_PROGRAMME} AND ({_OFFICE} OR unit_id = {_UNIT} OR user_id = {_PERSON}))", grants=_KEPT),
    # feeds: keys and what went wrong to the office; readings with the row they are of
    "feedsource": Wall(_IN_PROGRAMME, grants=_KEPT),
    "feeddevice": Wall(f"({_HOUSE} OR {_hangs_on('record', 'record_id')})", grants=_KEPT),
    "feedseries": Wall(f"({_HOUSE} OR {_hangs_on('record', 'record_id')})", grants="SELECT, INSERT"),
    "feedreading": Wall(f"({_HOUSE} OR {_hangs_on('feedseries', 'series_id')})", grants="SELECT, INSERT"),
    "feedtrouble": Wall(f"({_OFFICE} AND {_hangs_on('feedsource', 'source_id')})", grants=_KEPT),
    # residents: those of the place; to a village's own committee those of its village; nobody drops a row
    "household": Wall(f"({_OVER_PLACE} OR {_VILLAGE})", grants="SELECT, INSERT, UPDATE"),
    "resident": Wall(_hangs_on("household", "household_id"), grants="SELECT, INSERT, UPDATE"),
    "consent": Wall(_hangs_on("resident", "resident_id"), grants="SELECT, INSERT, UPDATE"),
    "rightsrequest": Wall(_hangs_on("resident", "resident_id"), grants="SELECT, INSERT, UPDATE"),
    # the journal: everybody's deeds are written; read are one's own, those of one's place, those on what one sees
    "entry": Wall(
        f"({_HOUSE} OR actor_id = {_PERSON} OR ({_KIND} = 'place' AND place_code {_BELOW}) OR ({_KIND} = 'unit' AND"
        f" CASE object_kind WHEN 'task' THEN {_hangs_on('task', 'object_id')}"
        f" WHEN 'record' THEN {_hangs_on('record', 'object_id')}"
        f" ELSE {_hangs_on('programme', 'programme_id')} END))",
        _SOMEBODY,
        "SELECT, INSERT",
    ),
    "entryvalue": Wall(
        _hangs_on("entry", "entry_id"), _SOMEBODY, "SELECT, INSERT, UPDATE"
    ),  # a trigger lets erase only
    "firstentry": Wall(_HOUSE, grants="SELECT"),
    # hashes and signatures, read and written by every deed; no personal data
    "chainhead": Wall(_SOMEBODY, grants="SELECT, INSERT, UPDATE"),
    "treetile": Wall(_SOMEBODY, grants="SELECT, INSERT"),
    "checkpoint": Wall(_SOMEBODY, grants="SELECT, INSERT"),
    "delivery": Wall(_SOMEBODY, _HOUSE, "SELECT, INSERT, UPDATE"),
    "witness": Wall(_SOMEBODY, _HOUSE, "SELECT, INSERT, UPDATE"),
    "watchedlog": Wall(_SOMEBODY, _HOUSE, "SELECT, INSERT, UPDATE"),
}

# asked with the rights of the owner, so that a wall may look at tables that have walls of their own
_FUNCTIONS = """
CREATE OR REPLACE FUNCTION shanzhi_units_of_unit(mine bigint) RETURNS SETOF bigint AS $$
    SELECT mine WHERE mine IS NOT NULL
    UNION SELECT u.id FROM shanzhi_unit u JOIN shanzhi_place p ON p.id = u.place_id
        WHERE mine IS NOT NULL AND current_setting('shanzhi.low', true) <> ''
          AND p.code BETWEEN current_setting('shanzhi.low', true) AND current_setting('shanzhi.high', true)
$$ {definer};
CREATE OR REPLACE FUNCTION shanzhi_places_of_unit(mine bigint) RETURNS SETOF bigint AS $$
    SELECT p.id FROM shanzhi_unit u JOIN shanzhi_place o ON o.id = u.place_id
        JOIN shanzhi_place p ON p.code BETWEEN o.code AND o.code || '99'
        WHERE u.id = mine AND u.kind = 'village'
    UNION SELECT p.id FROM shanzhi_place p
        WHERE mine IS NOT NULL AND current_setting('shanzhi.low', true) <> ''
          AND p.code BETWEEN current_setting('shanzhi.low', true) AND current_setting('shanzhi.high', true)
$$ {definer};
CREATE OR REPLACE FUNCTION shanzhi_tasks_of_unit(mine bigint) RETURNS SETOF bigint AS $$
    WITH held AS (SELECT task_id FROM shanzhi_taskunit WHERE unit_id = mine),
         parts AS (SELECT id, parent_id FROM shanzhi_task WHERE unit_id IN (SELECT shanzhi_units_of_unit(mine)))
    SELECT task_id FROM held
    UNION SELECT id FROM parts UNION SELECT parent_id FROM parts WHERE parent_id IS NOT NULL
    UNION SELECT t.id FROM shanzhi_task t JOIN shanzhi_taskunit h ON h.task_id = t.parent_id
        WHERE h.unit_id = mine AND h.role <> 'support'
$$ {definer};
CREATE OR REPLACE FUNCTION shanzhi_programmes_of_unit(mine bigint) RETURNS SETOF bigint AS $$
    SELECT programme_id FROM shanzhi_taskunit WHERE unit_id = mine
    UNION SELECT programme_id FROM shanzhi_task WHERE unit_id IN (SELECT shanzhi_units_of_unit(mine))
    UNION SELECT d.programme_id FROM shanzhi_duty d JOIN shanzhi_duty_units o ON o.duty_id = d.id
        WHERE o.unit_id IN (SELECT shanzhi_units_of_unit(mine))
    UNION SELECT programme_id FROM shanzhi_programme_units WHERE unit_id IN (SELECT shanzhi_units_of_unit(mine))
    UNION SELECT programme_id FROM shanzhi_case WHERE assignee_id = mine
    UNION SELECT c.programme_id FROM shanzhi_caseunit u JOIN shanzhi_case c ON c.id = u.case_id WHERE u.unit_id = mine
    UNION SELECT programme_id FROM shanzhi_seat
        WHERE coalesce(to_on, 'infinity') >= (now() AT TIME ZONE 'Asia/Shanghai')::date
        AND (unit_id = mine OR user_id = nullif(current_setting('shanzhi.person', true), '')::bigint)
$$ {definer};
CREATE OR REPLACE FUNCTION shanzhi_cases_of_unit(mine bigint) RETURNS SETOF bigint AS $$
    SELECT case_id FROM shanzhi_caseunit WHERE unit_id = mine
$$ {definer};
CREATE OR REPLACE FUNCTION shanzhi_documents_of_unit(mine bigint) RETURNS SETOF bigint AS $$
    SELECT r.document_id FROM shanzhi_programme p JOIN shanzhi_reading r ON r.id = p.reading_id
        WHERE p.id IN (SELECT shanzhi_programmes_of_unit(mine))
$$ {definer};
CREATE OR REPLACE FUNCTION shanzhi_log_in(cookie text) RETURNS jsonb AS $$
    SELECT jsonb_build_object('session', to_jsonb(s), 'user', to_jsonb(u), 'posts',
        (SELECT coalesce(jsonb_agg(jsonb_build_object('post', to_jsonb(o), 'place', to_jsonb(p), 'unit', to_jsonb(n),
             'instead', to_jsonb(i), 'holder', to_jsonb(h) - 'password') ORDER BY o.id), '[]')
         FROM shanzhi_post o JOIN shanzhi_place p ON p.id = o.place_id LEFT JOIN shanzhi_unit n ON n.id = o.unit_id
         LEFT JOIN shanzhi_post i ON i.id = o.stands_in_id LEFT JOIN shanzhi_user h ON h.id = i.user_id
         WHERE o.user_id = u.id))
    FROM shanzhi_session s LEFT JOIN shanzhi_user u ON u.id = s.user_id
    WHERE s.session_key = cookie AND s.expire_date > now()
$$ {definer};
""".replace("{definer}", "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp")

_ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN CREATE ROLE {ROLE} LOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another installation on this server made it just now
END $$;
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT SELECT ON django_migrations, django_content_type TO {ROLE};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
"""


@contextmanager
def acting(who: Actor | Scope | None) -> Iterator[None]:
    """A transaction in the scope of who acts, None for the program itself; inside another, a part that may fail alone.

    cost: 1 statement where the scope changes, and one to go back.
    """
    wanted = who if isinstance(who, Scope) else scope_of(who)
    outer = _scope.get()
    with transaction.atomic():
        if wanted != outer:
            _set(wanted)
        token = _scope.set(wanted)
        try:
            yield
        finally:
            _scope.reset(token)
        if wanted != outer and len(connection.savepoint_ids):
            _set(outer or NOBODY)  # where the part failed, its rollback has gone back already


@contextmanager
def looking(who: Actor | Scope | None) -> Iterator[None]:
    """As `acting`, for reading: inside a transaction of the same scope it costs nothing."""
    if _scope.get() == (who if isinstance(who, Scope) else scope_of(who)):
        yield
        return
    with acting(who):
        yield


def _set(scope: Scope) -> None:
    given = (scope.kind, scope.low, scope.high, str(scope.unit or ""), str(scope.person or ""))
    names = ("scope", "low", "high", "unit", "person")
    asked = ", ".join(f"set_config('shanzhi.{name}', %s, true)" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", given)


def build() -> None:
    """Writes role, grants, functions and walls into the database; run by its owner, as often as wanted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])  # two who prepare at once go one after the other
        cursor.execute(_FUNCTIONS)
        cursor.execute(_ROLE)
        for name, wall in WALLS.items():
            cursor.execute(_wall(f"shanzhi_{name}", wall))


def _wall(table: str, wall: Wall) -> str:
    parts = [f"REVOKE ALL ON {table} FROM {ROLE}", f"GRANT {wall.grants} ON {table} TO {ROLE}"]
    parts += [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"]
    parts += [f"DROP POLICY IF EXISTS {name} ON {table}" for name in ("sees", "adds", "changes", "drops")]
    write = wall.write or wall.see
    parts += [
        f"CREATE POLICY sees ON {table} FOR SELECT USING ({wall.see})",
        f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK ({write})",
        f"CREATE POLICY changes ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write})",
        f"CREATE POLICY drops ON {table} FOR DELETE USING ({write})",
    ]
    return "; ".join(parts)


def open_gates() -> list[str]:
    """What would let the connected role climb over the walls: superuser, bypass, tables of its own, or none walled.

    cost: 1 query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GATES)
        found = cursor.fetchone()
    names = ("superuser", "bypasses row-level security", "owns tables", "tables without a wall")
    return [name for name, here in zip(names, found or (), strict=True) if here]


_GATES = """
SELECT r.rolsuper, r.rolbypassrls,
    EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relkind = 'r'),
    EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname LIKE 'shanzhi\\_%' AND NOT c.relrowsecurity)
FROM pg_roles r WHERE r.rolname = current_user
"""
