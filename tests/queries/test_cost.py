"""What each query costs: as many statements as its docstring says, at one row of its subject and at three."""

import pytest

from tests.queries import (
    cases_of_books,
    cases_of_cases,
    cases_of_dues,
    cases_of_feeds,
    cases_of_figures,
    cases_of_lists,
    cases_of_packs,
    cases_of_people,
    cases_of_records,
    cases_of_seats,
    cases_of_work,
    cases_of_work_told,
)
from tests.queries.cases_of_work import UNIT_CASES
from tests.queries.counting import cost_of, counts, query_functions, statements

# reads through a connection of its own, or nothing but a file: test_backup.py
ELSEWHERE = {"backup.back_up", "backup.check", "backup.key_places"}
CASES = cases_of_work.CASES | cases_of_people.CASES | cases_of_lists.CASES | cases_of_packs.CASES
CASES |= cases_of_records.CASES
CASES |= cases_of_books.CASES | cases_of_work_told.CASES
CASES |= cases_of_records.CASES | cases_of_cases.CASES
CASES |= cases_of_seats.CASES | cases_of_feeds.CASES | cases_of_dues.CASES
CASES |= cases_of_figures.CASES


def test_every_query_function_has_a_case_and_no_case_is_left_over():
    functions = query_functions()
    assert set(CASES) | ELSEWHERE == set(functions)
    assert all(cost_of(functions[name]) >= 0 for name in ELSEWHERE)


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("name", CASES)
def test_a_query_costs_what_it_says(world, name, n, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ask = CASES[name](world, n)
    with statements() as sent:
        answer = ask.call()
    assert len(sent) == cost_of(query_functions()[name]), "\n".join(sent)
    assert ask.rows is None or ask.rows(answer) == n


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("name", UNIT_CASES)
def test_a_unit_pays_no_more_than_an_office(world, name, n):
    ask = UNIT_CASES[name](world, n)
    with statements() as sent:
        answer = ask.call()
    assert len(sent) <= cost_of(query_functions()[name]), "\n".join(sent)
    assert ask.rows(answer) == n


def test_a_docstring_without_its_cost_fails():
    def silent() -> int:
        """Gives nothing.

        costs: 3 queries.
        """

    with pytest.raises(AssertionError, match="needs one line"):
        cost_of(silent)


@pytest.mark.parametrize(
    ("statement", "counted"),
    [
        ("SELECT 1", True),
        ("UPDATE t SET a = 1", True),
        ("SELECT set_config('shanzhi.actor', %s, true)", False),
        ("SELECT set_config('a', %s, true), set_config('b', '1', true)", False),
        ("SELECT set_config('a', '', true), pk FROM t", True),
        ('SAVEPOINT "s1"', False),
        ('RELEASE SAVEPOINT "s1"', False),
        ("BEGIN", False),
    ],
)
def test_what_counts_as_a_query(statement, counted):
    assert counts(statement) is counted
