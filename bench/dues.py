"""Measures the demand list: 600 villages of 300 households each, beside a bare GROUP BY of their balances.

Method: a fresh embedded database with a county of 30 townships with 20 villages; 180,000 households with three demands
each, half of them with a payment, written by plain SQL. Timed are the list of all villages, a village's page and its
sheet for the door (300 households), each the median of five; beside them the sum of balances by village in one SELECT.
"""

import statistics
import sys
from collections.abc import Callable
from datetime import date

from bench.books import TOWNS, VILLAGES, timed
from bench.installed import COUNTY, NOW, county, prepare

HOMES, MOST_SECONDS = 300, 60
PACK = """\
pack: dues
title: 保洁收费
version: 1
level: county
subjects: village
clauses: {一: 每户每月交保洁费。}
posts: {desk: {title: 办公室, at: county, held_by: org, clause: 一}}
registers: {home: {title: 住户, of: village, fields: [{id: number, title: 户号, required: true}], clause: 一}}
accounts:
  raised: {title: 已核定, owner: village, measure: 元, clause: 一}
  due: {title: 保洁费, owner: home, measure: 元, dues: {pay: fund}, clause: 一}
  fund: {title: 资金, owner: village, measure: 元, clause: 一}
"""
FILL = """
INSERT INTO shanzhi_record (programme_id, register, place_id, label, values, key, state, source, revision, added_at,
    changed_at)
SELECT %(programme)s, 'home', p.id, lpad(h::text, 4, '0'), '{}', '', '', 'list', 0, now(), now()
FROM shanzhi_place p, generate_series(1, %(homes)s) h WHERE p.level = 'village';
INSERT INTO shanzhi_book (programme_id, account, place_id, record_id, measure, balance)
SELECT %(programme)s, 'due', place_id, id, '元', CASE WHEN id %% 2 = 0 THEN 800 ELSE 1800 END FROM shanzhi_record;
INSERT INTO shanzhi_book (programme_id, account, place_id, measure, balance)
SELECT %(programme)s, 'raised', p.id, '元', -1800 * %(homes)s FROM shanzhi_place p WHERE p.level = 'village';
INSERT INTO shanzhi_bookentry (programme_id, n, key, "on", at, kind, why, clause)
SELECT %(programme)s, row_number() OVER (), b.id || ':' || m, date '2026-08-01' + interval '1 month' * m, now(),
    'transfer', CASE WHEN m < 4 THEN '保洁费' ELSE '缴款' END, ''
FROM shanzhi_book b, generate_series(1, 4) m WHERE b.account = 'due' AND (m < 4 OR b.record_id %% 2 = 0);
INSERT INTO shanzhi_bookline (entry_id, book_id, "on", amount, purpose, by)
SELECT e.id, split_part(e.key, ':', 1)::bigint, e."on", CASE WHEN e.why = '保洁费' THEN 600 ELSE -1000 END, '', ''
FROM shanzhi_bookentry e;
"""
BARE = """SELECT p.code, count(*), sum(b.balance) FROM shanzhi_book b JOIN shanzhi_place p ON p.id = b.place_id
WHERE b.account = 'due' GROUP BY 1 ORDER BY 1"""


def running() -> int:
    """A county of 600 villages with the programme; gives its id."""
    from shanzhi.actions.packs import PackIn, adopt_pack  # noqa: PLC0415 - after setup

    given = PackIn(PACK, COUNTY, date(2026, 9, 1), date(2027, 8, 31))
    return adopt_pack(actor=county(TOWNS, VILLAGES), given=given, now=NOW)


def fill(programme: int) -> None:
    from django.db import connection  # noqa: PLC0415 - after setup

    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup

    with acting(None), connection.cursor() as cursor:
        for statement in FILL.split(";\n"):
            if statement.strip():
                cursor.execute(statement, {"programme": programme, "homes": HOMES})
    with connection.cursor() as cursor:  # what the server does by itself within a minute
        cursor.execute("SELECT session_user")
        cursor.execute(f"SET ROLE {cursor.fetchone()[0]}")
        cursor.execute("ANALYZE")
        cursor.execute("RESET ROLE")


def median(deed: Callable[[], object]) -> float:
    return statistics.median(timed(deed)[0] for _ in range(5))


def bare() -> list[tuple[object, ...]]:
    from django.db import connection  # noqa: PLC0415 - after setup

    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup

    with acting(None), connection.cursor() as cursor:
        cursor.execute(BARE)
        return cursor.fetchall()


def main() -> int:
    """Prints the figures; 1 where the list of all villages takes longer than its floor."""
    prepare()
    from shanzhi.queries.books import actor  # noqa: PLC0415 - after setup
    from shanzhi.queries.demands import MOST, Wanted, demands_page  # noqa: PLC0415 - after setup

    programme = running()
    fill(programme)
    clerk, today = actor("clerk"), date(2026, 12, 5)
    page = demands_page(clerk, programme, Wanted(), today)
    print(f"{len(page.villages)} villages, {page.total.homes} households; adds up: {page.agrees}")
    village = page.villages[0].code
    whole = median(lambda: demands_page(clerk, programme, Wanted(), today))
    one = median(lambda: demands_page(clerk, programme, Wanted(village=village, most=MOST, owing=True), today))
    group = median(bare)
    print(f"all villages {whole:.2f} s; with one village's {HOMES} households {one:.2f} s; bare GROUP BY {group:.2f} s")
    return 0 if whole <= MOST_SECONDS and page.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
