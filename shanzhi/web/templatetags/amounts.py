"""Amounts of accounts as templates print them."""

from decimal import Decimal

from django import template

from shanzhi.core.amount import DIGITS

register = template.Library()


@register.filter
def yuan(amount: int | None) -> str:
    """Fen as people write money: 1,234.50元."""
    return money(amount, "元")


@register.filter
def plain_money(amount: int, measure: str) -> str:
    """An amount as it stands in a form: 1234.50, without measure and marks; "" for none."""
    return f"{Decimal(amount).scaleb(-DIGITS.get(measure, 0)):f}" if amount else ""


@register.filter
def money(amount: int | None, measure: str) -> str:
    """An amount in the smallest unit of its measure as people write it: 1,234.50元."""
    if amount is None:
        return ""
    digits = DIGITS.get(measure, 0)
    whole, rest = divmod(abs(amount), 10**digits)
    fraction = f".{rest:0{digits}}" if digits else ""
    if measure != "元":
        fraction = fraction.rstrip("0").rstrip(".")
    return f"{'-' if amount < 0 else ''}{whole:,}{fraction}{measure}"
