"""Measures the books: 100,000 entries posted and checked, beside bare SQL and beancount; a month of 600 villages.

Method: a fresh embedded database with a county of 30 townships with 20 villages each that runs by the hygiene pack.
(1) The first of a month: one round of the night watch books each village's sum; statements and time. (2) 100,000
entries through `post_moves` in sends of 5,000, then the same rows once more as bare INSERTs of the same size into the
same tables; and 500 single postings beside 500 times their bare statements. (3) The audit's check of all balances and
entries; beancount parses, books and checks the same entries as a file with one balance assertion for each account.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from bench.installed import COUNTY, NOW, county, machine, prepare

TOWNS, VILLAGES, ENTRIES, SEND, SINGLE = 30, 20, 100_000, 5_000, 500
MOST_STATEMENTS, MOST_TIMES_BARE = 1, 10
FIRST = date(2026, 9, 1)


def running() -> int:
    """A county of 600 villages with a programme; gives its id."""
    from shanzhi.actions.packs import PackIn, adopt_pack  # noqa: PLC0415 - after setup
    from shanzhi.packs.reading import library_text  # noqa: PLC0415 - after setup

    text = library_text("village_hygiene").replace("{ask: 每村每月考核补助多少元}", "1000 元")
    given = PackIn(text, COUNTY, FIRST, date(2027, 8, 31))
    return adopt_pack(actor=county(TOWNS, VILLAGES), given=given, now=NOW)


def timed(deed: Callable[[], object]) -> tuple[float, int]:
    """Seconds and statements of a deed."""
    from django.db import connection  # noqa: PLC0415 - after setup

    sent = [0]

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - Django's own
        sent[0] += 1
        return execute(sql, params, many, context)

    began = time.perf_counter()
    with connection.execute_wrapper(count):
        deed()
    return time.perf_counter() - began, sent[0]


def month() -> bool:
    from shanzhi.actions.rule_watch import watch_rules  # noqa: PLC0415 - after setup

    took, sent = timed(lambda: watch_rules(NOW))
    villages = TOWNS * VILLAGES
    print(f"month.start of {villages} villages: {took:.2f} s, {sent} statements, {sent / villages:.2f} a village")
    print(f"  (at most {MOST_STATEMENTS} a village)")
    return sent / villages <= MOST_STATEMENTS


def orders(count: int, mark: str) -> list[object]:
    from shanzhi.core.order import Order, Owner, Side, Wanted  # noqa: PLC0415 - after setup
    from shanzhi.models import Place  # noqa: PLC0415 - after setup
    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup

    with acting(None):
        ids = dict(Place.objects.values_list("code", "pk"))
    villages = sorted(code for code in ids if not code.endswith("000"))
    draw, made = random.Random(7), []  # noqa: S311 - the same entries in every run
    for n in range(count):
        village = draw.choice(villages)
        fund = Side("township_fund", Owner(ids[village[:9] + "000"]))
        move = Wanted(fund, Side("subsidy", Owner(ids[village])), draw.randint(100, 100_000))
        made.append(Order(f"{mark}{n}", FIRST + timedelta(days=n % 300), "核定补助", (move,)))
    return made


def post(programme: int, made: Sequence[object], send: int) -> list[float]:
    """Seconds of each send."""
    from shanzhi.actions.posting import post_moves  # noqa: PLC0415 - after setup
    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup
    from shanzhi.queries.running import running  # noqa: PLC0415 - after setup

    took = []
    for at in range(0, len(made), send):
        began = time.perf_counter()
        with acting(None):
            post_moves(running(programme), made[at : at + send], NOW)
        took.append(time.perf_counter() - began)
    return took


BARE_ENTRIES = """INSERT INTO shanzhi_bookentry (programme_id, n, key, "on", at, kind, why, clause)
SELECT programme_id, n + %s, 'bare:' || %s || key, "on", at, kind, why, clause FROM unnest(%s::bigint[], %s::bigint[],
    %s::text[], %s::date[], %s::timestamptz[], %s::text[], %s::text[], %s::text[])
    AS v(programme_id, n, key, "on", at, kind, why, clause) RETURNING id"""
BARE_LINES = """INSERT INTO shanzhi_bookline (entry_id, book_id, "on", amount, purpose, by)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::bigint[], %s::text[], %s::text[])"""
BARE_MOVE = "UPDATE shanzhi_book SET balance = balance WHERE id = ANY(%s)"


def bare(send: int, count: int) -> list[float]:
    """Seconds of each send of the same rows as bare statements, taken back at the end."""
    from django.db import connection, transaction  # noqa: PLC0415 - after setup

    from shanzhi.models import BookEntry, BookLine  # noqa: PLC0415 - after setup
    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup

    names = ("programme_id", "n", "key", "on", "at", "kind", "why", "clause")
    with acting(None):
        entries = list(BookEntry.objects.order_by("-pk").values_list("pk", *names)[:count])
        lines: dict[int, list[tuple[object, ...]]] = {}
        for entry, *line in BookLine.objects.values_list("entry_id", "book_id", "on", "amount", "purpose", "by"):
            lines.setdefault(entry, []).append(tuple(line))
        took = []
        for at in range(0, len(entries), send):
            part = entries[at : at + send]
            columns = [list(c) for c in zip(*(row[1:] for row in part), strict=True)]
            began = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute(BARE_ENTRIES, [10_000_000, f"{count}/{at}/", *columns])
                new = [pk for (pk,) in cursor.fetchall()]
                flat = [(pk, *line) for pk, row in zip(new, part, strict=True) for line in lines[row[0]]]
                cursor.execute(BARE_LINES, [list(c) for c in zip(*flat, strict=True)])
                cursor.execute(BARE_MOVE, [list({line[1] for line in flat})])
            took.append(time.perf_counter() - began)
        transaction.set_rollback(True)
    return took


def postings(programme: int) -> bool:
    many = post(programme, orders(ENTRIES, "many"), SEND)
    floor = bare(SEND, ENTRIES)
    whole, least = sum(many), sum(floor)
    print(f"posting {ENTRIES:,} entries: {whole:.1f} s, {ENTRIES / whole:,.0f} a second; bare SQL {least:.1f} s;")
    print(f"  {whole / least:.1f} times bare   (at most {MOST_TIMES_BARE} times)")
    one, bare_one = statistics.median(post(programme, orders(SINGLE, "one"), 1)), statistics.median(bare(1, SINGLE))
    print(f"one posting by itself: {one * 1000:.2f} ms; its bare statements {bare_one * 1000:.2f} ms")
    return whole / least <= MOST_TIMES_BARE


def checks() -> float:
    """Seconds of the audit's check of all balances and entries."""
    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup
    from shanzhi.queries import audit  # noqa: PLC0415 - after setup

    began = time.perf_counter()
    with acting(None):
        found = (*audit._balances(), *audit._whole_entries())  # noqa: SLF001 - the part of the audit that is measured
    if found:
        raise SystemExit(f"books do not hold: {found[:3]}")
    return time.perf_counter() - began


