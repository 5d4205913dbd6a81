"""Documentation that cannot lie: generated parts agree with the code, terms are explained, paths and commands exist."""

import ast
import re
from collections.abc import Iterable
from typing import get_args
from urllib.parse import unquote

import pytest
from django.apps import apps

from shanzhi.core import (
    access,
    books,
    clock,
    consent,
    indicator,
    place,
    privacy,
    programme,
    punctual,
    quorum,
    required,
    review,
    rights,
    task,
    unit,
)
from shanzhi.core.feed import WHY
from shanzhi.core.pack import durations, forms, indicators, pack, rules, selector, standards
from shanzhi.core.plan import facts
from shanzhi.management.commands import docs, words
from shanzhi.queries import duties

PAGES = sorted([*docs.ROOT.glob("README*.md"), *docs.DOCS.rglob("*.md")])
SECTIONS: dict[str, Iterable[str]] = {
    "Tables": [m.__name__ for m in apps.get_app_config("shanzhi").get_models()],
    "Levels of places": unit.PLACE_LEVELS,
    "Changes of places": place.CHANGES,
    "Kinds of units": unit.UNIT_KINDS,
    "Roles": access.ROLES,
    "Deeds": access.MAY,
    "Steps of a task": task.STEPS,
    "States of a task": task.STATES,
    "Lights": task.LIGHTS,
    "Who stands on a task": task.UNIT_ROLES,
    "States of a duty's time": {*duties.STATES, *punctual.TIMINGS},
    "What a check of a report found": punctual.TRUTHS,
    "How a time limit starts": [start for start in clock.STARTS if start],
    "How a time limit stands": clock.STANDINGS,
    "Kinds of entries in accounts": get_args(books.Kind),
    "Laws of meetings": quorum.LAWS,
    "States of a programme": programme.PROGRAMME_STATES,
    "States of a reading": review.READING_STATES,
    "States of a clause": review.CLAUSE_STATES,
    "States of a fact": review.FACT_STATES,
    "Kinds of facts": review.FACT_KINDS,
    "Kinds of problems": get_args(facts.ProblemKind),
    "Kinds of money rules": get_args(facts.MoneyKind),
    "Level of a plan": [level for level in get_args(facts.Level) if level],
    "What an indicator asks": indicator.OPS,
    "How figures of places are put together": indicators.ROLLUPS,
    "How a figure stands to its target": required.STANDINGS,
    "How often": review.FREQS,
    "What a consent is for": consent.CONSENT_KINDS,
    "What may be asked about own data": rights.REQUEST_KINDS,
    "Grounds of personal data": privacy.GROUNDS,
    "Refusal codes": {code for code, _ in words.refusals()},
    "Parts of a pack": pack.SECTIONS,
    "Why a reading is not taken": set(WHY),
    "Types of fields": forms.FIELD_TYPES,
    "Deeds of a rule": rules.DEED_KINDS,
    "How an item of a standard counts": standards.SCORING_KINDS,
    "Lengths of time in a pack": durations.TIME_UNITS,
    "What a pack may say of a relation": selector.RELATIONS,
}


@pytest.mark.parametrize("name", docs.PAGES)
def test_generated_parts_agree_with_the_code(name):
    was, now = docs.page(name)
    assert was == now, "run: make fix"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_of_the_glossary_holds_the_words_of_the_code_and_no_others(section):
    assert set(docs.glossary(section)) == set(SECTIONS[section])


def test_every_section_of_the_glossary_is_held_against_the_code():
    text = (docs.DOCS / "glossary.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^## (.+)$", text) == list(SECTIONS)


def test_the_glossary_and_the_pages_use_the_same_words():
    """Where a code has a word on the pages, the glossary gives the same one in both languages."""
    page_words = {k: str(v) for k, v in _page_words()}
    english = words.catalogue()
    for section in ("States of a task", "States of a reading", "States of a clause", "States of a programme", "Roles"):
        for code, (zh, en) in docs.glossary(section).items():
            if section == "Roles" and code == "unit":
                continue  # the word for the role is that of its post
            assert page_words[code] == zh, (section, code)
            assert section == "Roles" or english[zh].lower() == en.lower(), (section, code)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(docs.ROOT)))
def test_paths_that_pages_name_exist(page):
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"(?s)```.*?```", "", text)
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose)
    absent = [x for x in links if "://" not in x and not (page.parent / unquote(x)).exists()]
    named = re.findall(r"`((?:shanzhi|tests|docs|bench)/[\w./-]+)`", prose)
    absent += [x for x in named if not (docs.ROOT / x).exists()]
    assert absent == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(docs.ROOT)))
def test_commands_that_pages_name_exist(page):
    text = page.read_text(encoding="utf-8")
    makefile = (docs.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z0-9]+):", makefile))
    commands = set(re.findall(r"`shanzhi (\w+)`", docs.commands())) | {"migrate", "check", "shell", "dbshell"}
    assert set(re.findall(r"(?:^|`|var |shanzhi )make ([a-z0-9]+)", text, re.MULTILINE)) <= targets
    assert set(re.findall(r"(?:\.venv/bin/|`)shanzhi ([a-z]+)", text)) <= commands


@pytest.mark.parametrize("page", sorted((docs.DOCS / "decisions").glob("*.md")), ids=lambda p: p.name)
def test_a_decision_is_short_and_says_what_would_change_our_mind(page):
    text = page.read_text(encoding="utf-8")
    assert text.count("\n") <= 40
    for part in ("**What.**", "**Why.**", "**What we gave up.**", "**What would change our mind.**"):
        assert part in text


def test_every_variable_of_the_environment_is_explained():
    assert docs.variables().keys() == docs.MEANING.keys()


def test_manuals_quote_buttons_as_the_pages_say_them():
    """Whatever the manual prints in quotation marks after 点, 打开 or 勾选 stands on a page."""
    said = set(words.strings())
    for page in (docs.DOCS / "zh").glob("*.md"):
        quoted = re.findall(r"(?:点|打开|勾选)“([^”]+)”", page.read_text(encoding="utf-8"))
        assert set(quoted) - said == set(), page.name


def _page_words() -> Iterable[tuple[str, str]]:
    """The table WORDS of the template filters, without opening the floor it stands on."""
    module = ast.parse((docs.HOUSE / "web" / "templatetags" / "words.py").read_text(encoding="utf-8"))
    table = next(n.value for n in module.body if isinstance(n, ast.AnnAssign) and n.target.id == "WORDS")
    for key, value in zip(table.keys, table.values, strict=True):
        yield key.value, value.args[0].value
