"""The day of issue, where a plan prints one."""

from datetime import date

import pytest

from shanzhi.core.plan.read.issue import read_issue


@pytest.mark.parametrize(
    ("text", "day", "line", "quote"),
    [
        ("某镇方案\n一、总则\n某镇人民政府\n2026年3月5日\n", date(2026, 3, 5), 4, "2026年3月5日"),
        ("某镇方案\n二〇二六年三月五日", date(2026, 3, 5), 2, "二〇二六年三月五日"),
        ("某镇方案\n(2026年3月5日)\n一、总则", date(2026, 3, 5), 2, "(2026年3月5日)"),
        ("某镇方案\n2026年3月1日\n某镇\n2026年3月5日", date(2026, 3, 5), 4, "2026年3月5日"),
        ("某镇方案\n2026年3月5日\n某镇办公室  2026年3月6日印发", date(2026, 3, 6), 3, "某镇办公室  2026年3月6日印发"),
        ("发布日期:2026年3月6日\n某镇方案\n2026年3月5日", date(2026, 3, 6), 1, "发布日期:2026年3月6日"),
        ("某镇方案\n20xx年3月5日", None, 2, "20xx年3月5日"),
    ],
)
def test_the_day_of_issue_is_read_where_it_is_printed(text, day, line, quote):
    issue = read_issue(text)
    assert issue is not None
    assert (issue.words.on(), issue.line, issue.quote) == (day, line, quote)


@pytest.mark.parametrize(
    "text", ["", "某镇方案\n2026年3月5日前完成清淤。", "某镇方案\n2026年3月", "根据2026年3月5日会议精神"]
)
def test_a_day_in_a_sentence_is_no_day_of_issue(text):
    assert read_issue(text) is None
