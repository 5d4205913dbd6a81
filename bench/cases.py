"""Measures a step of a case against its bare SQL, and against two engines that take the same steps as it.

Method: a fresh embedded database with the sample town and the library's hygiene pack. Cases are accepted and finished
by take_step, committed, as the desk does: access, seats, conditions, clocks, journal. In turn with each step, one
after the other on the same connection: its bare SQL, one UPDATE and four INSERTs of the same rows in a transaction of
their own; and SpiffWorkflow and python-statemachine, which read the case's row under a lock, take the step from the
state kept in it, keep the new one, and write the same rows; they ask for no rights, reckon no time limits, and seal no
journal. Figures: medians of wall time, and of the ratio pair by pair.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from bench.installed import machine, prepare

CASES, WARM = 150, 15
MOST = 3.0
AT = datetime(2026, 9, 1, 2, tzinfo=UTC)
STEPS = ("accept", "finish")
STATES = {"accept": ("reported", "assigned"), "finish": ("assigned", "mended")}


class Bare:
    """The rows a step writes, by SQL alone. They stand beside those of the cases: the bench is no office."""

    def __init__(self, programme: int, place: int) -> None:
        from shanzhi.models import Case, Edition, Entry  # noqa: PLC0415 - after setup
        from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup

        with acting(None):
            entry = Entry.objects.order_by("-pk").first()
            edition = Edition.objects.get(programme=programme).pk
            rows = [
                Case(
                    programme_id=programme, edition_id=edition, flow="complaint", n=10**6 + k, place_id=place,
                    state="reported", standing={}, values=VALUES, opened_at=AT, moved_at=AT,
                )
                for k in range(3 * (CASES + WARM))
            ]  # fmt: skip
            self.ids = iter([row.pk for row in Case.objects.bulk_create(rows)])
        self.columns = [f.attname for f in Entry._meta.concrete_fields]  # noqa: SLF001 - the public way to a table's columns
        self.entry = {name: getattr(entry, name) for name in self.columns} | {"tenant": "000001"}
        self.next, self.seq = int(entry.pk) + 10**9, 0

    def new(self, fresh: str) -> int:
        """A case of an engine, as it begins."""
        from django.db import connection  # noqa: PLC0415 - after setup

        from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup

        case = next(self.ids)
        with acting(None), connection.cursor() as cursor:
            cursor.execute("UPDATE shanzhi_case SET standing = %s WHERE id = %s", [fresh, case])
        return case

    def step(self, case: int, step: str, run: Callable[[str, str], str] | None = None) -> float:
        """Seconds of a step: its rows alone or, by an engine, what it holds read under a lock and kept anew."""
        from django.db import connection  # noqa: PLC0415 - after setup

        from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup

        began = time.perf_counter()
        with acting(None), connection.cursor() as cursor:
            standing = "{}"
            if run is not None:
                cursor.execute("SELECT standing FROM shanzhi_case WHERE id = %s FOR UPDATE", [case])
                held = cursor.fetchone()[0]
                standing = run(held if isinstance(held, str) else json.dumps(held), step)
            self.write(cursor, case, step, standing)
        return time.perf_counter() - began

    def write(self, cursor: object, case: int, step: str, standing: str) -> None:
        """One UPDATE and four INSERTs."""
        before, after = STATES[step]
        self.next, self.seq = self.next + 1, self.seq + 1
        revision = STEPS.index(step) + 2
        cursor.execute(
            "UPDATE shanzhi_case SET state = %s, standing = %s, revision = %s, values = %s, moved_at = %s, due_at = %s"
            " WHERE id = %s",
            [after, standing, revision, json.dumps(VALUES), AT, AT, case],
        )
        cursor.execute(
            "INSERT INTO shanzhi_casestep (case_id, revision, action, from_state, to_state, at, given, key)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [case, revision, step, before, after, AT, json.dumps({"result": "已清走"}), uuid4()],
        )
        cursor.execute(
            "INSERT INTO shanzhi_caseclock (case_id, of, state, due_at, stopped_at, tries, failed)"
            " VALUES (%s, 'state', %s, %s, %s, 0, '')",
            [case, after, AT, AT],
        )
        row = self.entry | {"id": self.next, "seq": self.seq}
        marks = ", ".join(["%s"] * len(row))
        names = ", ".join(f'"{n}"' for n in row)
        cursor.execute(f"INSERT INTO shanzhi_entry ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608 - own names
        cursor.execute(
            "INSERT INTO shanzhi_entryvalue (entry_id, data, data_salt) VALUES (%s, %s, %s)",
            [self.next, json.dumps({"action": step}), "00" * 16],
        )


VALUES = {"kind": "路边垃圾", "words": "村口路边有两堆垃圾"}


Engine = tuple[str, Callable[[str, str], str]]
"""What a new case holds, and how a step leads from what is kept to what is to be kept."""


def spiff_workflow() -> Engine:
    from SpiffWorkflow.serializer.json import JSONSerializer  # noqa: PLC0415 - of the bench alone
    from SpiffWorkflow.specs.Simple import Simple  # noqa: PLC0415 - see above
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec  # noqa: PLC0415 - see above
    from SpiffWorkflow.util.task import TaskState  # noqa: PLC0415 - see above
    from SpiffWorkflow.workflow import Workflow  # noqa: PLC0415 - see above

    spec = WorkflowSpec("complaint", addstart=True)
    last = spec.start
    for name in ("accept", "finish", "verify"):
        task = Simple(spec, name, manual=True)
        last.connect(task)
        last = task
    fresh, pen = Workflow(spec), JSONSerializer()
    fresh.run_all(halt_on_manual=True)

    def spiff(held: str, step: str) -> str:
        flow = pen.deserialize_workflow(held)
        ready = next(t for t in flow.get_tasks(state=TaskState.READY) if t.task_spec.name == step)
        ready.run()
        flow.run_all(halt_on_manual=True)
        return str(pen.serialize_workflow(flow))

    return str(pen.serialize_workflow(fresh)), spiff


def state_machine() -> Engine:
    from statemachine import State, StateMachine  # noqa: PLC0415 - of the bench alone

    class Complaint(StateMachine):
        reported = State(initial=True, value="reported")
        assigned = State(value="assigned")
        mended = State(value="mended")
        closed = State(final=True, value="closed")
        accept = reported.to(assigned)
        finish = assigned.to(mended)
        verify = mended.to(closed)

    def machine(held: str, step: str) -> str:
        found = Complaint(start_value=json.loads(held)["state"])
        found.send(step)
        return json.dumps({"state": STATES[step][1]})

    return json.dumps({"state": "reported"}), machine


def measured() -> dict[str, list[float]]:
    """Seconds of each step, ours, bare, and by each engine, in turn."""
    from shanzhi.actions.case_moves import CaseIn  # noqa: PLC0415 - after setup
    from shanzhi.actions.cases import open_case  # noqa: PLC0415 - after setup
    from shanzhi.actions.packs import PackIn, adopt_pack  # noqa: PLC0415 - after setup
    from shanzhi.models import Place  # noqa: PLC0415 - after setup
    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup
    from shanzhi.packs.reading import library_text  # noqa: PLC0415 - after setup
    from shanzhi.queries import books  # noqa: PLC0415 - after setup

    office, village = books.actor("townclerk"), books.actor("liuwan")
    pack = PackIn(library_text("village_hygiene"), office.place_code, date(2026, 9, 1), date(2027, 8, 31))
    programme = adopt_pack(actor=office, given=pack, now=AT)
    with acting(None):
        bare = Bare(programme, Place.objects.get(code=village.place_code).pk)
    engines = {"SpiffWorkflow": spiff_workflow(), "python-statemachine": state_machine()}
    times: dict[str, list[float]] = {name: [] for name in ("ours", "bare", *engines)}
    for k in range(CASES + WARM):
        given = CaseIn(programme, "complaint", village.place_code, VALUES, key=uuid4())
        case, plain = open_case(actor=office, given=given, now=AT), next(bare.ids)
        others = {name: bare.new(fresh) for name, (fresh, _) in engines.items()}
        for n, step in enumerate(STEPS):
            who, said = (office, {"assignee": village.unit_name}) if step == "accept" else (village, {"result": "好"})
            took = {"ours": ours(who, case, step, n + 1, said), "bare": bare.step(plain, step)}
            took |= {name: bare.step(others[name], step, run) for name, (_, run) in engines.items()}
            for name, seconds in took.items():
                times[name] += [seconds] if k >= WARM else []
    return times


def ours(who: object, case: int, step: str, revision: int, said: dict[str, str]) -> float:
    from shanzhi.actions.case_moves import StepIn  # noqa: PLC0415 - after setup
    from shanzhi.actions.cases import take_step  # noqa: PLC0415 - after setup

    whole = StepIn(case, step, revision, said, uuid4())
    began = time.perf_counter()
    take_step(actor=who, said=whole, now=AT + timedelta(minutes=1))
    return time.perf_counter() - began


def say(times: dict[str, list[float]]) -> bool:
    """Prints medians and ratios; whether a step costs less than it may."""
    for name, values in times.items():
        print(f"  {name:22} {statistics.median(values) * 1000:6.2f} ms")
    good = True
    for other, theirs in times.items():
        if other != "ours":
            ratio = statistics.median(a / b for a, b in zip(times["ours"], theirs, strict=True))
            aim = f"   (at most {MOST})" if other == "bare" else ""
            good &= other != "bare" or ratio <= MOST
            print(f"  ours : {other} = {ratio:.2f}{aim}")
    return good


def main() -> None:
    prepare("town")
    print(machine())
    print(f"a step of a case ({CASES} cases, accept and finish), committed")
    if not say(measured()):
        sys.exit(1)


if __name__ == "__main__":
    main()
