"""Registers and seats: quotas that can be met, fields that exist, nothing personal in public."""

from collections.abc import Iterator
from decimal import Decimal

from shanzhi.core.pack.check.ground import Finding, Ground, found
from shanzhi.core.pack.expression import Attribute, Binary, Constant, Name, Node
from shanzhi.core.pack.faults import nearest
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.registers import Quota, Register
from shanzhi.core.pack.values import number


def check_registers(ground: Ground) -> Iterator[Finding]:
    """Faults of every register and of every post's seats."""
    for register in ground.pack.registers:
        if not register.fields:
            yield found("no_fields", register)
        yield from _fields(register)
        for quota in register.quota:
            yield from _quota(quota, register, ground)
    for post in ground.pack.posts:
        if not (post.at.names or post.at.formula or post.at.open):
            yield Finding("missing_key", post, args={"key": "at"})
        seats = number(post.count.value) if post.count else None
        if seats is not None and (seats < 0 or seats != int(seats) or (seats == 0 and post.count)):
            yield found("quota_impossible", post, "count", why=f"数量为 {seats}")


def _fields(register: Register) -> Iterator[Finding]:
    ids = [f.id for f in register.fields]
    title = register.title or register.id
    for key, named in (("unique", register.unique), ("public", register.public)):
        for name in named:
            if name not in (*ids, "state", "place"):
                yield found("unknown_field", register, key, said=name, of=title, near=nearest(name, ids))
    for name in register.public:
        field = register.field(name)
        if field and (field.private or field.type in ("person", "signature")):
            yield found("public_private", register, "public", said=field.title or field.id)
    for see in register.see:
        for name in see.fields:
            if name not in (*ids, "state", "place"):
                yield found("unknown_field", see, "fields", said=name, of=title, near=nearest(name, ids))


def _quota(quota: Quota, register: Register, ground: Ground) -> Iterator[Finding]:
    least, most, exactly = (number(v) for v in (quota.at_least, quota.at_most, quota.exactly))
    said = [n for n in (least, most, exactly) if n is not None]
    why = ""
    if quota.at_least is None and quota.at_most is None and quota.exactly is None:
        why = "没有写数量"
    elif any(n < 0 or n != int(n) for n in said):
        why = "数量须为不小于零的整数"
    elif least is not None and most is not None and least > most:
        why = f"至少 {least}，至多 {most}"
    elif exactly is not None and not (least or 0) <= exactly <= (exactly if most is None else most):
        why = f"恰好 {exactly}，与上下限矛盾"
    if why:
        yield found("quota_impossible", quota, why=why)
    elif any(n > 0 for n in (least or Decimal(0), exactly or Decimal(0))) and quota.where and quota.where.tree:
        yield from _never(quota, quota.where.tree, register, ground)


def _never(quota: Quota, tree: Node, register: Register, ground: Ground) -> Iterator[Finding]:
    """Conditions no row can fulfil: a choice, or a state, that does not exist."""
    if isinstance(tree, Binary) and tree.sign == "&&":
        yield from _never(quota, tree.left, register, ground)
        yield from _never(quota, tree.right, register, ground)
    if not (isinstance(tree, Binary) and tree.sign == "==" and isinstance(tree.left, Attribute)):
        return
    if tree.left.of != Name("it") or not isinstance(tree.right, Constant) or not isinstance(tree.right.value, str):
        return
    known = _possible(tree.left.name, register, ground)
    if known and tree.right.value not in known:
        yield found("quota_impossible", quota, "where", why=f"没有“{tree.right.value}”这一项")


def _possible(name: str, register: Register, ground: Ground) -> tuple[str, ...]:
    """All a field can be, () where that is not limited."""
    if name == "state":
        life = ground.item(register.life, Flow)
        return tuple(s.id for s in life.states) if life else ("active", "retired")
    field = register.field(name)
    return ground.options(field) if field and field.type == "choice" else ()
