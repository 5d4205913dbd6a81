"""What of a web page becomes text."""

import pytest

from shanzhi.core.kinds import Refused
from shanzhi.papers.intake import open_paper


def _text(body):
    return open_paper(f"<!DOCTYPE html><html><body>{body}</body></html>".encode()).text


def test_blocks_are_lines_and_entities_characters():
    left_out = "<nav>首页</nav><script>x</script><style>y</style>"
    body = f"{left_out}<h1>一、目标</h1><p>&ldquo;三清&rdquo;　按时&nbsp;做<br>次行</p>尾"
    assert _text(body) == "一、目标\n“三清”　按时\xa0做\n次行\n尾\n"


def test_line_ends_of_the_source_vanish_between_chinese_and_stay_a_space_between_letters():
    assert _text("<p>清\n  沟 A\n B</p>") == "清沟 A B\n"


def test_tables_become_rows_with_empty_continued_cells():
    body = (
        "<table><tr><th>序号<th colspan=2>任务</tr><tr><td rowspan=2>1<td>清<br>沟<td>甲</tr>"
        "<tr><td>乙<td>丙</tr></table>"
        "<table><tr><td><p>只排</p><p>版</p></td></tr></table>"
    )
    assert _text(body) == "序号\t任务\t\n1\t清 沟\t甲\n\t乙\t丙\n只排\n版\n"


def test_tables_that_hold_a_table_lay_out_the_page():
    assert _text("<table><tr><td>栏目<td><table><tr><td>1<td>甲</table></table>") == "栏目\n1\t甲\n"


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "GB18030", "utf-8", "big5"])
def test_the_declared_charset_counts(charset):
    page = f'<html><head><meta charset="{charset}"><title> 方案 </title></head><body><p>一、目</p></body></html>'
    paper = open_paper(page.encode(charset), "x.doc")
    assert (paper.kind, paper.text, paper.title) == ("html", "一、目\n", "方案")


def test_a_wrong_declaration_does_no_harm():
    assert open_paper('<html><meta charset="gb2312"><p>一、清沟目标方案</p>'.encode()).text == "一、清沟目标方案\n"


@pytest.mark.parametrize("tag", ["<div>", "<table><tr><td>", "<b>"])
def test_endless_nesting_is_refused_not_cut_off(tag):
    with pytest.raises(Refused) as refusal:
        open_paper(b"<html>" + tag.encode() * (10_000_000 // len(tag)) + "末".encode())
    assert refusal.value.code == "too_deep"
