"""Expressions for every place of a level at once: what they ask of the database is asked once, for all of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from shanzhi.core.access import subtree
from shanzhi.core.meant import Meant
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.data import Datum, Named, Unknown
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.registers import Register
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Place
from shanzhi.queries.around import Around
from shanzhi.queries.balances import figures_of, measured
from shanzhi.queries.counted import Rows, rows_of
from shanzhi.queries.duty_counts import condition_of, duty_times
from shanzhi.queries.heaps import Heap, given_by, heaps_of
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running

_ROWS: Final = ("count", "sum", "mean", "share", "latest")
_BOOKS: Final = ("balance", "credit", "spent")
_COUNTABLE: Final = (Register, Flow, Post, Duty, Account)
_Key = tuple[object, ...]
_Heaps = tuple[Rows, Mapping[str, Heap]]
_NONE: Final = Heap()


@dataclass(slots=True)
class Everywhere:
    """What is the same for all places. digits: of the codes of their level; found: answers by question, then place."""

    running: Running
    digits: int
    today: date
    period: str
    known: Known = field(init=False)
    rows: dict[_Key, _Heaps | Unknown] = field(default_factory=dict)
    times: dict[_Key, Mapping[str, Counter[str]]] = field(default_factory=dict)
    books: dict[_Key, Mapping[int, Datum] | Unknown] = field(default_factory=dict)

    codes: Mapping[int, str] = field(default_factory=dict)
    items: dict[str, Item | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = Known(self.running, whole=True)

    def here(self, place: PlaceRef) -> "Here":
        """The surroundings of one of the places."""
        return Here(self, place, Around(self.running, Meant("", place), self.known, self.today, self.period))

    def find(self, id_: str) -> Item | None:
        """An item of the pack, looked for once.

        cost: 0 queries.
        """
        if id_ not in self.items:
            self.items[id_] = self.running.find(id_, Item)
        return self.items[id_]

    def heap(self, function: str, item: Item, name: str, named: Mapping[str, Datum], code: str) -> Datum:
        """What a function gives over the rows at a place and below it.

        cost: 1 query for each question, whatever the places, and 1 for their codes.
        """
        key = (function, item.id, name, frozenset(named.items()))
        if key not in self.rows:
            self.rows[key] = self._heaps(function, item, name, named)
        found = self.rows[key]
        if isinstance(found, Unknown):
            return found
        asked, heaps = found
        return given_by(function, asked, name, heaps.get(code[: self.digits], _NONE))

    def _heaps(self, function: str, item: Item, name: str, named: Mapping[str, Datum]) -> _Heaps | Unknown:
        asked = rows_of(self.running, item, self.running.place.code, named)
        whole = asked
        if function == "share":
            some = {k: v for k, v in named.items() if k in ("opened", "added")}
            whole = rows_of(self.running, item, self.running.place.code, some)
        if isinstance(asked, Unknown):
            return asked
        if isinstance(whole, Unknown):
            return whole
        heaps = heaps_of(function, whole, name, asked, self._codes())
        return heaps if isinstance(heaps, Unknown) else (asked, heaps)

    def _codes(self) -> Mapping[int, str]:
        """As many digits as the level has, of the codes of all places of the programme, by id; asked once."""
        if not self.codes:
            below = Place.objects.filter(code__range=subtree(self.running.place.code))
            self.codes = {pk: code[: self.digits] for pk, code in below.values_list("pk", "code")}
        return self.codes

    def counted(self, item: Duty, named: Mapping[str, Datum], code: str) -> Datum:
        """How many times of a duty there are at a place and below it.

        cost: 3 queries for each duty and period; 1 more where it comes round for rows, 2 more for some of them alone.
        """
        asked = condition_of(named)
        if isinstance(asked, Unknown):
            return asked
        key = (item.id, asked.due)
        if key not in self.times:
            self.times[key] = _folded(duty_times(self.running, item, asked.due, self.today), self.digits)
        return Decimal(asked.of(self.times[key].get(code[: self.digits], {})))

    def booked(self, function: str, account: Account, period: str, place: PlaceRef) -> Datum:
        """What an account of a place holds, or what came in or went out.

        cost: 1 query for each question.
        """
        key = (function, account.id, period)
        if key not in self.books:
            self.books[key] = figures_of(self.running, function, account, period)
        found = self.books[key]
        return found if isinstance(found, Unknown) else found.get(place.id, measured(account, function, 0))


@dataclass(frozen=True, slots=True)
class Here:
    """The surroundings of one place among all of them."""

    all: Everywhere
    place: PlaceRef
    around: Around

    def value(self, name: str) -> Datum:
        """As Around has it.

        cost: 0 queries.
        """
        if isinstance(self.all.find(name), _COUNTABLE):
            return Named(name)
        return self.around.value(name)

    def ask(self, function: str, arguments: tuple[Datum, ...], named: Mapping[str, Datum]) -> Datum:
        """What a function of the programme gives.

        cost: 0 queries once asked for all places; what cannot be asked for all, such as an account of somebody above
        the places, costs what Around costs, for each place.
        """
        first = arguments[0]
        item = self.all.find(first.id) if isinstance(first, Named) else None
        texts = [a for a in arguments[1:] if isinstance(a, str)]
        plain = all(isinstance(v, str | bool | Decimal | date) for v in named.values()) and not set(named) & {
            "place",
            "at",
        }
        if plain and len(texts) == len(arguments) - 1:
            if function in _ROWS and isinstance(item, Register | Flow | Post):
                return self.all.heap(function, item, texts[0] if texts else "", named, self.place.code)
            if function == "count" and isinstance(item, Duty):
                return self.all.counted(item, named, self.place.code)
            if function in _BOOKS and isinstance(item, Account) and self._owns(item):
                return self.all.booked(function, item, texts[0] if texts else "", self.place)
        return self.around.ask(function, arguments, named)

    def _owns(self, account: Account) -> bool:
        return bool(account.owner and account.owner.names[:1] == (self.place.level,))


def _folded(times: Mapping[str, Counter[str]], digits: int) -> dict[str, Counter[str]]:
    out: dict[str, Counter[str]] = {}
    for code, said in times.items():
        out.setdefault(code[:digits], Counter()).update(said)
    return out


def _same_for_all(named: Mapping[str, Datum]) -> bool:
    """Whether conditions are plain values of the rows themselves."""
    values = all(isinstance(v, str | bool | Decimal | date) for v in named.values())
    return values and not set(named) & {"place", "at"}
