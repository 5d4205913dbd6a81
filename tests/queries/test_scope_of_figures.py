"""Nobody sees the figures of a programme that is not his, and a village of the places its own alone."""

import pytest

from shanzhi.actions.snapshots import take_snapshots
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.models import Snapshot
from shanzhi.models.walls import acting
from shanzhi.queries import completeness, entering, figure_pages
from tests.conftest import NOW, TODAY, World
from tests.figures_world import COUNTY, EAST, complaint, figures

WHOLE = figure_pages.Asked(whole=True)
# each query that takes an actor, asked about a programme with snapshots
ASKS = {
    "completeness.completeness_page": lambda actor, p: (
        completeness.completeness_page(actor, completeness.Asked(TODAY, 1, p), TODAY).clauses
    ),
    "entering.entry_form": lambda actor, p: entering.entry_form(actor, p, "satisfied"),
    "figure_pages.figure_page": lambda actor, p: figure_pages.figure_page(actor, p, "repeat", WHOLE, TODAY).title,
    "figure_pages.figures_overview": lambda actor, p: figure_pages.figures_overview(actor, p, TODAY).rows,
}


@pytest.fixture
def subject(world: World) -> int:
    found = figures(world.clerk)
    complaint(found, EAST, again=True)
    take_snapshots(NOW)
    return found.programme_id


def seen(actor: Actor, programme: int) -> set[str]:
    """The queries whose answer holds anything of it."""
    out = set()
    for name, ask in ASKS.items():
        try:
            with acting(actor):
                found = ask(actor, programme)
        except Refused as refusal:
            found = {"not_found": False}[refusal.code]
        out |= {name} if found else set()
    return out


def test_an_office_sees_all_and_who_enters_nothing_has_no_form(world, subject):
    assert seen(world.clerk, subject) == set(ASKS)
    assert seen(world.reader, subject) == set(ASKS) - {"entering.entry_form"}
    assert seen(world.town, subject) == set(ASKS)  # it enters the figure of its own township
    assert seen(world.village, subject) == set(ASKS) - {"entering.entry_form"}


def test_who_takes_no_part_sees_nothing(world, subject):
    assert seen(world.stranger, subject) == set()
    assert seen(world.farm, subject) == set()


def test_a_village_sees_the_whole_and_itself_as_written_down_and_never_a_part_reckoned(world, subject):
    for now in (False, True):
        page = figure_pages.figure_page(
            world.village, subject, "repeat", figure_pages.Asked(whole=True, now=now), TODAY
        )
        assert (page.live, page.as_of, page.top.value, page.top.n) == (False, TODAY, 100, 1)
        assert [r.code for r in page.rows] == [EAST]
    with acting(world.village):
        codes = set(Snapshot.objects.filter(item="repeat").values_list("place__code", flat=True))
    assert codes == {COUNTY, EAST}


def test_a_township_sees_its_own_and_its_villages(world, subject):
    page = figure_pages.figure_page(world.town, subject, "repeat", WHOLE, TODAY)
    assert [r.code for r in page.rows] == ["999901100000", EAST, "999901100202"]


def test_the_program_alone_writes_snapshots_down(world, subject):
    with acting(None):
        row = Snapshot.objects.filter(item="repeat")[0]
    row.pk, row.period = None, "2026-Q4"
    with pytest.raises(Exception, match="row-level security"), acting(world.clerk):
        row.save()
