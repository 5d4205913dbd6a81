"""What a keeper's addresses are asked with: a person, his post, a unit, a list."""

from collections.abc import Callable
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from shanzhi.core.correction import PersonSaid, UnitSaid
from tests.conftest import World


def of_leaders_post(world: World) -> dict[str, object]:
    return of_leader(world) | {"post_id": world.leader.post_id}


def of_leader(world: World) -> dict[str, object]:
    return {"user_id": world.leader.id}


def stamp_of_leader(world: World) -> str:
    return PersonSaid(world.leader.name, "leader").stamp


def of_unit(world: World) -> dict[str, object]:
    return {"unit_id": world.farm.unit_id}


def renamed_unit(_world: World) -> dict[str, object]:
    was = UnitSaid("云岭县农业农村局", ("县农业农村局",), "organ", "999901000000", None)
    said = {"name": "云岭县农业局", "aliases": "县农业局、县农业农村局", "kind": "organ", "place": was.place}
    return said | {"was": was.stamp}


def people_list(*rows: list[str]) -> Callable[[World], dict[str, object]]:
    """A list of people as a file."""

    def fields(_world: World) -> dict[str, object]:
        book = Workbook()
        for cells in (["姓名", "用户名", "岗位"], *rows):
            book.active.append(cells)
        out = BytesIO()
        book.save(out)
        return {"file": SimpleUploadedFile("名单.xlsx", out.getvalue())}

    return fields
