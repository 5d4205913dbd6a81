"""Statements a query sends, and what its docstring says it costs."""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import BaseExpression
from psycopg.sql import Composable

from shanzhi import queries

COST = re.compile(r"(?m)^\s*cost: (\d+) quer(?:y|ies)\b")
# what opens, closes and scopes a transaction is not a query's own
FRAME = re.compile(r"(?i)\s*(?:SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SELECT\s+(?:set_config\([^()]*\)[\s,]*)+;?\s*$)")


def counts(statement: str) -> bool:
    """Whether a statement counts as a query."""
    return not FRAME.match(statement)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collects the statements sent inside that count."""
    sent: list[str] = []

    def watch(execute, sql, params, many, context):
        if counts(sql):
            sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield sent


def cost_of(query: Callable[..., object]) -> int:
    """The number of the `cost:` line of a query's docstring; without one, or with several, the test fails."""
    said = COST.findall(inspect.getdoc(query) or "")
    assert len(said) == 1, f"{query.__module__}.{query.__name__}: its docstring needs one line `cost: n queries.`"
    return int(said[0])


def query_functions() -> dict[str, Callable[..., object]]:
    """Every public function of shanzhi.queries, by module and name; not those that give a part or frame of one."""
    found = {}
    for info in pkgutil.iter_modules(queries.__path__):
        module = import_module(f"{queries.__name__}.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_") and not _is_part(function):
                found[f"{info.name}.{name}"] = function
    return found


def _is_part(function: Callable[..., object]) -> bool:
    gives = inspect.signature(function).return_annotation
    gives = getattr(gives, "__origin__", gives)
    return inspect.isclass(gives) and issubclass(gives, QuerySet | BaseExpression | Composable | Callable)
