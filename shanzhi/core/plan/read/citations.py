"""Documents cited: 《…》 with its number, and numbers that stand alone (县发〔2026〕9号文件)."""

import re
from collections.abc import Iterator

from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import Citation
from shanzhi.core.plan.text import Stretch

_NUMBER = r"[\u4e00-\u9fff]{1,12}[\[〔【(（](?:20|19)?[\dxX×*]{2,4}[\]〕】)）]\s?(?:第)?[\dxX×*]{1,4}\s?号"
_TITLE = re.compile(rf"《(?P<title>(?:[^《》]|《[^《》]*》){{2,120}})》(?:\s?[(（](?P<number>{_NUMBER})[)）])?")
_ALONE = re.compile(rf"(?<![(（\u4e00-\u9fff])(?:根据|按照|依据|贯彻|落实)?(?P<number>{_NUMBER})(?P<file>文件|文)?")
_LAW = re.compile(
    r"(?:按照|根据|依据|依照|违反|执行|遵守)(?:国家)?"
    r"(?P<law>[\u4e00-\u9fff]{1,18}?(?<![方办做依合违执司立非普])(?:法|条例))(?=[和、,，。;；的及与等]|有关|相关|规定)"
)
_LEAD = re.compile(r"^(?:现?根据|按照|依据|贯彻|落实|结合|转发|印发|和|与|及|以及|的)+")
_MADE_HERE = re.compile(
    r"(?:制定|编制|编订|编印|编写|出台|印制|签订|填写|填报|填好|发放|张贴|建立|完善|修订|起草|发出|下发|下达|签发|报送|上报|提交|颁发|出具|拟定|形成|印发|办理|领取|送达)"
    r"(?:了|好|并公布|相应的?|统一的?|本村)?$"
)


def read_citations(doc: Document) -> tuple[Citation, ...]:
    """Gives the documents a plan cites, each once; documents that it orders to be written are left out."""
    seen: set[str] = set()
    found: list[Citation] = []
    for n, block in enumerate(doc.blocks):
        for stretch in block:
            for citation in _of_stretch(doc, n, stretch):
                if citation.title not in seen:
                    seen.add(citation.title)
                    found.append(citation)
    return tuple(found)


def _of_stretch(doc: Document, n: int, stretch: Stretch) -> Iterator[Citation]:
    covered = 0
    text = stretch.text
    for match in _TITLE.finditer(text):
        covered = match.end()
        sent_out = text.startswith("印发", match.end()) or ".doc" in match["title"]
        if not sent_out and not _MADE_HERE.search(text, max(match.start() - 12, 0), match.start()):
            span = stretch.span(match.start(), match.end())
            yield Citation(doc.path(n), match["title"], match["number"] or "", span)
    if (covered == 0 and n == 0) or "号文" in text:
        yield from _numbers_alone(doc, n, stretch)
    for match in _LAW.finditer(text):
        yield Citation(doc.path(n), match["law"], "", stretch.span(match.start("law"), match.end("law")))


def _numbers_alone(doc: Document, n: int, stretch: Stretch) -> Iterator[Citation]:
    for match in _ALONE.finditer(stretch.text):
        number = _LEAD.sub("", match["number"])
        if match["file"]:
            title = number + match["file"]
            at = stretch.text.find(title, match.start())
            yield Citation(doc.path(n), title, number, stretch.span(at, at + len(title)))
