"""Access of those who build and maintain the system: for days, for a reason, and noted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shanzhi.actions.journal import About, note
from shanzhi.actions.posts import PostIn, give_post
from shanzhi.core.access import Actor, require
from shanzhi.core.kinds import Refused
from shanzhi.models import Post
from shanzhi.models.walls import acting

LONGEST = timedelta(days=30)
VENDOR_ROLES = ("reader", "keeper")


@dataclass(frozen=True, slots=True)
class VendorIn:
    """Whom to let in. role: reader or keeper; company: who sent him; both days belong to it."""

    user_id: int
    company: str
    role: str
    place: str
    from_on: date
    to_on: date


def open_vendor_post(*, actor: Actor | None, vendor: VendorIn, reason: str, now: datetime) -> int:
    """Gives somebody of a vendor a post that ends after thirty days at most; gives its id, also when asked twice.

    No such post sees residents: their register opens to clerks and village committees alone.
    source: 网络数据安全管理条例 Art. 16 (who builds or maintains a state organ's system sees no data without its
    consent).
    raises: Refused("not_allowed"), Refused("not_found"), Refused("reason_missing"), Refused("bad_choice"),
    Refused("dates_reversed"), Refused("vendor_too_long").
    """
    if not reason.strip() or not vendor.company.strip():
        raise Refused("reason_missing", "请写明运维单位和理由，再保存。")
    if vendor.role not in VENDOR_ROLES:
        raise Refused("bad_choice", "请从列出的选项中选择。")
    if vendor.to_on - vendor.from_on >= LONGEST:
        raise Refused("vendor_too_long", "运维人员的岗位一次最多开30天，到期可以再开。请改结束日期。")
    with acting(actor):
        if actor:
            require(actor, "open_vendor_post", place_code=vendor.place)
        post = PostIn(vendor.user_id, vendor.role, vendor.place, None, vendor.from_on, vendor.to_on)
        held = Post.objects.filter(user=vendor.user_id).count()
        post_id = give_post(actor=actor, post=post, now=now)
        if Post.objects.filter(user=vendor.user_id).count() == held:
            return post_id  # asked twice
        data = {"company": vendor.company.strip(), "reason": reason.strip(), "to": str(vendor.to_on)}
        note(actor, "open_vendor_post", About("post", post_id, data=data), now)
    return post_id
