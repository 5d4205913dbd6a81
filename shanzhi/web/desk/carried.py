"""Files that travel in a page between its steps, signed for the post they were chosen from: the server keeps none."""

import base64
from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.http import HttpRequest

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.papers.refusals import refused

KEPT_SECONDS: Final = 86_400
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Carrier:
    """How files of one kind of page travel. salt: keeps kinds apart; most: bytes a file may have."""

    salt: str
    most: int

    @property
    def most_mb(self) -> int:
        return self.most // _MEGABYTE

    def packed(self, actor: Actor, what: str, data: bytes) -> str:
        """A file as the page carries it. what: the list it is for."""
        return signing.dumps([actor.post_id, what, base64.b64encode(data).decode()], salt=self.salt)

    def handed_in(self, request: HttpRequest, actor: Actor, what: str) -> bytes:
        """The file chosen, or the one the page carried.

        raises: Refused("nothing_handed_in"), Refused("too_large"), Refused("bad_choice").
        """
        file = request.FILES.get("file")
        if file:
            if (file.size or 0) > self.most:
                raise refused("too_large", size=(file.size or 0) // _MEGABYTE, limit=self.most_mb)
            return bytes(file.read())
        carried = request.POST.get("carried", "")
        if not carried:
            raise Refused("nothing_handed_in", "还没有选择文件，请选择一个 .xlsx 文件。")
        try:
            owner, kind, packed = signing.loads(carried, salt=self.salt, max_age=KEPT_SECONDS)
        except signing.BadSignature:
            owner = kind = packed = None
        if (owner, kind) != (actor.post_id, what):
            raise Refused("bad_choice", "这一页放得太久，或不是您打开的。请重新选择文件。")
        return base64.b64decode(packed)
