"""Plain text in the encodings of Chinese offices."""

import codecs

import pytest

from shanzhi.core.kinds import Refused
from shanzhi.papers.intake import open_paper

TEXT = "一、工作目标\n各村在雨季以前清完沟渠，修好护坡，月底报送进度。\n\u3000\u3000１．甲\t乙"


def _code(data, name="x.txt"):
    with pytest.raises(Refused) as refusal:
        open_paper(data, name)
    return refusal.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding):
    paper = open_paper(TEXT.encode(encoding), "清沟.txt")
    assert (paper.kind, paper.text, paper.encoding, paper.title) == ("txt", TEXT, encoding, "清沟")


def test_big_endian_with_mark():
    assert open_paper(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")).text == TEXT


def test_line_ends_and_title_without_a_name():
    paper = open_paper("\r\n 甲\r乙\r\n".encode())
    assert (paper.text, paper.title) == ("\n 甲\n乙\n", "甲")


def test_the_folder_of_a_windows_name_is_no_title():
    assert open_paper(b"x", "C:\\plans\\a.b.txt").title == "a.b"


@pytest.mark.parametrize("encoding", ["big5", "shift-jis", "euc-kr"])
def test_other_encodings_are_refused(encoding):
    text = "各村在雨季以前清完溝渠修好護坡月底報送進度工作要求按時完成目標"
    assert _code(text.encode(encoding, "ignore")) == "bad_encoding"


def test_torn_utf8_is_refused():
    assert _code(b"\xff" + TEXT.encode()) == "bad_encoding"
