"""Readings over the wire: what a meter's system sends with the key of its source."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBearer

from shanzhi import door
from shanzhi.actions.readings import take_readings
from shanzhi.api.shapes import RefusalOut
from shanzhi.core.feed import Answer, Said
from shanzhi.core.kinds import Refused
from shanzhi.queries.feeds import Knock, why_of

router = Router()


class FeedKey(HttpBearer):
    """The key a source was given when it was opened."""

    def authenticate(self, request: HttpRequest, token: str) -> Knock | None:  # noqa: ARG002 - ninja's own
        """The source it is of."""
        return door.source_of(token)


class ReadingIn(Schema):
    """What one meter says. key: what the meter is called in the register; at: ISO 8601, China's time without a zone,
    or seconds since 1970; values: quantity -> number.
    """

    key: str | int
    at: str | int | float
    values: dict[str, Any]


class AnswerOut(Schema):
    """What became of an item. n: its place in the list, from 1; state: accepted, duplicate or refused.

    code: why it was refused, for programs; text: for people. A refused item was not kept at all.
    """

    n: int
    state: str
    code: str = ""
    text: str = ""


class DeliveryOut(Schema):
    """What became of a delivery, item by item."""

    accepted: int
    duplicate: int
    refused: int
    items: list[AnswerOut]


@router.post(
    "/feeds/{source_id}/readings",
    auth=FeedKey(),
    response={200: DeliveryOut, **dict.fromkeys((401, 404, 422, 429), RefusalOut)},
    operation_id="take_readings",
)
def readings(request: HttpRequest, source_id: int, said: list[ReadingIn]) -> DeliveryOut:
    """Takes readings of meters, at most 10,000 at a time.

    The same reading sent twice is a duplicate and changes nothing; another value at the same moment is refused, and
    the first one stands.
    """
    knock: Knock = request.auth  # type: ignore[attr-defined]  # set by FeedKey
    if knock.id != source_id:
        raise Refused("not_found", "没有找到这个数据来源，可能已经停用。")
    items = [Said(n, str(one.key), one.at, one.values) for n, one in enumerate(said, 1)]
    done = take_readings(source_id=source_id, said=items, now=door.now())
    counts = {state: done.count(state) for state in ("accepted", "duplicate", "refused")}
    return DeliveryOut(**counts, items=[_out(a) for a in done.answers])


def _out(answer: Answer) -> AnswerOut:
    text = door.words_text(why_of(answer.code)) if answer.code else ""
    return AnswerOut(n=answer.n, state=answer.state, code=answer.code, text=text)
