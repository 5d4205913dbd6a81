"""Fills one programme of the sample town up to 10,000 tasks, and counts what a page costs in SQL statements."""

import json
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.pages import PAGES
from shanzhi.models import Programme, Task, TaskUnit, Unit, User
from shanzhi.models.walls import acting

TASKS, FIRST = 10_000, 100_000


def main() -> None:
    """Fills, then prints one line of JSON: the programme and its tasks."""
    programme = Programme.objects.order_by("pk").first()
    fill(programme, TASKS - Task.objects.filter(programme=programme, parent=None).count())
    tasks = Task.objects.filter(programme=programme, parent=None).count()
    print(json.dumps({"programme": programme.pk, "tasks": tasks}))


def count() -> None:
    """Prints one line of JSON: status and statements of each page."""
    with acting(None):
        programme = Programme.objects.order_by("pk").first()
        user = User.objects.get(username="clerk")
    print(json.dumps(statements(programme, user)))


def fill(programme: Programme, count: int) -> None:
    clause = programme.reading.clauses.first()
    tasks = (task(programme, clause, n) for n in range(count))
    Task.objects.bulk_create(tasks, batch_size=2000)
    units = list(Unit.objects.filter(kind="organ")[:20])
    new = Task.objects.filter(programme=programme, n__gte=FIRST).values_list("pk", "n")
    TaskUnit.objects.bulk_create(
        (
            TaskUnit(
                task_id=pk,
                programme=programme,
                role=("lead", "responsible", "support")[k],
                unit=units[(n + k) % 20],
                words="单位",
                n=k,
            )
            for pk, n in new
            for k in range(3)
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def task(programme: Programme, clause: object, n: int) -> Task:
    day = programme.from_on + timedelta(days=n % 340)
    return Task(
        programme=programme,
        n=FIRST + n,
        path=f"二({n % 12}){n}",
        section=f"第{n % 12}部分",
        title=f"第{n}项任务：清理沟渠、修补道路并建立台账",
        clause=clause,
        quote="",
        due_on=day,
        light_on=day,
        state=("open", "working", "claimed", "accepted")[n % 4],
        percent=n % 101,
        last_note="已完成现场核查，正在组织整改",
    )


def statements(programme: Programme, user: User) -> dict[str, tuple[int, int]]:
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(user, backend="shanzhi.door.PostBackend")
    counts = {}
    for page in PAGES:
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(f"/programmes/{programme.pk}/{page}")
        asked = [q["sql"] for q in seen if q["sql"] not in {"BEGIN", "COMMIT"}]
        counts[page] = (answer.status_code, len(asked))
    return counts
