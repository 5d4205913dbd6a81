"""Every command run twice: the second run changes nothing."""

import json
import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from shanzhi import door
from shanzhi.actions.residents import end_resident
from shanzhi.cli import COMMANDS
from shanzhi.management.commands import docs, words
from shanzhi.models import Entry, Place, Post, Task, Unit, User
from tests import register
from tests.conftest import NOW, PASSWORD, TODAY, books

PLACES = {
    "county": {"code": "999906000000", "name": "梅坞县"},
    "townships": [
        {"code": "999906100000", "name": "梅坞镇", "villages": [{"code": "999906100201", "name": "上梅村"}]},
        {"code": "999906101000", "name": "石岭乡"},
    ],
}
UNITS = [
    {"name": "梅坞县水务局", "aliases": ["县水务局"], "place": "999906000000"},
    {"name": "上梅村村民委员会", "place": "999906100201", "kind": "village"},
]
PEOPLE = [
    {"username": "meiclerk", "name": "办公室甲", "role": "clerk"},
    {"username": "shangmei", "name": "村干部乙", "role": "unit", "unit": "上梅村村民委员会"},
]
OK = "复核无误：日志 {} 条，前后相连；任务进度与期限灯与明细一致，账目余额与分录一致。\n"


def run(*given: str) -> str:
    out = StringIO()
    call_command(*given, stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path) -> Path:
    """A county of one's own, as a folder of files."""
    for name, content in (("places", PLACES), ("units", UNITS), ("people", PEOPLE)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return tmp_path


@pytest.fixture
def pages(tmp_path, monkeypatch) -> Path:
    """A copy of the documentation that may be spoiled."""
    shutil.copytree(docs.DOCS, tmp_path / "docs")
    monkeypatch.setattr(docs, "DOCS", tmp_path / "docs")
    return tmp_path / "docs"


@pytest.fixture
def catalogue(tmp_path, monkeypatch) -> Path:
    """A copy of the English catalogue that may be spoiled."""
    copy = tmp_path / "django.po"
    copy.write_bytes(words.CATALOGUE.read_bytes())
    monkeypatch.setattr(words, "CATALOGUE", copy)
    return copy


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


VENDOR = ("--from", "2026-09-01", "--to", "2026-09-05", "--company", "某软件公司", "--reason", "排查故障")
TWICE = {
    "adopt": ["adopt", "village_hygiene", "--by", "clerk", "--from", "2026-09-01", "--to", "2027-08-31"],
    "audit": ["audit"],
    "checkpoint": ["checkpoint"],
    "deliver": ["deliver"],
    "docs": ["docs"],
    "signing": ["signing"],
    "load": ["load", "FOLDER", "--password", PASSWORD],
    "sealing": ["sealing", "check"],
    "night": ["night"],
    "retention": ["retention", "--erase"],
    "second": ["second", "999901000000", "on"],
    "vendor": ["vendor", "reader", "999901000000", *VENDOR],
    "witness": ["witness", "add", "mail", "县档案馆", "a@archive.example"],
    "words": ["words"],
}
# those that need an installation of their own, and where they are run
ELSEWHERE = {
    "backup": "drills/test_restoring.py",
    "listen": "drills/test_listen.py",
    "place": "management/test_place.py",
    "prepare": "management/test_installation.py",
    "restore": "drills/test_restoring.py",
    "town": "management/test_installation.py",
}


def test_every_command_is_run_twice():
    assert {path.stem for path in COMMANDS.glob("[a-z]*.py")} == TWICE.keys() | ELSEWHERE.keys()
    tests = Path(__file__).parents[1]
    assert all(f'"{name}"' in (tests / file).read_text(encoding="utf-8") for name, file in ELSEWHERE.items())


@pytest.mark.parametrize("name", TWICE)
def test_a_second_run_changes_nothing(world, name, folder, pages, catalogue):
    given = [str(folder) if word == "FOLDER" else word for word in TWICE[name]]
    first = run(*given)
    rows, files = books(), everything(folder)
    assert (run(*given), books(), everything(folder)) == (first, rows, files)


def test_audit_says_that_everything_holds_or_what_does_not(world):
    lines = run("audit").splitlines(keepends=True)
    assert (lines[0], lines[-1]) == (OK.format(Entry.objects.count()), "完整性：未见缺失。\n")
    task = Task.objects.get(programme=world.programme, title__startswith="清理陈年垃圾")
    Task.objects.filter(pk=task.pk).update(light_on=None)
    out = StringIO()
    with pytest.raises(CommandError, match="复核发现 1 处不符。"):
        call_command("audit", stdout=out)
    assert out.getvalue().splitlines()[0] == f"不符 task {task.pk}: 存 None 算 2026-09-20"


def test_load_enters_places_units_and_people(world, folder):
    assert run("load", str(folder), "--password", PASSWORD) == ""
    places = Place.objects.filter(code__startswith="999906").order_by("code")
    assert [(p.code, p.name, p.level, p.parent and p.parent.name) for p in places] == [
        ("999906000000", "梅坞县", "county", None),
        ("999906100000", "梅坞镇", "township", "梅坞县"),
        ("999906100201", "上梅村", "village", "梅坞镇"),
        ("999906101000", "石岭乡", "township", "梅坞县"),
    ]
    units = Unit.objects.filter(place__code__startswith="999906").order_by("pk")
    assert [(u.name, u.aliases, u.kind, u.place.name) for u in units] == [
        ("梅坞县水务局", ["县水务局"], "organ", "梅坞县"),
        ("上梅村村民委员会", [], "village", "上梅村"),
    ]
    posts = Post.objects.filter(place__code__startswith="999906").order_by("pk")
    assert [(p.user.username, p.role, p.place.name, p.unit and p.unit.name) for p in posts] == [
        ("meiclerk", "clerk", "梅坞县", None),
        ("shangmei", "unit", "上梅村", "上梅村村民委员会"),
    ]
    assert User.objects.get(username="shangmei").check_password(PASSWORD)


def test_load_gives_each_a_password_of_his_own_once(world, folder):
    given = dict(line.split() for line in run("load", str(folder)).splitlines())
    assert given.keys() == {"meiclerk", "shangmei"}
    assert len(set(given.values())) == 2
    assert all(User.objects.get(username=name).check_password(word) for name, word in given.items())
    rows = books()
    assert (run("load", str(folder)), books()) == ("", rows)


@pytest.mark.parametrize("spoiled", ["absent", "{"])
def test_load_says_what_it_cannot_read(world, folder, spoiled):
    path = folder / "units.json"
    path.unlink() if spoiled == "absent" else path.write_text(spoiled, encoding="utf-8")
    before = books()
    with pytest.raises(CommandError, match="读不出来"):
        run("load", str(folder))
    assert books() == before


def test_second_sets_and_takes_back_the_rule(world):
    code = "999901000000"
    assert run("second", code, "on") == f"{code} 采纳方案需要两个人。\n"
    assert Place.objects.get(code=code).adopt_needs_second is True
    assert run("second", code, "off") == f"{code} 采纳方案一个人即可。\n"
    assert Place.objects.get(code=code).adopt_needs_second is False
    before = books()
    with pytest.raises(CommandError, match="没有登记代码为 999909000000 的地区"):
        run("second", "999909000000", "on")
    with pytest.raises(CommandError):
        run("second", code, "perhaps")
    assert books() == before


def test_docs_mends_what_differs_and_check_only_says_so(pages):
    page = pages / "refusals.md"
    right = page.read_text(encoding="utf-8")
    page.write_text(right.replace("`not_found`", "`lost`", 1), encoding="utf-8")
    spoiled = everything(pages)
    with pytest.raises(CommandError, match=r"docs/refusals\.md"):
        run("docs", "--check")
    assert everything(pages) == spoiled
    assert run("docs") == "已更新 rewritten: docs/refusals.md\n"
    assert page.read_text(encoding="utf-8") == right
    agree = f"{len(docs.PAGES)} 页与代码一致 pages agree\n"
    assert (run("docs"), run("docs", "--check")) == (agree, agree)


def test_words_adds_what_is_new_and_drops_what_is_old_once(catalogue):
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace('msgid "回首页"', 'msgid "回旧首页"'), encoding="utf-8")
    with pytest.raises(CommandError, match="2 处待办"):
        run("words")
    assert (run("words", "--add", "--drop"), run("words", "--add", "--drop")) == ("+1 -1\n", "+0 -0\n")
    kept = catalogue.read_bytes()
    assert (run("words", "--add"), run("words", "--drop"), catalogue.read_bytes()) == ("+0 -0\n", "+0 -0\n", kept)
    with pytest.raises(CommandError, match="1 处待办"):
        run("words")


