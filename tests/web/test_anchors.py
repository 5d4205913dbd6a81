"""Events asked for on the adoption page and settled on the page of starting days."""

from datetime import date

import pytest
from django.urls import reverse

from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.models import Anchor, Reading, Task
from tests.actions.test_anchors import PLAN
from tests.conftest import NOW, books
from tests.queries.test_anchors import ISSUED, running

PERIOD = {"from_on": "2026-08-01", "to_on": "2026-12-31", "near_days": "7", "revision": "0"}


@pytest.fixture
def handed_in(world) -> int:
    text = PLAN.replace("规划批准之日", "方案印发之日") + "云岭县人民政府\n2026年8月20日\n"
    return hand_in_plan(actor=world.clerk, plan=PlanIn(text=text), now=NOW).reading_id


def answers(reading: int):
    return Reading.objects.get(pk=reading).as_core()


def test_each_event_is_asked_once_with_the_days_it_would_give(world, desk, handed_in):
    page = desk(world.clerk).get(reverse("adoption", args=[handed_in])).content.decode()
    assert page.count('name="anchor-规划批准"') == page.count('name="anchor-本方案印发"') == 1
    assert page.count('name="proposed-') == page.count('name="proposed-本方案印发"') == 1
    assert "就用 2026年8月20日" in page
    assert "2026年9月17日" in page  # twenty working days from 20 August


def test_a_day_a_proposal_and_a_later_are_saved_and_can_be_changed(world, desk, handed_in):
    browser, address = desk(world.clerk), reverse("adoption", args=[handed_in])
    form = {"anchor-规划批准": "", "later-规划批准": "1", "anchor-本方案印发": "", "proposed-本方案印发": "1"}
    sent = browser.post(address, {**PERIOD, **form, "anchor-合同签订": "2026-09-02"})
    assert sent.status_code == 302
    saved = answers(handed_in)
    assert saved.anchors == {"本方案印发": date(2026, 8, 20), "合同签订": date(2026, 9, 2)}
    assert saved.later == {"规划批准"}
    again = {"anchor-规划批准": "2026-09-01", "anchor-本方案印发": "", "anchor-合同签订": "2026-09-02"}
    assert browser.post(address, {**PERIOD, "revision": "1", **again}).status_code == 302
    saved = answers(handed_in)
    assert saved.anchors == {"规划批准": date(2026, 9, 1), "合同签订": date(2026, 9, 2)}
    assert saved.later == frozenset()


def test_a_form_without_the_events_leaves_their_answers(world, desk, handed_in):
    browser, address = desk(world.clerk), reverse("adoption", args=[handed_in])
    browser.post(address, {**PERIOD, "anchor-规划批准": "2026-09-01"})
    browser.post(address, {**PERIOD, "revision": "1"})
    assert answers(handed_in).anchors == {"规划批准": date(2026, 9, 1)}


def test_a_day_beyond_reason_is_refused_and_nothing_is_saved(world, desk, handed_in):
    browser, before = desk(world.clerk), books()
    sent = browser.post(reverse("adoption", args=[handed_in]), {**PERIOD, "anchor-规划批准": "2926-09-01"})
    assert (sent.status_code, books() == before) == (422, True)


def test_the_ledger_points_to_the_event_and_settling_it_dates_the_tasks(world, desk):
    programme = running(world, ISSUED, "本方案印发")
    browser, address = desk(world.clerk), reverse("anchors", args=[programme])
    anchor = Anchor.objects.get(programme=programme)
    ledger = browser.get(reverse("ledger", args=[programme])).content.decode()
    assert f'href="{address}#a{anchor.pk}"' in ledger
    page = browser.get(address).content.decode()
    assert "本方案印发之日起10日内" in page
    sent = browser.post(reverse("settle_anchor", args=[programme, anchor.pk]), {"on": "2026-08-20"})
    assert (sent.status_code, sent["Location"]) == (302, address)
    assert Task.objects.get(programme=programme).due_on == date(2026, 8, 31)
    assert 'id="open-anchors"' not in browser.get(reverse("ledger", args=[programme])).content.decode()
    task = browser.get(reverse("task", args=[Task.objects.get(programme=programme).pk])).content.decode()
    assert "定起算日 本方案印发" in task


def test_others_see_no_form_and_a_stranger_nothing(world, desk):
    programme = running(world, ISSUED, "本方案印发")
    anchor = Anchor.objects.get(programme=programme).pk
    reader, stranger = desk(world.reader), desk(world.stranger)
    before = books()
    assert 'name="on"' not in reader.get(reverse("anchors", args=[programme])).content.decode()
    assert stranger.get(reverse("anchors", args=[programme])).status_code == 404
    for browser, status in ((reader, 403), (stranger, 404)):
        sent = browser.post(reverse("settle_anchor", args=[programme, anchor]), {"on": "2026-08-20"})
        assert sent.status_code == status
    assert books() == before
