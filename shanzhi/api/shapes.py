"""What answers of all operations have in common."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusalOut:
    """Why nothing was done. code: for programs; text: for people, in the reader's language."""

    code: str
    text: str


NO = dict.fromkeys((401, 403, 422, 429), RefusalOut)
