"""Time limits of cases as templates print them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shanzhi.queries.case_page import ClockRow

register = template.Library()

STANDINGS = {
    "running": ("normal", "○", _("计时中")),
    "paused": ("paused", "∥", _("暂停计时")),
    "late": ("late", "■", _("已超期")),
    "stopped": ("done", "✓", _("按时办结")),
    "stopped_late": ("late", "■", _("超期办结")),
}


@register.filter
def standing(key: str) -> SafeString:
    """How a time limit stands, with its shape and its word."""
    look, mark, name = STANDINGS[key]
    return format_html('<span class="light {}"><span aria-hidden="true">{}</span>{}</span>', look, mark, name)


@register.filter
def time_left(clock: ClockRow) -> str:
    """What is left of a time limit, or how far it is past."""
    n = clock.left
    if n is None:
        return ""
    if clock.days:
        if n == 0:
            return gettext("今天到期") if clock.standing != "late" else gettext("今天超期")
        unit = gettext("个工作日") if clock.working else gettext("天")
    else:
        unit = gettext("个工作小时") if clock.working else gettext("小时")
    return (gettext("还剩{n}{unit}") if n > 0 else gettext("已超{n}{unit}")).format(n=abs(n), unit=unit)