def test_keys_are_changed_and_every_value_opens(world, tmp_path, monkeypatch):
    monkeypatch.setenv("SHANZHI_KEYS", str(tmp_path / "keys.json"))
    register.person(world.village)
    assert run("sealing", "check") == "敏感字段全部可以打开。 every sealed value opens\n"
    assert run("sealing", "rotate", "--batch", "1") == (
        "· 新密钥 key k2；待重新加密 to seal anew: 2\n· 1/2\n· 2/2\n"
        "完成：旧密钥 k1 已移入 keys.retired.json，旧备份过期后请删除它。 done\n"
    )
    assert run("sealing", "check") == "敏感字段全部可以打开。 every sealed value opens\n"
    monkeypatch.setenv("SHANZHI_KEYS", str(tmp_path / "others.json"))
    with pytest.raises(CommandError, match="2 处打不开"):
        run("sealing", "check")


def test_retention_counts_first_and_erases_when_told_to(world, monkeypatch):
    known = register.person(world.village)
    end_resident(actor=world.village, resident_id=known.id, ended_on=TODAY, now=NOW)
    monkeypatch.setattr(door, "now", lambda: NOW + timedelta(days=400))
    before = books()
    fields = "name, birth_year, phone_sealed, id_sealed, id_match"
    assert f"到期 past its time      1  Resident: {fields}\n" in run("retention")
    assert books() == before
    assert f"已删除 erased      1  Resident: {fields}\n" in run("retention", "--erase")
    assert f"已删除 erased      0  Resident: {fields}\n" in run("retention", "--erase")


def test_a_vendor_comes_in_for_some_days(world):
    assert run("vendor", "reader", "999901000000", *VENDOR) == (
        "已开通 2026-09-01 至 2026-09-05，到期自动失效，已记入日志。 open until 2026-09-05\n"
    )
    for given, says in (
        (("nobody", "999901000000", *VENDOR), "没有叫 nobody 的用户"),
        (("reader", "1", *VENDOR), "没有找到"),
    ):
        with pytest.raises(CommandError, match=says):
            run("vendor", *given)
