"""Columns of an office's own sheet: where the titles stand, and which field each is of."""

from shanzhi.core.columns import columns_of, head_of

FIELDS = {"number": ("灯杆编号", "number"), "kind": ("类别", "kind"), "@place": ("所在地区", "村")}


def test_the_titles_stand_where_most_of_them_are():
    rows = [["云岭县路灯登记表", ""], ["类别", "说明"], ["灯杆编号*", "类 别（必填）"], ["甲1", "市电"]]
    assert head_of(rows, ["灯杆编号", "类别"]) == 2
    assert head_of([["甲", "乙"]], ["灯杆编号"]) == -1
    assert head_of([], ["灯杆编号"]) == -1


def test_the_same_title_is_sure_and_the_nearest_is_a_proposal():
    found = columns_of(["村", "灯杆编号：", "灯具类别", "备注", ""], FIELDS)
    assert [(c.n, c.title, c.field, c.sure) for c in found] == [
        (0, "村", "@place", True), (1, "灯杆编号：", "number", True), (2, "灯具类别", "kind", False),
        (3, "备注", "", False),
    ]  # fmt: skip


def test_no_field_serves_twice_and_the_better_title_wins():
    found = columns_of(["村", "所在地区", "类别", "类别"], FIELDS)
    assert [c.field for c in found] == ["", "@place", "kind", ""]
