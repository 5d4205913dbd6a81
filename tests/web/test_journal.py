"""The journal's pages and files over HTTP."""

from pathlib import Path

import pytest

from shanzhi import verify
from shanzhi.actions.checkpoints import checkpoint_now, keys_of
from shanzhi.actions.witness import watch_log, witness_key
from shanzhi.core.notes import key_text
from shanzhi.models import Entry, WatchedLog
from shanzhi.queries.journal import latest_point, submission
from tests.conftest import NOW, Unscoped, books


def text(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_code_and_qr(world, desk, language):
    browser = desk(world.clerk)
    browser.cookies["django_language"] = language
    page = text(browser.get("/journal/"))
    code = latest_point("999901").code
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in page
    assert "/journal/999901/checkpoint.svg" in page
    said = "能发现改动，不能阻止改动" if language == "zh-hans" else "cannot prevent"
    assert said in page


def test_units_and_those_without_a_log_in_do_not_see_the_page(world, desk):
    assert desk(world.farm).get("/journal/").status_code == 403
    assert Unscoped().get("/journal/").status_code == 302
    assert Unscoped().get("/journal/chain.jsonl").status_code == 302
    assert Unscoped().get("/journal/entries/1/proof/").status_code == 302


def test_everybody_may_have_what_is_needed_to_check(world):
    browser = Unscoped()
    point = latest_point("999901")
    assert text(browser.get("/journal/999901/checkpoint/")) == point.note
    assert text(browser.get("/journal/999901/checkpoint.svg")).startswith("<svg ")
    assert text(browser.get(f"/journal/999901/growth/?old={point.size}")) == submission(point, point.size)
    assert text(browser.get("/journal/verify.py")) == Path(verify.__file__).read_text(encoding="utf-8")
    keys = text(browser.get("/journal/keys.txt")).splitlines()
    assert key_text(keys_of(point.origin)[0]) in keys
    assert keys[-1] == key_text(witness_key())


def test_what_is_not_there_is_refused(world, desk):
    browser = Unscoped()
    for path in ("/journal/888888/checkpoint/", "/journal/888888/checkpoint.svg", "/journal/999901/growth/?old=x"):
        assert browser.get(path).status_code == 404


def test_what_is_downloaded_holds_for_the_program_that_was_downloaded(world, desk, tmp_path, capsys):
    """The whole way of an outsider: chain, checkpoint, key, proof, program."""
    browser = desk(world.clerk)
    point = checkpoint_now("999901", why="hourly", now=NOW)
    key = next(k for k in text(browser.get("/journal/keys.txt")).splitlines() if k.startswith(point.origin + "+"))
    files = {
        "chain.jsonl": "/journal/chain.jsonl?values=1",
        "note": "/journal/999901/checkpoint/",
        "proof": "/journal/entries/3/proof/",
    }
    for name, path in files.items():
        (tmp_path / name).write_text(text(browser.get(path)), encoding="utf-8")
    words = ["chain", str(tmp_path / "chain.jsonl"), "--checkpoint", str(tmp_path / "note"), "--key", key]
    assert verify.main(words) == 0
    assert verify.main(["proof", str(tmp_path / "proof"), "--key", key]) == 0
    said = capsys.readouterr().out
    assert (f"{point.size} 条前后相连" in said, "与 1 个检查点相符，签名已核对" in said) == (True, True)


def test_an_entry_is_shown_and_the_leader_erases_its_values(world, desk):
    entry = Entry.objects.filter(tenant="999901", deed="add_person").earliest("seq")
    path = f"/journal/entries/{entry.seq}/"
    assert "删除勾选的内容" not in text(desk(world.clerk).get(path))
    browser = desk(world.leader)
    assert "删除勾选的内容" in text(browser.get(path))
    before = books()
    assert browser.post(path + "erase/", {"part": "data", "reason": ""}).status_code == 422
    assert books() == before
    answer = browser.post(path + "erase/", {"part": "data", "reason": "本人要求"}, follow=True)
    assert answer.redirect_chain == [(path, 302)]
    assert "已删除。链中只留下当时的承诺值" in text(answer)
    assert Entry.objects.select_related("value").get(pk=entry.pk).data == {}


def test_another_county_s_entries_are_not_found(world, desk):
    last = Entry.objects.filter(tenant="999901").latest("seq").seq
    assert desk(world.stranger).get(f"/journal/entries/{last}/").status_code == 404


def test_a_log_hands_in_its_checkpoint_without_a_log_in(world):
    point = latest_point("999901")
    watch_log(actor=None, key=key_text(keys_of(point.origin)[0]), now=NOW)
    browser = Unscoped(enforce_csrf_checks=True)
    answer = browser.post("/witness/add-checkpoint", submission(point, 0), content_type="text/plain")
    assert (answer.status_code, answer.content.decode().startswith("— localhost/witness ")) == (200, True)
    assert WatchedLog.objects.get().size == point.size
    answer = browser.post("/witness/add-checkpoint", "x" * 70_000, content_type="text/plain")
    assert answer.status_code == 400
    assert browser.get("/witness/add-checkpoint").status_code == 405


def test_the_menu_leads_there_for_those_who_may(world, desk):
    assert 'href="/journal/"' in text(desk(world.reader).get("/"))
    assert 'href="/journal/"' not in text(desk(world.farm).get("/"))
