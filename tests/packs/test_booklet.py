"""The booklet and the differences, in words."""

from shanzhi.packs.booklet import booklet
from shanzhi.packs.difference import difference
from shanzhi.packs.reading import LIBRARY, examine, library_names

TEXT = (LIBRARY / "village_hygiene.yaml").read_text("utf-8")


def of(text):
    gave = examine(text)
    return gave.pack, gave.used


def test_the_booklet_names_every_item_of_every_pack_of_the_library():
    for name in library_names():
        pack, used = of((LIBRARY / f"{name}.yaml").read_text("utf-8"))
        text = booklet(pack, used)
        assert [i.id for _, i in pack.items() if f"### {i.title}" not in text] == []


def test_lines_of_the_booklet():
    lines = booklet(*of(TEXT)).split("\n")
    for line in (
        "# 村庄环境卫生考核",
        "第 1 版 · 乡镇级实施 · 对象：村",
        "- 每村每月考核补助多少元",
        "- **三(三)** 每月按复查得分排名，每季度汇总一次。",
        "- 宣传发动结束前，宣传发动",
        "- 村民委员会：每月，15日前（遇休息日顺延）",
        "- **核实办结**：待核实 → 已办结，由考核组成员、反映人办（不得与“报告办好”同一人）",
        "- 镇级复查：考核组成员，本人所在的除外，16日至19日，样本：村民小组，随机抽取 2 个",
        "- 公路两侧有散落垃圾无人捡拾：20 分，每处 -2 分，每处扣 10元，2个工作日内整改，四(一)",
        "- 记账：乡镇考核资金，村级表扬奖励，待定（每次奖励多少元，建议 500元）",
    ):
        assert line in lines


def test_the_same_pack_has_no_difference_whatever_its_comments():
    assert difference(of(TEXT)[0], of("# 另一行\n" + TEXT)[0]) == []


def test_differences_are_told_in_words():
    changed = (
        TEXT.replace("weight: 15", "weight: 14")
        .replace("路边垃圾: 2 work days", "路边垃圾: 1 work day")
        .replace(
            "refuse: {title: 不予受理, from: reported, to: refused, who: [desk]",
            "refuse: {title: 不予受理, from: reported, to: refused, who: [desk, inspector]",
        )
        .replace("  cadre_pay:", "  cadre_wage:")
    )
    (old, used), (new, _) = of(TEXT), of(changed)
    assert difference(old, new, used) == [
        "表格“各类问题的整改时限”：“路边垃圾”的值 由“2个工作日”改为“1个工作日”",
        "流程“群众反映的环境卫生问题”：动作“不予受理”的办理人 由“工作专班办公室”改为“工作专班办公室、考核组成员”",
        "标准“行政村环境卫生考核标准”：项目“农户卫生”项目“沿线农户杂物乱堆、院落不整”的分值 由“15”改为“14”",
        "删去账“村干部绩效报酬（按村合计）”",
        "新增账“村干部绩效报酬（按村合计）”",
    ]


def test_what_is_open_is_listed_also_how_often():
    pack, used = of((LIBRARY / "village_cleaning_team.yaml").read_text("utf-8"))
    open_ = booklet(pack, used).split("## 待本地确定\n\n", 1)[1].split("\n\n", 1)[0].split("\n")
    assert "- 多久到组一次，建议 week" in open_
    assert "- 村民会议商定每人每年多少元，建议 12元" in open_
