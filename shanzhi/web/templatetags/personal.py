"""Words of the pages on personal data: kinds of consent, of requests, of grounds, and a row of the inventory."""

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shanzhi.core.kinds import Words
from shanzhi.core.privacy import Declaration
from shanzhi.core.publication import STATUTORY
from shanzhi.core.rights import REASONS
from shanzhi.web.templatetags.words import say, word

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

register = template.Library()

PERSONAL_WORDS: dict[str, "StrPromise"] = {
    "keep": _("保存电话和身份证号"),
    "publish": _("公开姓名"),
    "supply": _("向他人提供"),
    "paper": _("纸面"),
    "screen": _("当面在屏幕上"),
    "moved": _("因迁出或注销"),
    "see": _("查阅"),
    "copy": _("复制"),
    "correct": _("更正、补充"),
    "delete": _("删除"),
    "explain": _("解释说明"),
    "in_person": _("本人到场"),
    "telephone": _("电话"),
    "open": _("待答复"),
    "done": _("已办理"),
    "refused": _("不予办理"),
    "consent": _("本人同意"),
    "contract": _("订立或履行合同"),
    "duty": _("履行法定职责"),
    "emergency": _("应对突发事件"),
    "news": _("新闻报道"),
    "disclosed": _("处理已公开的信息"),
    "law": _("法律、行政法规规定"),
    "personal": _("一般"),
    "sensitive": _("敏感"),
    "phone": _("电话"),
    "id_number": _("身份证号"),
    "name": _("留姓和末字"),
    "address": _("留到村"),
    "bank_card": _("留末四位"),
    "year": _("留年代"),
    "all": _("全部隐去"),
    "none": _("不遮盖"),
    "hidden": _("隐名"),
}
MASK_WORDS: dict[str, "StrPromise"] = {"phone": _("留前三后四位"), "id_number": _("留前三后二位")}


@register.filter
def personal(key: str) -> str:
    """The word for a kind, a form, a ground, a state of a request."""
    return str(PERSONAL_WORDS.get(key) or key)


@register.filter
def mask_word(key: str) -> str:
    """How a mask shows a value."""
    return str(MASK_WORDS.get(key) or PERSONAL_WORDS.get(key) or key)


@register.filter
def reason(key: str) -> str:
    """The sentence of a ground of refusal or of publication."""
    by_kind: dict[str, Words] = {k: words for grounds in REASONS.values() for k, words in grounds.items()}
    words = by_kind.get(key) or STATUTORY.get(key)
    return say(words) if words else ""


@register.filter
def roles(declaration: Declaration) -> str:
    """Who sees a field in clear."""
    return now_("、").join(word(role) for role in declaration.seen_by) or now_("无人")


def inventory_row(declaration: Declaration) -> tuple[str, ...]:
    """A field as a row of the inventory."""
    d = declaration
    return (
        d.table,
        d.field,
        say(d.label),
        personal(d.kind),
        say(d.purpose),
        personal(d.ground),
        say(d.law),
        say(d.keep.words),
        roles(d),
        mask_word(d.mask),
        now_("是") if d.sealed else now_("否"),
    )
