"""The menu leads nobody to a closed door."""

import pytest

from tests.conftest import person
from tests.web.pages import tree

ROLES = ("clerk", "leader", "reader", "farm", "village", "keeper")


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_the_menu_opens(world, desk, role):
    actor = getattr(world, role, None) or person("keeper", "keeper", "999901000000")
    browser = desk(actor)
    links = tree(browser.get("/")).xpath("//header//nav//a/@href")
    assert len(links) >= 2
    assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)
