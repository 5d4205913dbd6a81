"""Subjects of a wanted number of rows: a plan of n tasks, a county of n townships."""

from uuid import uuid4

from shanzhi.actions.register import PlaceIn, UnitIn, add_places, add_units
from shanzhi.actions.tasks import FileIn, NoteIn
from shanzhi.core.access import Actor
from shanzhi.models import Task
from tests.conftest import NOW, adopt, person

SPREAD = "云岭县河道整治实施方案\n一、重点任务\n1.清理河面。\n责任单位：各乡镇\n完成时限：2026年9月30日前\n"


def roads(n: int, name: str = "道路养护") -> str:
    """A plan with n tasks of the water bureau, n phases, n indicators and n duties; n up to 3."""
    rows, phases, duties = "", "", ""
    for k in range(n):
        rows += f"{k + 1}.修补第{'一二三'[k]}段路面。\n责任单位：县水务局\n完成时限：2026年9月{k + 10}日前\n"
        phases += f"（{'一二三'[k]}）{'甲乙丙'[k]}阶段（2026年{k + 8}月1日至{k + 8}月20日）。安排工作。\n"
        duties += f"（{'一二三'[k]}）县水务局每月{k + 16}日前向县财政局报送{'甲乙丙'[k]}表。\n"
    goals = "，".join(f"新建{'桥涵站'[k]}{k + 1}座" for k in range(n))
    return (
        f"云岭县{name}实施方案\n一、工作目标\n到2026年12月底，{goals}。\n二、重点任务\n{rows}"
        f"三、实施步骤\n{phases}四、工作要求\n{duties}"
    )


def repairs(programme: int) -> list[Task]:
    """The n tasks of `roads`, in order."""
    return list(Task.objects.filter(programme=programme, title__startswith="修补").order_by("n"))


def townships(n: int) -> tuple[Actor, int]:
    """A county of its own with n townships: its clerk, and a programme whose one task and one duty go to each."""
    places = [PlaceIn("999905000000", "柳溪县", "county")]
    units = []
    for k in range(n):
        places.append(PlaceIn(f"9999051{k:02}000", f"柳溪{'甲乙丙'[k]}镇", "township"))
        units.append(UnitIn(f"柳溪{'甲乙丙'[k]}镇人民政府", f"9999051{k:02}000", "government"))
    add_places(actor=None, places=places, now=NOW)
    add_units(actor=None, units=units, now=NOW)
    clerk = person("clerk5", "clerk", "999905000000")
    text = SPREAD + "二、工作要求\n（一）各乡镇每月16日前向县水务局报送进度。\n"
    return clerk, adopt(clerk, text.replace("云岭", "柳溪"))[1]


def said(text: str = "", *, files: int = 0, **fields: object) -> NoteIn:
    """Something said, with a key of its own."""
    return NoteIn(key=uuid4(), text=text, files=[FileIn(f"{k}.txt", str(k).encode()) for k in range(files)], **fields)
