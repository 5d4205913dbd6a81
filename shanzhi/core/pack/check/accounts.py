"""Accounts: owners that may have them, measures that fit."""

from collections.abc import Iterator
from typing import Final

from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.check.ground import Finding, Ground, below, found
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.rules import PostDeed

_POINTS: Final = frozenset({"分", "积分", "points"})


def check_accounts(ground: Ground) -> Iterator[Finding]:
    """Faults of every account and every booking."""
    for account in ground.pack.accounts:
        if account.owner is None:
            yield found("no_owner", account)
        if not account.measure:
            yield found("no_measure", account)
        yield from _staff(account, ground)
        yield from _dues(account, ground)
    for deed in (p for r in ground.pack.rules for p in below(r) if isinstance(p, PostDeed)):
        yield from _booking(deed, ground)


def _staff(account: Account, ground: Ground) -> Iterator[Finding]:
    """Points of residents and assessment of staff never meet."""
    if account.measure not in _POINTS and "积分" not in account.title:
        return
    for name in account.owner.ids if account.owner else ():
        post = ground.item(name, Post)
        if post and post.staff and post.held_by in ("person", "org"):
            yield found("staff_points", account, "owner", said=post.title or post.id)


def _dues(account: Account, ground: Ground) -> Iterator[Finding]:
    """What is owed and what it is paid to have one measure, and are two accounts."""
    other = ground.item(account.dues.pay, Account) if account.dues else None
    if other is None:
        return
    if other.id == account.id:
        yield found("same_account", account, "dues", said=account.id)
    if other.measure != account.measure:
        one = account.title or account.id
        args = {"from_": one, "one": account.measure, "to": other.title or other.id, "other": other.measure}
        yield Finding("measures_differ", account, "dues", args=args)


def _booking(deed: PostDeed, ground: Ground) -> Iterator[Finding]:
    one, other = ground.item(deed.from_, Account), ground.item(deed.to, Account)
    if one and other and one.measure != other.measure:
        args = {"from_": one.title or one.id, "one": one.measure, "to": other.title or other.id, "other": other.measure}
        yield Finding("measures_differ", deed, args=args)
    if deed.from_ == deed.to and not (deed.payer or deed.payee):
        yield found("same_account", deed, said=deed.from_)
