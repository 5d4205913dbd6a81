"""Every refusal, and that hostile bytes give nothing else."""

import io
import resource
import subprocess
import sys
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from shanzhi.core.kinds import Refused
from shanzhi.papers.intake import Paper, open_paper
from shanzhi.papers.refusals import CODES
from tests.papers.pdfs import chinese_pdf
from tests.papers.words import abstract, by_hand, level, lined, num, para

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _code(data, name="", **limits):
    with pytest.raises(Refused) as refusal:
        open_paper(data, name, **limits)
    assert str(refusal.value)
    return refusal.value.code


def _zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def _outcome(opened):
    """Whether a paper or a known refusal comes of it; anything else rises."""
    try:
        return isinstance(opened(), Paper)
    except Refused as refusal:
        return refusal.code in CODES


def _workbook():
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf\n", b"<html><body></body></html>"])
def test_empty(data):
    assert _code(data, "方案.docx") == "empty_file"


def test_a_word_file_of_pictures_alone():
    assert _code(lined("", " ")) == "no_text"


def test_old_word_files_by_any_name():
    assert _code(OLE + "WordDocument".encode("utf-16-le"), "方案.docx") == "old_doc"
    assert _code(OLE + "EncryptedPackage".encode("utf-16-le"), "方案.docx") == "encrypted_docx"
    assert _code(OLE + "Workbook".encode("utf-16-le"), "方案.doc") == "not_a_document"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "图片（PNG）"),
        (b"MZ\x90\x00" + bytes(50), "程序（.exe）"),
        (bytes(range(256)) * 9, "二进制"),
        (b"abc\x01\x02\x03\x04" * 50, "二进制"),
        (_zip(a="x"), "压缩包（zip）"),
        (_workbook(), "Excel"),
        (_zip(OFD="x"), "OFD"),
        (b"{\\rtf1 x}", "RTF"),
        (b"MIME-Version: 1.0\n", ".mht"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><x/>', "Word 2003"),
    ],
)
def test_what_is_no_document_says_what_it_is(data, what):
    with pytest.raises(Refused) as refusal:
        open_paper(data, "方案.txt")
    assert refusal.value.code == "not_a_document"
    assert what in str(refusal.value)


def test_text_may_begin_with_the_letters_of_a_program():
    assert open_paper(b"MZ, BM").text == "MZ, BM"


def test_limits():
    assert _code(b"x" * 2_000_001, limit_bytes=2_000_000) == "too_large"
    assert _code(b"x" * 50 * 1024 * 1024 + b"x") == "too_large"
    assert _code(b"x" * 30_001, limit_chars=30_000) == "too_much_text"


def test_damaged_word_files():
    good = lined("甲" * 500)
    assert _code(good[: len(good) // 2]) == "broken_docx"
    assert _code(by_hand("<w:p>")) == "broken_docx"
    assert _code(by_hand("<w:p><w:r>" * 300 + "</w:r></w:p>" * 300)) == "too_deep"


def test_entities_are_refused_whether_they_grow_or_fetch():
    grow = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    fetch = '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
    assert _code(by_hand(para("&b;"), prolog=grow)) == "unpack_bomb"
    assert _code(by_hand(para("&b;"), prolog=fetch)) == "unpack_bomb"


def _bomb(size, *, honest):
    """A .docx whose document.xml is zeros: small on disk; a dishonest one declares a small size."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box,
        box.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        zeros = bytes(1 << 20)
        for _ in range(size >> 20):
            part.write(zeros)
    data = out.getvalue()
    if honest:
        return data
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = b"".join(squeezed.compress(bytes(1 << 20)) for _ in range(size >> 20)) + squeezed.flush()
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w", zipfile.ZIP_STORED) as box:
        info = zipfile.ZipInfo("word/document.xml")
        box.writestr(info, stream)
    data = bytearray(small.getvalue())
    data[8:10] = b"\x08\x00"
    central = data.rindex(b"PK\x01\x02")
    data[central + 10 : central + 12] = b"\x08\x00"
    return bytes(data)


def test_a_bomb_of_two_gigabytes_takes_no_memory(tmp_path):
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(_bomb(2 << 30, honest=True))
    assert bomb.stat().st_size < 4 << 20
    program = (
        "import sys, pathlib\nfrom shanzhi.papers.intake import open_paper\nfrom shanzhi.core.kinds import Refused\n"
        "try:\n    open_paper(pathlib.Path(sys.argv[1]).read_bytes())\nexcept Refused as r:\n    print(r.code)\n"
    )

    def tight():
        resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))

    done = subprocess.run(
        [sys.executable, "-c", program, str(bomb)], capture_output=True, text=True, check=False, preexec_fn=tight
    )
    assert (done.stdout, done.stderr) == ("unpack_bomb\n", "")


def test_a_bomb_that_lies_about_its_size():
    assert _code(_bomb(64 << 20, honest=False)) in {"unpack_bomb", "broken_docx"}


def test_every_code_has_its_sentence_and_sends_on():
    assert all(text.endswith("。") and "请" in text for text in CODES.values())


NUMBERED = by_hand(para("甲", 1), numbering=abstract(1, level(0, "decimal", "%1.")) + num(1, 1))
SEEDS = (
    lined("一、甲", "乙"),
    NUMBERED,
    chinese_pdf([[(80, 700, "一、清沟"), (80, 670, "二、修路")]]),
    "<html><table><tr><td rowspan=3>清<td>沟</table><p>一、甲".encode(),
    "一、清理沟渠\r\n".encode("gb18030"),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.sampled_from(SEEDS),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 8)), max_size=6),
    keep=st.floats(0.2, 1),
)
def test_mutated_bytes_give_a_paper_or_a_refusal(seed, cuts, keep):
    data = bytearray(seed[: int(len(seed) * keep)] if keep < 0.9 else seed)
    for place, new, gone in cuts:
        at = int(place * len(data))
        data[at : at + gone] = new
    assert _outcome(lambda: open_paper(bytes(data)))


@settings(max_examples=100, deadline=None)
@given(part=st.sampled_from(["body", "numbering", "styles"]), xml=st.binary(max_size=60))
def test_any_xml_in_a_word_file_gives_a_paper_or_a_refusal(part, xml):
    parts = {"body": para("甲", 1), part: xml.decode("latin-1")}
    assert _outcome(lambda: open_paper(by_hand(parts.pop("body"), **parts)))
