from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.packs.edit import set_value, value_at
from shanzhi.packs.tree import DEEPEST, LIMIT_KB, read_tree


def codes(text):
    return [(f.code, f.line) for f in read_tree(text)[1]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\nb: *x\n", [("anchor", 1)]),
        ("a: [1]\nb: *x\n", [("anchor", 2)]),
        ("a: !!python/object 1\n", [("tag", 1)]),
        ("a: 1\nb: 2\na: 3\n", [("duplicate_key", 3)]),
        ("a: 1\n2: 3\ntrue: 4\nno: 5\n", [("key_not_text", 2), ("key_not_text", 3)]),
        ("a: 1\n---\nb: 2\n", [("several_documents", 2)]),
        ("%YAML 1.1\n---\na: 1\n", [("yaml_version", 2)]),
        ("a: [1, 2\nb: 3\n", [("broken_yaml", 2)]),
        ("", [("empty", 0)]),
        ("# nothing\n", [("empty", 0)]),
        ("a: \x01\n", [("broken_yaml", 0)]),
        ("[" * (DEEPEST + 5), [("too_deep", 1)]),
        ("a: " + "x" * LIMIT_KB * 1024, [("too_large", 0)]),
        ("a: [" + "1," * 20_001 + "]", [("too_many", 1)]),
    ],
)
def test_what_is_refused_and_where(text, said):
    assert codes(text) == said


def test_a_bomb_is_refused_at_its_first_anchor():
    lines = (f"{c}: &{c} [{', '.join([f'*{p}'] * 9)}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True))
    assert codes("a: &a [x, x]\n" + "".join(lines)) == [("anchor", 1)]


def test_plain_words_follow_the_core_schema():
    tree, _ = read_tree("[no, on, yes, 1.10, 0x1F, 1_000, 012, 07:00, null, true, .inf, -3, 1e3, '1']")
    texts = ["no", "on", "yes", Decimal("1.10"), "0x1F", "1_000", "012", "07:00"]
    assert [leaf.value for leaf in tree.items] == [*texts, None, True, ".inf", Decimal(-3), Decimal("1e3"), "1"]


TEXT = """# 头
pack: x   # 名
phases:
  - {id: keep, to: "12-31"}   # 尾
fee: {ask: 多少元,   default: 6 元}
list: [1,  2]
"""


def test_one_value_changes_and_nothing_else():
    assert set_value(TEXT, "phases.keep.to", "11-30") == TEXT.replace('"12-31"', "11-30")
    assert set_value(TEXT, "fee.default", "8 元") == TEXT.replace("6 元", "8 元")
    assert set_value(TEXT, "list.1", Decimal("2.50")) == TEXT.replace("1,  2]", "1,  2.50]")
    assert set_value(TEXT, "pack", "true") == TEXT.replace("pack: x", 'pack: "true"')


@given(st.text(max_size=30))
def test_any_text_set_is_read_back(said):
    assert value_at(set_value(TEXT, "fee.default", said), "fee.default") == said


@given(st.sampled_from(["phases.0.id", "fee.ask", "list.0"]), st.one_of(st.booleans(), st.integers(0, 10**9)))
def test_any_number_set_is_read_back_and_the_rest_stands(path, said):
    text = set_value(TEXT, path, said)
    assert value_at(text, path) == said
    assert set_value(text, path, value_at(TEXT, path)) == TEXT


@pytest.mark.parametrize("path", ["phases", "nothing", "phases.7.id", "fee.ask.more"])
def test_what_is_no_single_value_is_refused(path):
    with pytest.raises(Exception, match="没有可以修改的单个数值或文字") as error:
        set_value(TEXT, path, "1")
    assert error.value.code == "no_such_path"
