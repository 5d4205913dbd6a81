"""The sample town: an invented county with two plans and half a year of work in them."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand

from shanzhi import door
from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.reviews import answer_questions, check_rest
from shanzhi.actions.tasks import NoteIn, accept_task, claim_task, note_progress, return_task
from shanzhi.actions.walls import as_the_house
from shanzhi.core.access import Actor
from shanzhi.core.kinds import CHINA
from shanzhi.management.commands.load import enter, load
from shanzhi.management.packed import live_under_a_pack
from shanzhi.queries import books
from shanzhi.queries.reviews import preview_page

FOLDER = Path(__file__).resolve().parents[1] / "town"
PASSWORD = "qinghe-demo-2026"  # noqa: S105 - the sample town's, printed when it starts
PLANS = (
    ("clerk", "digital.txt", date(2026, 7, 14), date(2026, 7, 10), date(2027, 6, 30)),
    ("townclerk", "sanitation.txt", date(2026, 7, 8), date(2026, 7, 6), date(2027, 6, 30)),
)
KINDS = {"digital.txt": "digital", "sanitation.txt": "sanitation"}
LOG_INS = (
    ("clerk", "县办公室"),
    ("townclerk", "清河镇办公室"),
    ("leader", "分管领导"),
    ("nyj", "县农业农村局"),
    ("liuwan", "柳湾村"),
    ("reader", "审计查阅"),
    ("keeper", "系统管理员"),
)
WAITING = "water.txt"
LAST_DAY = date(2026, 12, 31)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day in China."""
    return datetime.combine(day, time(hour, minute), CHINA)


class Command(BaseCommand):
    """Fills an empty installation with the sample town; a second run changes nothing."""

    help = "装入示范县 load the sample town"

    def handle(self, *_: Any, **__: Any) -> None:
        if books.is_empty():
            self.stdout.write("· 装入示范县：地区、单位、人员 loading places, units, people")
            with as_the_house():
                self._fill()
        if settings.SECOND_FACTOR == "off":
            self.stdout.write("· 二次验证已关闭，仅供示范 the second factor is off, for this sample alone")
        self.stdout.write(f"· 登录 log in: 密码 password {PASSWORD}")
        for name, office in LOG_INS:
            self.stdout.write(f"    {name:10} {office}")

    def _fill(self) -> None:
        people = load(FOLDER / "people.json")
        enter(load(FOLDER / "places.json"), load(FOLDER / "units.json"), people, PASSWORD, at(date(2026, 7, 1)))
        self.stdout.write("· 读取并采纳两份方案，补入半年工作 two plans read, adopted, and worked on")
        for plan in PLANS:
            self._plan(*plan)
        self.stdout.write("· 采纳一个方案包，补入台账、事项、账目 a pack adopted and lived by")
        live_under_a_pack(load(FOLDER / "hygiene.json"), min(door.today() - timedelta(days=1), LAST_DAY))
        hand_in_plan(actor=books.actor("clerk"), plan=_file(WAITING), now=door.now())

    def _plan(self, clerk: str, name: str, day: date, first: date, last: date) -> None:
        actor = books.actor(clerk)
        reading = hand_in_plan(actor=actor, plan=_file(name), now=at(day)).reading_id
        check_rest(actor=actor, reading_id=reading, now=at(day, 10))
        page = preview_page(actor, reading)
        open_words = [q.words for q in (*page.questions.units, *page.questions.dates)]
        answers = replace(page.answers, year=2027, from_on=first, to_on=last, later=frozenset(open_words))
        answer_questions(actor=actor, reading_id=reading, answers=answers, revision=page.revision, now=at(day, 11))
        programme = adopt_plan(actor=actor, reading_id=reading, now=at(day, 15)).programme_id
        Work(actor, programme, KINDS[name], day).do(min(door.today() - timedelta(days=1), LAST_DAY))


