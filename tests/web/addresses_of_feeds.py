"""Addresses of feeds."""

from shanzhi.models import FeedTrouble
from tests.conftest import NOW, World
from tests.feeds_world import HOUR, says, sent, source, wells
from tests.web.address import NOT_A_READERS, NOT_HERE, Address, No, same


def of_wells(world: World) -> dict[str, object]:
    """A feed with a meter that has spoken and one nobody knows."""
    programme, _ = wells(world.clerk)
    sent(source(world.clerk, programme).id, says("井1", NOW - HOUR, volume=12.5), says("井9", NOW))
    return {"programme_id": programme, "feed": "meters"}


def of_well(world: World) -> dict[str, object]:
    programme, rows = wells(world.clerk)
    sent(source(world.clerk, programme).id, says("井1", NOW - HOUR, volume=12.5))
    return {"programme_id": programme, "feed": "meters", "record_id": rows[0]}


def of_source(world: World) -> dict[str, object]:
    return {"source_id": source(world.clerk, wells(world.clerk)[0]).id}


def of_trouble(world: World) -> dict[str, object]:
    of_wells(world)
    return {"trouble_id": FeedTrouble.objects.get().pk}


NOT_MINE = No(403, "以您现在的岗位不能办理这件事", who="leader")
NO_LOG_IN = No(302, "/login/?next=", who="")
TABLE = (
    Address("feeds", "reader", "数据接入", NO_LOG_IN),
    Address("feed", "reader", "12.5", NOT_HERE, args=of_wells),
    Address("meter", "reader", "<polyline", NOT_HERE, args=of_well),
    Address("import_readings", "clerk", "检查表格", NOT_A_READERS, args=of_wells),
    Address("open_source", "clerk", "sz_", NOT_MINE, "post", of_wells, same(way="http", title="供水公司"), here=True),
    Address("close_source", "clerk", "已停用", NOT_MINE, "post", of_source),
    Address("assign_meter", "clerk", "已指定", NOT_MINE, "post", of_trouble, same(row="井1")),
)
