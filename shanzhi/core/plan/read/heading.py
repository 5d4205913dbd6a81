"""What stands before the first heading: the plan's title, who issues it, and at which level."""

import re
from typing import Final

from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import Level

_TITLE = re.compile(
    r"[^。]{2,60}?(?:方案|办法|细则|意见|通知|计划|规划|要点|分解表|责任书|责任状|制度|规定|预案|清单|标准)(?:[(（][^()（）]{1,12}[)）])?$"
)
_SIDE = re.compile(r"首页|浏览|上传|下载|发布|来源|投稿|文库|>|【|http|www|栏目")
_ISSUER = re.compile(
    r"(?:经|由)(?P<a>[^,，。;；]{2,24}?)(?:研究|同意|决定)|(?P<b>[\u4e00-\u9fff]{2,20}(?:人民政府|委员会|党委|领导小组|办公室|局|村委会|指挥部))(?=关于|印发|文件)"
)
_LEVELS: Final[tuple[tuple[Level, re.Pattern[str]], ...]] = (
    ("school", re.compile(r"全校|我校|校园|学校[^,，。]{0,6}(?:制定|研究)")),
    ("bureau", re.compile(r"我局|全局|局务会|局党组|我委|委党组|我办|我站|全系统")),
    ("village", re.compile(r"全村|我村|本村|村党支部|村两委|村“两委”(?:研究|制定)|村委会")),
    ("township", re.compile(r"全镇|我镇|镇党委|镇政府|我乡|全乡|乡党委|乡政府|街道党工委|我街道|本街道|全街道|镇办")),
    ("county", re.compile(r"全县|我县|县委|县政府|我区|全区|区委|区政府|各乡镇|各镇办|县直")),
    ("prefecture", re.compile(r"全市|我市|市委|市政府|各县(?:市|区|[(（])")),
    ("province", re.compile(r"全省|我省|省委|省政府|全区各市|自治区")),
    ("national", re.compile(r"全国|国务院|各省")),
)
_NEAR = 1200
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?P<end>村|镇|乡|街道|县|省)(?!级|域|庄|风|落|容|居|村|镇|乡)")
_OF_PLACE: Final[dict[str, Level]] = {
    "村": "village",
    "镇": "township",
    "乡": "township",
    "街道": "township",
    "县": "county",
    "省": "province",
}


def read_title(doc: Document) -> str:
    """Gives the plan's own title, "" where none is printed above the first heading."""
    candidates = [line.text.strip(" \t\u3000\xa0") for line in doc.blocks[0][:40]]
    found = [text for text in candidates if text and _TITLE.fullmatch(text) and not _SIDE.search(text)]
    return max(found, key=lambda t: ("印发" not in t, "方案" in t, len(t))) if found else ""


def read_issuer(doc: Document) -> str:
    """Gives who issues the plan as its preface or title names it, "" where it does not."""
    for line in doc.blocks[0]:
        if match := _ISSUER.search(line.text):
            return match["a"] or match["b"]
    return ""


def read_level(doc: Document) -> Level:
    """Gives the level a plan is issued at: the one its own words for itself (全镇, 我县) name most."""
    if place := _PLACE.match(read_title(doc)):
        return _OF_PLACE[place["end"]]
    opening = doc.text[:_NEAR]
    counts = {
        level: len(pattern.findall(opening)) * 3 + len(pattern.findall(doc.text[_NEAR:20_000]))
        for level, pattern in _LEVELS
    }
    best = max(counts, key=lambda level: counts[level])
    return best if counts[best] else ""
