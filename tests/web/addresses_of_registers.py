"""Addresses of registers and of their rows."""

from shanzhi.actions.files import keep_file
from shanzhi.actions.records import RecordIn, add_record
from tests.conftest import NOW, World
from tests.registers_world import lamp, lamps
from tests.web.address import NOT_A_READERS, NOT_HERE, Address, No, same

NOT_MINE = No(403, "以您现在的岗位不能办理这件事", who="leader")


def of_lamps(world: World) -> dict[str, object]:
    """The register of a running pack, with a lamp in it."""
    programme = lamps(world.clerk)
    lamp(world.clerk, programme)
    return {"programme_id": programme}


def of_lamp(world: World) -> dict[str, object]:
    return {"record_id": lamp(world.clerk, lamps(world.clerk)).id}


def of_register(world: World) -> dict[str, object]:
    return of_lamps(world) | {"register": "lamp"}


def of_repair(world: World) -> dict[str, object]:
    """A repair with a file."""
    programme = lamps(world.clerk)
    paper = keep_file(actor=world.clerk, data="换了灯泡".encode(), name="单.txt")
    said = RecordIn(
        "repair", "", {"day": "2026-08-20", "words": "换灯", "paper": paper}, lamp(world.clerk, programme).id
    )
    return {"record_id": add_record(actor=world.clerk, programme_id=programme, said=said, now=NOW).id}


def of_paper(world: World) -> dict[str, object]:
    return of_repair(world) | {"field": "paper"}


NEW_LAMP = same(number="乙1", kind="市电", heads="1", place="999901100201")
TABLE = (
    Address("registers", "reader", "路灯台账", NOT_HERE, args=of_lamps),
    Address("register", "reader", "甲1", NOT_HERE, args=of_register),
    Address("new_record", "clerk", "登记在哪里", NOT_HERE, args=of_register),
    Address("new_record", "clerk", "乙1", NOT_MINE, "post", of_register, NEW_LAMP),
    Address("import_records", "clerk", "检查表格", NOT_A_READERS, args=of_register),
    Address("fill_template", "reader", "可以写哪些标记", NOT_HERE, args=of_lamps),
    Address("quota", "reader", "每村至少一盏路灯", NOT_HERE, args=of_register),
    Address("export_records", "reader", "PK", NOT_HERE, args=of_register),
    Address("record", "reader", "甲1", NOT_HERE, args=of_lamp),
    Address("correct_record", "clerk", "保存更正", NOT_A_READERS, args=of_lamp),
    Address("correct_record", "clerk", "乙9", NOT_MINE, "post", of_lamp,
            same(number="乙9", kind="市电", heads="1", revision="0")),
    Address("end_record", "clerk", "退出台账", NOT_HERE, args=of_lamp),
    Address("end_record", "clerk", "灯杆拆除", NOT_MINE, "post", of_lamp, same(reason="灯杆拆除", on="2026-08-31")),
    Address("record_file", "reader", "换了灯泡", NOT_HERE, args=of_paper),
)  # fmt: skip
