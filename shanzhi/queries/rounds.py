"""When duties come round: by the plan's words, or by the pack a programme runs by; and for which rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count

from shanzhi.core.adoption import numbered
from shanzhi.core.duty import Window, windows
from shanzhi.core.filling import row_of
from shanzhi.core.pack import duties as pack
from shanzhi.core.pack.data import Nowhere
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.pack.forms import Form
from shanzhi.core.pack.notices import Notice
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.selector import Selector
from shanzhi.core.schedule import expected
from shanzhi.models import Duty, Record
from shanzhi.queries.running import Running, runnings


def rounds(duty: Duty, packs: Mapping[int, Running], first: date, last: date) -> tuple[Window, ...]:
    """The times a duty falls due from one day to another, both included, within its programme.

    cost: 0 queries.
    """
    first, last = max(first, duty.programme.from_on), min(last, duty.programme.to_on)
    written = written_in(duty, packs)
    if written is None:
        return tuple(windows(duty.as_core(), first, last))
    found = expected(written, first, last, packs[duty.programme_id].setting())
    return tuple(Window(*one) for one in numbered([(e.opens_on, e.due_on, e.period) for e in found]))


def written_in(duty: Duty, packs: Mapping[int, Running]) -> pack.Duty | None:
    """What the pack says of a duty, None where it comes from a plan's words alone.

    cost: 0 queries.
    """
    running = packs.get(duty.programme_id)
    return running.find(duty.item, pack.Duty) if running and duty.item else None


def packs_of(duties: Iterable[Duty]) -> dict[int, Running]:
    """The packs of the programmes of duties, by programme; none is asked for where no duty comes from one.

    cost: 1 query.
    """
    return runnings({d.programme_id for d in duties if d.item})


def register_of(duty: Duty, packs: Mapping[int, Running]) -> str:
    """The register for whose rows a duty comes round one by one, "" where it does not.

    cost: 0 queries.
    """
    written = written_in(duty, packs)
    if written is None or written.each is None:
        return ""
    running = packs[duty.programme_id]
    return next((n for n in written.each.names if running.find(n, Register)), "")


def form_of(duty: Duty, packs: Mapping[int, Running]) -> Form | None:
    """The form a duty is handed in by, None where it has none.

    cost: 0 queries.
    """
    written = written_in(duty, packs)
    asked = written.hand_in if written else None
    return packs[duty.programme_id].find(asked.form, Form) if asked and asked.form else None


def notice_of(duty: Duty, packs: Mapping[int, Running]) -> Notice | None:
    """The notice that is handed in by being signed, None where a duty hands in something else.

    cost: 0 queries.
    """
    written = written_in(duty, packs)
    asked = written.hand_in if written else None
    return packs[duty.programme_id].find(asked.notice, Notice) if asked and asked.notice else None


def rows_of(duty: Duty, packs: Mapping[int, Running]) -> tuple[Record, ...]:
    """The rows a duty comes round for, by number; a row of which it is not known whether it is meant, is.

    cost: 1 query.
    """
    written, id_ = written_in(duty, packs), register_of(duty, packs)
    register = packs[duty.programme_id].find(id_, Register) if id_ else None
    if written is None or written.each is None or register is None:
        return ()
    rows = Record.objects.filter(programme=duty.programme_id, register=id_, ended_on=None).order_by("pk")
    return tuple(r for r in rows if _meant(written.each, register, r))


def rows_owing(duties: Sequence[Duty], packs: Mapping[int, Running]) -> dict[int, int]:
    """How many rows each duty comes round for, of duties that come round for rows; as the scope shows them.

    cost: 1 query; one more for each duty that is for some of the rows alone.
    """
    of = {d.pk: (d.programme_id, register) for d in duties if (register := register_of(d, packs))}
    if not of:
        return {}
    known = Record.objects.filter(programme__in={p for p, _ in of.values()}, ended_on=None)
    counts = {
        (r["programme"], r["register"]): r["n"] for r in known.values("programme", "register").annotate(n=Count("pk"))
    }
    some = {d.pk: len(rows_of(d, packs)) for d in duties if d.pk in of and counts.get(of[d.pk]) and choosy(d, packs)}
    return {pk: some.get(pk, counts.get(key, 0)) for pk, key in of.items()}


def choosy(duty: Duty, packs: Mapping[int, Running]) -> bool:
    """Whether a duty comes round for some rows of its register alone.

    cost: 0 queries.
    """
    written = written_in(duty, packs)
    return written is not None and written.each is not None and bool(written.each.where or written.each.except_)


def _meant(each: Selector, register: Register, row: Record) -> bool:
    around = Nowhere({"it": row_of(register.fields, row.values)})
    fits = each.where is None or each.where.tree is None or evaluate(each.where.tree, around) is not False
    out = each.except_ is not None and each.except_.tree is not None and evaluate(each.except_.tree, around) is True
    return fits and not out
