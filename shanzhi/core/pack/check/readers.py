"""Who may see: the one a case is about does not read who reported it."""

from collections.abc import Iterator

from shanzhi.core.pack.check.ground import Finding, Ground, found
from shanzhi.core.pack.faults import nearest
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import See
from shanzhi.core.pack.posts import Post

_TELLING = ("reporter", "party")


def check_readers(ground: Ground) -> Iterator[Finding]:
    """Faults of the lists of readers of every flow."""
    for flow in ground.pack.flows:
        for see in flow.see:
            yield from _accused(see, flow, ground)
            yield from _fields(see, flow)


def _accused(see: See, flow: Flow, ground: Ground) -> Iterator[Finding]:
    """The subject of a case, or the post it is about, reading without limits or reading who reported."""
    about = set(flow.about.ids) if flow.about else set()
    accused = {"subject"} | {n for n in about if ground.item(n, Post)}
    whole = not see.fields or any(f in _TELLING for f in see.fields)
    for name in see.who.ids:
        if name in accused and whole:
            post = ground.item(name, Post)
            yield found("reader_accused", see, "who", said=post.title if post else "当事对象")


def _fields(see: See, flow: Flow) -> Iterator[Finding]:
    ids = [f.id for f in (*flow.fields, *(f for a in flow.actions for f in a.fields))]
    for name in see.fields:
        if name not in (*ids, "state", "place", *_TELLING, "assignee", "due", "result", "opened", "closed"):
            yield found("unknown_field", see, "fields", said=name, of=flow.title or flow.id, near=nearest(name, ids))