class Work:
    """Half a year of believable work on one programme; the same seed gives the same work."""

    def __init__(self, clerk: Actor, programme: int, kind: str, since: date) -> None:
        self.clerk, self.programme, self.since = clerk, programme, since
        self.chance = random.Random(kind)  # noqa: S311 - a story, not a secret
        stock = load(FOLDER / "notes.json")
        self.notes = [n for n in stock["notes"] if n["kind"] == kind]
        self.returns, self.acceptances = stock["returns"], stock["acceptances"]

    def do(self, until: date) -> None:
        """Tasks noted, claimed, returned, accepted; duties met; indicators entered."""
        for task in books.open_tasks(self.programme):
            self._task(task, until)
        self._duties(until)
        self._indicators(until)

    def _key(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _said(self, text: str, problem: str = "", percent: int | None = None) -> NoteIn:
        return NoteIn(self._key(), text, problem, percent)

    def _task(self, task: books.OpenTask, until: date) -> None:
        """Notes every few weeks up to the task's day; most tasks end in time, some late, some not at all."""
        actor = books.actor_of_unit(task.unit_ids) or self.clerk
        end = task.due_on or until + timedelta(days=200)
        since = max(self.since, task.from_on or self.since)
        long = max((end - since).days, 20)
        fate = random.Random(task.whole).choices(("good", "late", "stuck", "quiet"), (74, 10, 8, 8))[0]  # noqa: S311 - a story; the parts of a task share its fate
        if fate == "quiet":
            return
        for n in range(1, 5):
            day = since + timedelta(days=long * n // 5 + self.chance.randint(-3, 3))
            if day >= until:
                return
            note = self.chance.choice(self.notes)
            percent = min(20 * n + self.chance.randint(-6, 6), 90 if fate != "stuck" else 45)
            problem = note["problem"] if fate in {"stuck", "late"} else ""
            said = self._said(note["text"], problem, percent)
            note_progress(actor=actor, task_id=task.id, said=said, now=at(day, 8 + n, 7 * n))
        if fate != "stuck":
            self._finish(actor, task, end + timedelta(days=9 if fate == "late" else -2), until)

    def _finish(self, actor: Actor, task: books.OpenTask, day: date, until: date) -> None:
        """Claimed, now and then returned once, then accepted by the office."""
        if day >= until or task.parts or actor.id == self.clerk.id:
            return
        claim_task(actor=actor, task_id=task.id, said=self._said("任务已完成，请予验收。"), now=at(day, 16))
        day += timedelta(days=2)
        if self.chance.random() < 0.15:  # noqa: PLR2004 - a story's odds
            reason = self._said(self.chance.choice(self.returns))
            return_task(actor=self.clerk, task_id=task.id, said=reason, now=at(day, 10))
            day += timedelta(days=5)
            claim_task(actor=actor, task_id=task.id, said=self._said("已按意见补齐，请再验收。"), now=at(day, 15))
            day += timedelta(days=1)
        if day < until - timedelta(days=4):
            word = self._said(self.chance.choice(self.acceptances))
            accept_task(actor=self.clerk, task_id=task.id, said=word, now=at(day, 11))

    def _duties(self, until: date) -> None:
        for time_ in books.due_times(self.programme, until):
            actor = books.actor_of_unit([time_.unit_id]) if time_.unit_id else self.clerk
            day = time_.due_on + timedelta(days=self.chance.choice((-2, -1, -1, 0, 0, 0, 2, 40)))
            if day <= until:
                said = Time(time_.duty_id, time_.unit_id, time_.due_on)
                meet_duty(actor=actor or self.clerk, time=said, text="已报送。", now=at(day, 14))

    def _indicators(self, until: date) -> None:
        for row in books.indicators(self.programme):
            reach = self.chance.choice((75, 85, 92, 100))
            for n, day in enumerate(_month_ends(self.since, until), 1):
                share = min(reach, 40 + 12 * n) if row.op != "<=" else 100
                value = (row.value * share / 100).quantize(
                    row.value if row.value % 1 else row.value.to_integral_value()
                )
                given = ValueIn(self._key(), day, value, "各乡镇月报汇总")
                enter_value(actor=self.clerk, indicator_id=row.id, given=given, now=at(day, 17))


def _file(name: str) -> PlanIn:
    return PlanIn((FOLDER / name).read_bytes(), name)


def _month_ends(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while (day := (day + timedelta(days=32)).replace(day=1)) <= last:
        yield day - timedelta(days=1)
