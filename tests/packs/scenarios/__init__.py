"""Scenarios: the mechanisms of real plans run by the packs of the library, each with its figures."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T", bound=Callable[..., object])


def carries(*mechanisms: str) -> Callable[[T], T]:
    """Names the mechanisms a scenario shows; `shanzhi coverage` counts them."""
    assert mechanisms
    return lambda test: test
