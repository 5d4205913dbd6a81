"""Attachments: what is kept and how, and what is refused, each by a real file."""

import subprocess
import sys
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shanzhi.core.kinds import Refused
from shanzhi.papers.refusals import CODES
from shanzhi.papers.uploads import Upload, clean_upload
from tests.papers import attacks as made

SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
MB = 1024 * 1024


def _code(data, name="x"):
    with pytest.raises(Refused) as refusal:
        clean_upload(data, name)
    said = str(refusal.value)
    assert CODES[refusal.value.code] == refusal.value.text
    assert "{" not in said
    return refusal.value.code


@pytest.mark.parametrize(
    ("data", "name", "kept"),
    [
        (made.docx(), "方案.docx", "方案.docx"),
        (made.office({}, "xl/workbook.xml"), "表.xlsx", "表.xlsx"),
        (made.office({}, "ppt/presentation.xml"), "片.pptx", "片.pptx"),
        (made.office({}, "OFD.xml"), "文.ofd", "文.ofd"),
        (made.OLE + made.stream("WordDocument"), "旧.doc", "旧.doc"),
        (made.OLE + made.stream("WordDocument"), "旧.WPS", "旧.wps"),
        (made.OLE + made.stream("Workbook"), "旧.et", "旧.et"),
        (made.OLE + made.stream("PowerPoint Document"), "旧.ppt", "旧.ppt"),
        (made.pdf(), "文.pdf", "文.pdf"),
        ("已清理三处".encode(), "记.txt", "记.txt"),
        ("已清理三处，还有两处待清".encode("gb18030"), "记.txt", "记.txt"),
    ],
)
def test_documents_of_offices_are_kept_byte_for_byte(data, name, kept):
    upload = clean_upload(data, name)
    assert (upload.name, upload.data) == (kept, data)


@pytest.mark.parametrize(
    ("data", "name", "kept"),
    [
        (made.docx(), "a.html", "a.docx"),
        (b"print(1)", "run.ps1", "run.txt"),
        (b"@echo off", "清单.bat", "清单.txt"),
        (made.picture("PNG"), "a.jpg", "a.png"),
        (made.picture("JPEG"), "photo.jpg.exe", "photo.jpg.jpg"),
        (made.picture("WEBP"), "", "附件.webp"),
    ],
)
def test_the_ending_follows_the_content(data, name, kept):
    assert clean_upload(data, name).name == kept


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (SVG, "图.svg"),
        (b'<?xml version="1.0"?>\n' + SVG, "图.jpg"),
        (b"\xef\xbb\xbf  " + SVG, "图.txt"),
        ("\ufeff<svg onload=alert(1)>".encode("utf-16-le"), "图.txt"),
        (b"<!DOCTYPE html><p>" + SCRIPT, "照片.jpg"),
        (SCRIPT, "照片.png"),
        (b"<!-- x --><html>", "a.txt"),
        (b"<?php system($_GET[0]);", "a.jpg"),
        (made.GIF, "a.gif"),
        (b"GIF89a/*" + bytes(8) + b"*/=1;alert(1)//", "a.gif"),
        (b"MZ\x90\x00" + bytes(64), "通知.docx"),
        (b"\x7fELF" + bytes(64), "通知.pdf"),
        (b"\xcf\xfa\xed\xfe" + bytes(range(256)) * 8, "通知.txt"),
        (b"Rar!\x1a\x07\x01\x00\0", "a.rar"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(9), "a.7z"),
        (b"\x1f\x8b\x08" + bytes(9), "a.docx"),
        (made.zipped({"a.txt": b"x"}), "a.docx"),
        (b"PK\x05\x06" + bytes(18), "a.docx"),
        (b"\0\0\0\x18ftypheic" + bytes(9), "a.heic"),
        (b"\0\0\0\x18ftypmp42" + bytes(9), "a.mp4"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "a.webp"),
        (made.OLE + made.stream("!AdminExecuteSequence"), "安装.msi"),
        (made.OLE + "WordDocument".encode("utf-16-le"), "a.doc"),
        (b"{\\rtf1\\object}", "a.doc"),
        (SCRIPT + made.pdf(), "a.pdf"),
    ],
)
def test_kinds_that_are_not_taken(data, name):
    assert _code(data, name) == "kind_not_taken"


def test_a_text_with_script_inside_stays_a_text_file():
    upload = clean_upload(b"first line\n" + SCRIPT, "a.html")
    assert (upload.kind, upload.name) == ("txt", "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        made.pdf() + made.zipped({"a": b"x" * 3000}),
        made.pdf() + made.zipped({"a": b"x"}, zipfile.ZIP_STORED),
        made.pdf() + SCRIPT + b"x" * 2000,
    ],
)
def test_two_files_in_one_are_refused(data):
    assert _code(data, "a.pdf") == "mixed_file"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("tail", [SCRIPT, made.zipped({"evil.jsp": b"<%" * 50}), b"%PDF-1.4 /JavaScript %%EOF"])
def test_what_hangs_on_a_picture_is_gone(kind, tail):
    clean = clean_upload(made.picture(kind) + tail, "a")
    assert tail not in clean.data
    assert clean.data == clean_upload(made.picture(kind), "a").data


def test_what_hides_in_a_jpeg_comment_or_a_png_text_is_gone():
    data = made.phone_photo()
    assert b"SECRETCOMMENT" in data
    assert b"SECRET" not in clean_upload(data, "a.jpg").data