def ledger_file() -> Path:
    """The same entries as beancount writes them, with what each account must hold at the end."""
    from shanzhi.models import Book, BookLine  # noqa: PLC0415 - after setup
    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup

    file = Path(os.environ["SHANZHI_DATA"]) / "ledger.beancount"
    with acting(None), file.open("w", encoding="utf-8") as out:
        balances = dict(Book.objects.values_list("pk", "balance"))
        for pk in balances:
            out.write(f"2020-01-01 open Assets:B{pk} CNY\n")
        rows: dict[int, list[tuple[date, int, int]]] = {}
        for entry, *line in BookLine.objects.values_list("entry_id", "on", "book_id", "amount"):
            rows.setdefault(entry, []).append(tuple(line))
        for lines in rows.values():
            out.write(f'\n{lines[0][0]} * "x"\n')
            for _, book, amount in lines:
                out.write(f"  Assets:B{book}  {amount // 100}.{amount % 100:02} CNY\n" if amount >= 0 else
                          f"  Assets:B{book}  -{-amount // 100}.{-amount % 100:02} CNY\n")  # fmt: skip
        for pk, held in balances.items():
            sign = "-" if held < 0 else ""
            out.write(f"2030-01-01 balance Assets:B{pk}  {sign}{abs(held) // 100}.{abs(held) % 100:02} CNY\n")
    return file


def peer() -> tuple[float, float, int]:
    """Seconds in which beancount loads the file, and in which it checks the balances alone; faults it found."""
    from beancount import loader  # noqa: PLC0415 - a library of this bench alone
    from beancount.ops import balance  # noqa: PLC0415 - see above

    file = ledger_file()
    os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"
    began = time.perf_counter()
    entries, errors, options = loader.load_file(str(file))
    loaded = time.perf_counter() - began
    began = time.perf_counter()
    _, more = balance.check(entries, options)
    return loaded, time.perf_counter() - began, len(errors) + len(more)


def main() -> int:
    prepare()
    day = time.strftime("%Y-%m-%d")
    print(f"{machine()}, {day}")
    programme = running()
    kept = [month(), postings(programme)]
    ours, (loaded, checked, faults) = checks(), peer()
    print(f"checking all entries and balances: {ours:.2f} s; beancount's check {checked:.2f} s")
    print(f"  ours takes {ours / checked:.2f} times as long as beancount's check")
    print(f"  beancount's load (parse, book, check) {loaded:.1f} s; faults it found: {faults}")
    kept.append(faults == 0)
    print("floors     kept" if all(kept) else f"floors     NOT kept: {kept}")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
