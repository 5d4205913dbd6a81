"""Names of files made safe."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.papers.names import LONGEST_NAME, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("方案 (终稿).docx", "方案 (终稿).docx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\Windows\\win.ini", "win.ini"),
        ("C:\\照片\\一.jpg", "一.jpg"),
        ("a\x00.jpg.exe", "a.jpg.exe"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie_ x.txt"),
        ("清单\u202egpj.exe", "清单gpj.exe"),
        ("\u2066a\u2069\u200b\ufeff.txt", "a.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM1.tar.gz", "_COM1.tar.gz"),
        ("lpt³.txt", "_lpt³.txt"),
        ("console.txt", "console.txt"),
        ("a. . .", "a"),
        ("...", "附件"),
        ("", "附件"),
        (".htaccess", "htaccess"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("e\u0301.txt", "é.txt"),
        ("\ud800.txt", "txt"),
    ],
)
def test_names(name, safe):
    assert safe_name(name) == safe


def test_long_names_keep_their_ending():
    assert safe_name("长" * 300 + ".docx") == "长" * (LONGEST_NAME - 5) + ".docx"
    assert len(safe_name("a." + "b" * 300)) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "safe"), [("a.html", "a.docx"), ("a", "a.docx"), ("", "附件.docx"), ("CON", "_CON.docx")]
)
def test_the_ending_may_be_given(name, safe):
    assert safe_name(name, ".docx") == safe


@given(st.text(max_size=400), st.sampled_from([None, ".txt", ".docx"]))
def test_any_name_comes_out_safe_and_stays_as_it_is(name, suffix):
    safe = safe_name(name, suffix)
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & set('/\\<>:"|?*\x00')
    assert safe == safe.strip(" ")
    assert not safe.endswith(".")
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs"} for c in safe)
    assert suffix is None or safe.endswith(suffix)
    assert safe_name(safe, suffix) == safe
