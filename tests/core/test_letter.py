"""Which line of a paper is what."""

from datetime import date

from shanzhi.core.letter import Line, chinese_day, lines_of

TEXT = """考核通报

云岭县　2026-09-25
各乡镇人民政府：
一、总体情况
本月检查四个村。
（一）得分
（一）这一段以序号开头，却是一整段话，不能当作标题来排，因为它已经超过了四十个字的长度，还要接着往下说。
1．合格的三个。
附件：1．得分表
2．复查名单
2．不是附件的一行"""


def test_each_line_has_its_look() -> None:
    looks = [(line.look, line.text) for line in lines_of("考核通报", TEXT)]
    assert [look for look, _ in looks] == [
        "caption", "to", "head", "body", "subhead", "body", "body", "annex", "annex_more", "annex_more",
    ]  # fmt: skip
    assert [text for _, text in looks] == TEXT.replace("\n\n", "\n").split("\n")[1:]


def test_whom_the_pack_names_stands_first_and_ends_with_a_colon() -> None:
    assert lines_of("通报", "正文。", "村民委员会") == (Line("to", "村民委员会："), Line("body", "正文。"))


def test_another_first_line_than_the_title_stays() -> None:
    assert lines_of("通报", "\n 另一行 \n") == (Line("body", "另一行"),)


def test_no_text_has_no_lines() -> None:
    assert lines_of("通报", "通报") == ()


def test_days_are_written_without_zeros() -> None:
    assert chinese_day(date(2026, 9, 5)) == "2026年9月5日"
