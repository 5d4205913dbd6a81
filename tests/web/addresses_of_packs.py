"""Addresses of packs."""

from shanzhi.packs.reading import library_text
from tests.actions.test_handing import DUE, duty_of
from tests.again_world import ASKS, KEY, WHY, asks, holds
from tests.conftest import World
from tests.packs_world import adopted
from tests.web.address import NOT_A_UNITS, NOT_HERE, Address, No, same

TEXT = library_text("village_hygiene")
OTHER = TEXT.replace("clock: {case: 10 work days", "clock: {case: 12 work days")
DAYS = {"from_on": "2026-09-01", "to_on": "2027-08-31"}
ASK = "ask:rules.0.do.0.post.amount"
NOT_A_LEADERS_MATTER = No(403, "不能办理这件事", who="reader")


def of_pack(world: World) -> dict[str, object]:
    return {"programme_id": adopted(world.clerk)}


def with_a_pack(world: World) -> dict[str, object]:
    adopted(world.clerk)
    return {}


def with_roads(world: World) -> dict[str, object]:
    """Something that holds what another pack asks."""
    holds(world.clerk)
    return {}


def with_reasons(world: World) -> dict[str, object]:
    with_roads(world)
    asks(world.clerk, {KEY: WHY})
    return {}


def of_flow(world: World) -> dict[str, object]:
    return of_pack(world) | {"flow": "complaint"}


def of_lamps(world: World) -> dict[str, object]:
    return {"duty_id": duty_of(world.clerk), "due_on": DUE.isoformat()}


def village_asked(world: World) -> dict[str, object]:
    return {"unit": world.village.unit_id, "lit": "18", "dark": "2"}


def village_alone(world: World) -> dict[str, object]:
    return {"unit": world.village.unit_id}


TABLE = (
    Address("hand_in", "village", "亮灯数", NOT_HERE, args=of_lamps, fields=village_asked),
    Address("hand_in", "village", "云岭东一村村民委员会", No(422, "要填写", fields=village_alone),
            "post", of_lamps, village_asked),
    Address("burden", "reader", "报送自评", No(404, "没有找到这一页", who="farm"), args=with_a_pack,
            fields=same(month="2026-09")),
    Address("burden_xlsx", "reader", "PK", No(404, "没有找到这一页", who="farm")),
    Address("packs", "clerk", "村庄环境卫生考核", NOT_A_UNITS),
    Address("pack_adoption", "leader", "每村每月考核补助多少元", NOT_A_UNITS, fields=same(pack="village_hygiene")),
    Address("pack_adoption", "clerk", "方案包已采纳",
            No(422, "请先填写方案的起止日期", fields=same(text=TEXT, deed="adopt")),
            "post", fields=same(text=TEXT, deed="adopt", **DAYS)),
    Address("pack_adoption", "clerk", "方案包已采纳",
            No(422, "请写明为什么还要再填", fields=same(text=ASKS, deed="adopt", **DAYS)),
            "post", with_roads, same(text=ASKS, deed="adopt", **{f"again:{KEY}": WHY}, **DAYS)),
    Address("burden_xlsx", "reader", "PK", No(404, "没有找到这一页", who="farm"), args=with_reasons,
            fields=same(month="2026-09")),
    Address("pack", "reader", "逾期未受理的提醒", NOT_HERE, args=of_pack),
    Address("pack_yaml", "reader", "pack: village_hygiene", NOT_HERE, args=of_pack),
    Address("settle_values", "clerk", "第2版", NOT_A_LEADERS_MATTER, "post", of_pack,
            same(after="1", **{ASK: "600 元"})),
    Address("pack_change", "clerk", "由“10个工作日”改为“12个工作日”", NOT_HERE, "search", of_pack, same(text=OTHER)),
    Address("pack_change", "clerk", "第2版", NOT_A_LEADERS_MATTER, "post", of_pack,
            same(text=OTHER, after="1", why="按县里通知", deed="adopt")),
    Address("flow_chart", "reader", "<svg", NOT_HERE, args=of_flow),
)  # fmt: skip
