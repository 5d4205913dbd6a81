"""Questions of the cost tests: what is asked, and how many rows an answer holds."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.conftest import World, person


@dataclass(frozen=True)
class Ask:
    """A question, and how many rows of its subject an answer holds; None for a question about one thing."""

    call: Callable[[], object]
    rows: Callable[[object], int] | None = None


def grown(query, grow):
    """A question about everything there is, after n more of it."""

    def ask(world: World, n: int) -> Ask:
        before = query()
        for k in range(n):
            grow(world, k)
        many = isinstance(before, int)
        return Ask(query, lambda after: after - before if many else len(after) - len(before))

    return ask


def one(call):
    """A question about one thing."""
    return lambda world, _n: Ask(partial(call, world))


def a_person(world: World, k: int) -> None:
    person(f"newcomer{k}", "reader", "999901000000")