@pytest.mark.parametrize(
    "part",
    ["../../../etc/cron.d/x", "/etc/passwd", "word\\..\\..\\x.xml", "C:\\x.xml", "word/../../x", "WORD/document.xml"],
)
@pytest.mark.parametrize("main", ["word/document.xml", "xl/workbook.xml"])
def test_parts_that_lead_out_of_their_folder_or_hide_each_other(part, main):
    data = made.office({part: b"x", "XL/workbook.xml": b"x"} if part[0] == "W" else {part: b"x"}, main)
    assert _code(data, "a.docx") == "odd_parts"


def test_a_container_within_leads_out_too():
    inner = made.zipped({"../../x": b"x"})
    assert _code(made.office({"word/embeddings/a.xlsx": inner}), "a.docx") == "odd_parts"


def test_a_table_within_a_text_is_kept():
    inner = made.office({}, "xl/workbook.xml")
    assert clean_upload(made.office({"word/embeddings/a.xlsx": inner}), "a.docx").kind == "docx"


def test_bombs_are_refused():
    flat = made.office({"word/media/a.bin": bytes(301 * MB)})
    assert len(flat) < 2 * MB
    assert _code(flat) == "unpack_bomb"
    assert _code(made.office({"word/media/a.bin": bytes(30 * MB)})) == "unpack_bomb"
    inner = made.zipped({f"{n}": bytes(80 * MB) for n in range(4)})
    assert _code(made.office({"word/embeddings/a.xlsx": inner})) == "unpack_bomb"
    deep = made.office({"word/embeddings/a.xlsx": made.zipped({"b.xlsx": made.zipped({"c": b"x"})})})
    assert _code(deep) == "unpack_bomb"


def test_a_directory_that_lies_about_sizes_gains_nothing():
    data = made.office({"word/media/a.bin": bytes(40 * MB)})
    assert _code(made.lying_sizes(data, b"word/media/a.bin", 10)) == "broken_file"


def test_many_parts_are_refused():
    assert _code(made.office({f"word/{n}.xml": b"" for n in range(5001)})) == "odd_parts"


@pytest.mark.parametrize(
    "data",
    [
        made.office({"word/vbaProject.bin": b"x"}),
        made.office({"xl/VBAProject.bin": b"x"}, "xl/workbook.xml"),
        made.OLE + made.stream("WordDocument") + made.stream("Macros"),
        made.OLE + made.stream("Workbook") + made.stream("_VBA_PROJECT_CUR"),
        made.pdf(b"2 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"),
        made.pdf(b"2 0 obj<</S/Launch/F(cmd.exe)>>endobj"),
    ],
)
def test_programs_inside_documents_are_refused(data):
    assert _code(data, "a") == "macro_file"


def test_what_is_locked_cannot_be_looked_at():
    assert _code(made.OLE + made.stream("EncryptedPackage"), "a.docx") == "locked_file"
    data = bytearray(made.docx())
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert _code(bytes(data), "a.docx") == "locked_file"


@pytest.mark.parametrize(
    "data",
    [
        made.docx()[:-30],
        made.picture("JPEG", (400, 400))[:300],
        made.picture("PNG", (400, 400))[:60],
        b"\xff\xd8\xff" + SCRIPT,
        b"%PDF-1.4 no end",
        b"\xff\xd8\xff" + b"\xff\xda" * 101,
    ],
)
def test_damaged_files(data):
    assert _code(data) == "broken_file"


@pytest.mark.parametrize("data", [b"", b" \r\n", bytes(100)])
def test_empty_files(data):
    assert _code(data) == "empty_attachment"


def test_a_refusal_shows_a_safe_name():
    with pytest.raises(Refused) as refusal:
        clean_upload(b"MZ\0\0", "../../\u202egpj.exe")
    assert str(refusal.value).startswith("“gpj.exe”的内容是程序（.exe），不能作为附件。")


def _outcome(data, name):
    """Whether an upload or a known refusal comes of it; anything else rises."""
    try:
        return isinstance(clean_upload(data, name), Upload)
    except Refused as refusal:
        return refusal.code in CODES


SEEDS = (made.docx(), made.pdf(), made.phone_photo(), made.picture("PNG"), made.picture("WEBP"), made.OLE, b"text")


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_bytes_give_anything_but_an_upload_or_a_known_refusal(data):
    seed = data.draw(st.sampled_from(SEEDS))
    at = data.draw(st.integers(0, len(seed)))
    mutated = seed[:at] + data.draw(st.binary(max_size=20)) + seed[at + data.draw(st.integers(0, 20)) :]
    assert _outcome(mutated, data.draw(st.text(max_size=30)))


def test_a_bomb_needs_little_memory():
    """300 MB of zeros go through a process that may not grow by more than 200 MB."""
    program = (
        "import io, resource, sys\n"
        "from shanzhi.core.kinds import Refused\n"
        "from shanzhi.papers.uploads import clean_upload\n"
        "clean_upload(b'warm', '')\n"
        "pages = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (pages + 200 * 1024 * 1024,) * 2)\n"
        "try:\n    clean_upload(sys.stdin.buffer.read(), '')\nexcept Refused as refusal:\n    print(refusal.code)\n"
    )
    bomb = made.office({"word/media/a.bin": bytes(301 * MB)})
    done = subprocess.run([sys.executable, "-c", program], input=bomb, capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b"unpack_bomb\n", b"")
