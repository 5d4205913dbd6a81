"""Passwords: tried at the door, changed by their owner, replaced by a keeper's one-time word."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from shanzhi.actions.journal import About, note
from shanzhi.actions.sessions import mark
from shanzhi.actions.tries import Names, count_try, forgive
from shanzhi.core.access import DOOR, Actor, require
from shanzhi.core.kinds import Refused
from shanzhi.core.password import check_password_rules
from shanzhi.models import Device, Factor, Post, RecoveryCode, Session, User
from shanzhi.models.walls import acting
from shanzhi.queries import people

WORD_LASTS = timedelta(days=3)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


@dataclass(frozen=True, slots=True)
class AttemptIn:
    """A try to log in. address: where it comes from; known: the mark of a browser this account was logged in on."""

    username: str
    password: str
    address: str
    known: str = ""

    def names(self) -> Names:
        """Whose counters it goes to: a browser known to the account has its own, which no stranger can use up."""
        account = self.username.casefold()
        own: Names = {"known": f"{account}:{self.known}"} if self.known else {"account": account}
        return {**own, "address": self.address} if self.address else own


def try_password(*, attempt: AttemptIn, now: datetime) -> User | None:
    """The person whose name and password these are, None where they are wrong; both take the same time.

    raises: Refused("too_many_tries"), Refused("word_expired").
    """
    count_try(attempt.names(), now)
    user = people.by_username(attempt.username)
    if user is None:
        make_password(attempt.password)  # the same time for a name that is not there
        return None
    if not check_password(attempt.password, user.password):
        return None
    forgive(attempt.names())
    if user.word_until and user.word_until < now:
        raise Refused("word_expired", "一次性口令已经过期，请联系管理员重新发放。")
    return user


@dataclass(frozen=True, slots=True)
class ChangeIn:
    """A change of password. keep: the cookie of the log-in it is made from, which stays."""

    old: str
    new: str
    again: str
    keep: str


def change_password(*, actor: Actor, change: ChangeIn, now: datetime) -> User:
    """Changes the actor's own password; his other log-ins end.

    raises: Refused("password_wrong"), Refused("passwords_differ"), Refused("password_same"),
    Refused("password_common"), codes of core.password, Refused("too_many_tries").
    """
    names: Names = {"account": f"change:{actor.id}"}
    with acting(DOOR):
        user = User.objects.get(pk=actor.id)
    _check(change, user)
    count_try(names, now)
    if not check_password(change.old, user.password):
        raise Refused("password_wrong", "原密码不对，请再试一次。")
    forgive(names)
    with acting(DOOR):
        user.set_password(change.new)
        user.word_until = None
        user.save(update_fields=["password", "word_until"])
        Session.objects.filter(user=user).exclude(session_key=mark(change.keep)).delete()
        note(actor, "change_password", About("user", user.pk), now)
    return user


def _check(change: ChangeIn, user: User) -> None:
    if change.new != change.again:
        raise Refused("passwords_differ", "两次输入的新密码不一样，请重新输入。")
    if change.new == change.old:
        raise Refused("password_same", "新密码和原密码一样，请换一个。")
    check_password_rules(change.new, username=user.username, name=user.name)
    try:
        CommonPasswordValidator().validate(change.new)
    except ValidationError:
        raise Refused("password_common", "这个密码太常见，容易被猜中，请换一个。") from None


def reset_password(*, actor: Actor | None, username: str, factor_too: bool, now: datetime) -> str:
    """A one-time word instead of somebody's password, to be told once; all his log-ins and devices end.

    factor_too: his second factor goes as well, where the phone is lost. A keeper does it for people whose posts all lie
    in his own area.
    raises: Refused("not_found"), Refused("not_allowed").
    """
    word = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    with acting(None):  # posts outside the keeper's area count too
        user = User.objects.select_for_update().filter(username=username, is_active=True).first()
        places = Post.objects.filter(user=user).values_list("place__code", flat=True) if user else ()
        if user is None or (actor and not places):
            raise Refused("not_found", "没有找到这位用户，或他不在您的管辖范围内。")
        if actor:
            for code in places:
                require(actor, "keep_people", place_code=code)
        user.set_password(word)
        user.word_until = now + WORD_LASTS
        user.save(update_fields=["password", "word_until"])
        Session.objects.filter(user=user).delete()
        Device.objects.filter(user=user, ended_at=None).update(ended_at=now)
        if factor_too:
            Factor.objects.filter(user=user).delete()
            RecoveryCode.objects.filter(user=user).delete()
        note(actor, "reset_password", About("user", user.pk, data={"factor": factor_too}), now)
    return word
