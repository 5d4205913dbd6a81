"""Addresses of figures and of what was handed in."""

from shanzhi.actions.snapshots import take_snapshots
from tests.conftest import NOW, World
from tests.figures_world import EAST, complaint, figures
from tests.web.address import NOT_HERE, Address, No, same


def of_repeat(world: World) -> dict[str, object]:
    """An indicator that has a snapshot."""
    found = figures(world.clerk)
    complaint(found, EAST, again=True)
    take_snapshots(NOW)
    return {"programme_id": found.programme_id, "item": "repeat"}


def of_people(world: World) -> dict[str, object]:
    """An indicator that nobody wrote down yet."""
    return {"programme_id": figures(world.clerk).programme_id, "item": "people"}


def of_satisfied(world: World) -> dict[str, object]:
    """An indicator that is entered."""
    return {"programme_id": figures(world.clerk).programme_id, "item": "satisfied"}


BAD_DAY = No(422, "不是一个日期", fields=same(month="九月"))
TABLE = (
    Address("figure", "reader", "截至", NOT_HERE, args=of_repeat, fields=same(period="2026-Q3")),
    Address("figure", "leader", "没有登记", NOT_HERE, args=of_people),
    Address("figure", "town", "数据来源", NOT_HERE, args=of_satisfied),
    Address("figure_xlsx", "reader", "PK", NOT_HERE, args=of_repeat),
    Address("completeness", "clerk", "向县农业农村局报送工作进展", BAD_DAY, fields=same(month="2026-09")),
    Address("completeness_xlsx", "clerk", "PK", BAD_DAY, fields=same(month="2026-09")),
)
