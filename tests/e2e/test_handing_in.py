"""Plans come in as they come: dropped, pasted, or not plans at all."""

import base64

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import PHONE, Desk
from tests.e2e.plans import OLD_WORD, docx, paste, scan

DROP = """async ([name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], name, { type }));
  const drop = document.querySelector("#drop");
  drop.dispatchEvent(new DragEvent("dragover", { dataTransfer: files, bubbles: true, cancelable: true }));
  if (!drop.classList.contains("over")) throw new Error("the zone does not answer");
  drop.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
}"""
BAD = {
    "old Word": ("旧方案.docx", OLD_WORD, "旧版 Word 文件（.doc），改后缀名没有用"),
    "scan": ("扫描方案.pdf", scan(), "这个 PDF 是扫描件"),
    "empty": ("空.txt", b"", "文件是空的"),
}


def stored(desk: Desk) -> int:
    return desk.go("/plans/").locator("main tbody tr").count()


def test_a_file_dropped_is_read(desks):
    clerk = desks("clerk")
    page = clerk.go("/plans/")
    with page.expect_navigation(url="**/plans/*/"):
        page.evaluate(DROP, ["投放.docx", "application/octet-stream", base64.b64encode(docx("落花坪")).decode()])
    expect(page.get_by_role("heading", level=1)).to_contain_text("云岭县落花坪步道修缮实施方案")


def test_the_same_text_twice_is_one_plan(desks, size):
    clerk = desks("clerk", size)
    review = paste(clerk, f"听雨坡{size[0]}")
    before = stored(clerk)
    assert paste(clerk, f"听雨坡{size[0]}") == review
    expect(clerk.page.locator(".notice.info")).to_contain_text("这份方案以前递交过")
    assert stored(clerk) == before


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_said_and_not_stored(desks, size, kind):
    name, data, sentence = BAD[kind]
    clerk = desks("clerk", size)
    clerk.foresee("422")
    before = stored(clerk)
    page = clerk.page
    page.locator("#drop input").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="读取方案").click()
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    assert stored(clerk) == before


def test_an_empty_form_is_answered(desks):
    clerk = desks("clerk", PHONE)
    clerk.foresee("422")
    before = stored(clerk)
    clerk.page.get_by_role("button", name="读取方案").click()
    expect(clerk.page.get_by_role("alert")).to_contain_text("没有收到文件，也没有粘贴文字")
    assert stored(clerk) == before
