"""Figures of indicators and rates as templates print them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shanzhi.core.period import named
from shanzhi.web.templatetags.words import day, figure, month

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

register = template.Library()

_ROLLUPS: dict[str, "StrPromise"] = {
    "sum": _("加总"),
    "ratio": _("总数相除"),
    "mean": _("平均"),
    "latest": _("最近一次"),
    "share": _("达标地区占比"),
}
_STANDINGS: dict[str, "StrPromise"] = {
    "reached": _("达到"),
    "short": _("未达到"),
    "ahead": _("未到时间"),
    "unknown": _("无法计算"),
    "free": _("没有目标"),
}


@register.filter
def rounded(value: Decimal | None) -> str:
    """A figure to two places."""
    return "" if value is None else figure(value.quantize(Decimal("0.01")))


@register.filter
def hundredths(value: int | None) -> str:
    """Parts of ten thousand as a percentage; "" for None."""
    return "" if value is None else f"{figure(Decimal(value) / 100)}%"


@register.filter
def nth(rows: Sequence[date], n: int) -> date:
    """The element at a place of a list."""
    return rows[n]


@register.filter
def standing_word(key: str) -> str:
    """How a figure stands to its target."""
    return str(_STANDINGS.get(key) or key)


@register.filter
def rollup_word(key: str) -> str:
    """How figures of places are put together."""
    return str(_ROLLUPS.get(key) or key)


@register.filter
def period_word(name: str) -> str:
    """A period as people say it: 2026年第4季度, 2026年下半年, 2026年第7周, 2026年9月; other names as they are."""
    found = named(name)
    if found is None:
        return name
    year, first = found.first.year, found.first
    if found.per == "quarter":
        return gettext("{year}年第{n}季度").format(year=year, n=(first.month + 2) // 3)
    if found.per == "half_year":
        half = gettext("{year}年上半年") if first.month == 1 else gettext("{year}年下半年")
        return half.format(year=year)
    if found.per == "week":
        return gettext("{year}年第{n}周").format(year=name[:4], n=int(name[-2:]))
    if found.per == "year":
        return gettext("{year}年").format(year=year)
    return month(first) if found.per == "month" else day(first) if found.per == "day" else name
