"""What people call places and units, found in the area of a programme."""

from dataclasses import dataclass

from django.db.models import Q

from shanzhi.core.access import subtree
from shanzhi.core.filling import Found
from shanzhi.core.kinds import Words
from shanzhi.core.pack.forms import Field
from shanzhi.models import Place, Unit


@dataclass(frozen=True, slots=True)
class Naming:
    """Finds what words name in the area of a place. area: its code."""

    area: str

    def find(self, field: Field, words: str) -> Found:
        """A place by code or name, a unit by id, name or alias; costs 1 query."""
        if field.type == "place":
            rows = Place.objects.filter(Q(code=words) | Q(name=words), code__range=subtree(self.area), ended_on=None)
            return _one(list(rows.values_list("code", flat=True)[:2]), field, words)
        if field.type == "org":
            named = Q(name=words) | Q(aliases__contains=[words])
            by_id = Q(pk=int(words)) if words.isascii() and words.isdecimal() and len(words) < 18 else named  # noqa: PLR2004 - 64 bit
            rows_ = Unit.objects.filter(by_id, place__code__range=subtree(self.area))
            return _one(list(rows_.values_list("pk", flat=True)[:2]), field, words)
        return Found(fault=Words("“{field}”现在还不能在这里选择。", {"field": field.title or field.id}))


def _one(found: list[str] | list[int], field: Field, words: str) -> Found:
    if len(found) == 1:
        return Found(found[0])
    named = {"field": field.title or field.id, "words": words}
    if found:
        return Found(fault=Words("“{field}”：有几个“{words}”，请写全称。", named))
    return Found(fault=Words("“{field}”：没有找到“{words}”，请核对名称。", named))
