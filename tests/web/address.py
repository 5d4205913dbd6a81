"""Rows of the table of addresses: what is asked, by whom, and what refuses it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.conftest import World

Make = Callable[[World], dict[str, object]]


def nothing(_world: World) -> dict[str, object]:
    return {}


def same(**fields: object) -> Make:
    return lambda _world: dict(fields)


@dataclass(frozen=True)
class No:
    """A refusal: who asks ("" for nobody), what differs, the status, and a telling piece of the answer."""

    status: int
    piece: str
    who: str | None = None
    method: str | None = None
    args: Make | None = None
    fields: Make | None = None


@dataclass(frozen=True)
class Address:
    """A row of the table. args: of the address; fields: of the form or the query; piece: of the page it ends at.

    method: search is a POST that only looks, so that what is looked for stands in no address.
    """

    name: str
    who: str
    piece: str
    no: No
    method: str = "get"
    args: Make = nothing
    fields: Make = nothing
    here: bool = False  # a POST that answers with its page itself


def of_programme(world: World) -> dict[str, object]:
    return {"programme_id": world.programme}


NOT_HERE = No(404, "可能不在您的管辖范围内", who="stranger")
NOT_A_READERS = No(403, "以您现在的岗位不能办理这件事", who="reader")
NOT_A_UNITS = No(404, "没有找到", who="farm")
