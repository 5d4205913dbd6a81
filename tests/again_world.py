"""Two made-up packs: one holds the length of a village's roads in a register, the other asks for it again."""

from collections.abc import Mapping
from datetime import date

from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.core.access import Actor
from tests.conftest import NOW

HOLDS = """\
pack: roads
title: 村道养护
version: 1
level: county
subjects: village
clauses: {一: 建立村道台账。}
registers:
  road: {title: 村道, of: village, fields: [{id: length, title: 道路长度, type: integer, measure: 公里}], clause: 一}
"""
ASKS = """\
pack: survey
title: 村情调查
version: 1
level: county
subjects: village
note: 编制年度计划
clauses: {一: 各村每季度报送一次。}
forms:
  sheet:
    title: 村情表
    fields:
      - {id: roads, title: 道路 长度, type: integer, measure: 公里, why: 核对养护经费}
      - {id: lamps, title: 路灯盏数, type: integer, measure: 盏}
    clause: 一
duties:
  - {id: report, title: 报送村情, who: village_committee, every: quarter, hand_in: {form: sheet}, clause: 一}
posts:
  village_committee: {title: 村民委员会, at: village, held_by: org, clause: 一}
"""
COUNTY, DAYS = "999901000000", (date(2026, 9, 1), date(2027, 8, 31))
KEY, WHY = "sheet.roads", "台账只记村道，这次连同组道一起报"
WHERE = "村道养护·村道·道路长度"


def holds(actor: Actor, place: str = COUNTY, days: tuple[date, date] = DAYS) -> int:
    """The programme that holds it."""
    return adopt_pack(actor=actor, given=PackIn(HOLDS, place, *days), now=NOW)


def asks(actor: Actor, again: Mapping[str, str], place: str = COUNTY, text: str = ASKS) -> int:
    """The programme that asks for it again, with the reasons given."""
    return adopt_pack(actor=actor, given=PackIn(text, place, *DAYS, again=again), now=NOW)
