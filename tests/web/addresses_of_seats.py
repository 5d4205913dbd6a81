"""Addresses of seats, notices and words to somebody."""

from uuid import uuid4

from shanzhi.actions.notices import NoticeIn, SignIn, make_notice, sign_notice
from shanzhi.models import Message
from shanzhi.models.walls import acting
from tests.conftest import NOW, World
from tests.seats_world import COUNTY, VILLAGE, people, row, seat, wells
from tests.web.address import NOT_HERE, Address, No, same

NOT_MINE = No(403, "以您现在的岗位不能办理这件事", who="reader")
HIDDEN = No(404, "可能不在您的管辖范围内", who="reader")


def of_wells(world: World) -> dict[str, object]:
    """A programme with posts and notices."""
    found = wells(world.clerk)
    people(found, 580)
    row(found, "well", name="老井")
    return {"programme_id": found.programme_id}


def of_seat(world: World) -> dict[str, object]:
    """A keeper's seat."""
    found = wells(world.clerk)
    people(found, 300)
    return {"programme_id": found.programme_id, "seat_id": seat(world.clerk, found, f"user:{world.village.id}")}


def of_draft(world: World) -> dict[str, object]:
    found = wells(world.clerk)
    given = NoticeIn("board", uuid4())
    return {"notice_id": make_notice(actor=world.clerk, programme_id=found.programme_id, given=given, now=NOW)}


def of_signed(world: World) -> dict[str, object]:
    made = of_draft(world)
    sign_notice(actor=world.clerk, signing=SignIn(int(str(made["notice_id"])), 0), now=NOW)
    return made


def of_word(world: World) -> dict[str, object]:
    found = wells(world.clerk)
    with acting(None):
        word = Message.objects.create(
            programme_id=found.programme_id, place_id=found.place.id, words="请看", about="x", at=NOW
        )
    return {"message_id": word.pk}


def a_keeper(world: World) -> dict[str, object]:
    return {"post": "keeper", "place": VILLAGE, "holder": f"user:{world.town.id}", "from_on": "2026-12-01", "to_on": ""}


def next_keeper(world: World) -> dict[str, object]:
    return {"deed": "hand_over", "holder": f"user:{world.town.id}", "on": "2026-12-31"}


KEEPER = same(post="keeper", place=VILLAGE)
BOARD = same(notice="board", place=COUNTY)
ENDS = same(deed="end", on="2026-09-30", reason="调离")
TABLE = (
    Address("seats", "reader", "管护员", NOT_HERE, args=of_wells),
    Address("vacancies_xlsx", "reader", "PK", NOT_HERE, args=of_wells),
    Address("give_seat", "clerk", "人选", HIDDEN, args=of_wells, fields=KEEPER),
    Address("give_seat", "clerk", "已安排", NOT_MINE, "post", of_wells, a_keeper),
    Address("end_seat", "clerk", "办理交接", HIDDEN, args=of_seat),
    Address("end_seat", "clerk", "已结束", NOT_MINE, "post", of_seat, ENDS),
    Address("end_seat", "clerk", "已交接", NOT_MINE, "post", of_seat, next_keeper),
    Address("notices", "reader", "公开日程", NOT_HERE, args=of_wells),
    Address("disclosures", "reader", "季度公布", NOT_HERE, args=of_wells),
    Address("make_notice", "clerk", "已起草", NOT_MINE, "post", of_wells, BOARD),
    Address("notice", "clerk", "修改正文", NOT_HERE, args=of_draft),
    Address("notice_txt", "reader", "管护公示〔2026〕1号", NOT_HERE, args=of_signed),
    Address("notice_xlsx", "reader", "PK", NOT_HERE, args=of_signed),
    Address("notice_docx", "reader", "PK", NOT_HERE, args=of_signed),
    Address("edit_notice", "clerk", "改好的正文", NOT_MINE, "post", of_draft, same(text="改好的正文", revision="0")),
    Address("sign_notice", "leader", "已签发。管护公示〔2", NOT_MINE, "post", of_draft, same(revision="0")),
    Address("withdraw_notice", "clerk", "数字有误", NOT_MINE, "post", of_signed, same(why="数字有误")),
    Address("see_message", "clerk", "今日", No(404, "可能不是发给您的", who="stranger"), "post", of_word),
)  # fmt: skip
