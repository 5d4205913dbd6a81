"""The JSON Schema of packs, for editors that complete and check while somebody writes; made from the same shapes."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from shanzhi.core.pack.duties import PERIOD_UNITS, Duty, Every
from shanzhi.core.pack.flows import Share, State
from shanzhi.core.pack.forms import Private
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.phases import Use
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.rules import DEED_KINDS, Deed, Event
from shanzhi.core.pack.selector import Bound, Selector
from shanzhi.core.pack.standards import SCORING_KINDS, Scoring, Standard
from shanzhi.core.pack.tables import Row
from shanzhi.core.pack.values import Formula
from shanzhi.packs.parts import DEEDS, PAIRS
from shanzhi.packs.shape import element_of, keys_of, members, plain_type, wants, words_of

FILE: Final = Path(__file__).with_name("pack.schema.json")
Schema = dict[str, Any]
_ID: Final = "^[a-z][a-z0-9_]*$"
_TEXT: Final[Schema] = {"type": "string"}
_ASK: Final[Schema] = {
    "type": "object",
    "properties": {"ask": _TEXT, "default": {}},
    "required": ["ask"],
    "additionalProperties": False,
}
_SCALAR: Final[Schema] = {"type": ["string", "number", "boolean"]}
_LONG: Final[Schema] = {
    "type": "object",
    "properties": {"of": {}, "where": _SCALAR, "except": _SCALAR, "pick": _TEXT, "ask": _TEXT, "default": _TEXT},
    "additionalProperties": False,
}
_PERIODS: Final[Schema] = {"type": "string", "pattern": r"^\d+ (day|week|month|quarter|year)s$"}
_SHORT: Final[dict[Any, Schema]] = {
    Selector: {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}, _LONG]},
    Every: {"anyOf": [{"enum": list(PERIOD_UNITS)}, _PERIODS,
                      _ASK, {"type": "object", "properties": {"table": _TEXT}, "additionalProperties": False}]},
    Use: {"type": "string", "pattern": r"^[a-z][a-z0-9_]*@\d+$"},
    Event: {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,2}$"},
    Share: {"type": "string", "pattern": r"^(>=|>) \d+/\d+( of present)?$"},
    Bound: {"anyOf": [{"type": ["string", "number"]}, _ASK]},
    Formula: _SCALAR,
    Scoring: {"anyOf": [{"enum": ["ratio", "all"]},
                        {"type": "object", "properties": {k: {} for k in (*SCORING_KINDS, "floor", "cap")},
                         "additionalProperties": False}]},
    Row: {"type": "object"},
    str: _TEXT,
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Decimal: {"type": "number"},
}  # fmt: skip


def pack_schema() -> Schema:
    """The schema of a whole file."""
    value: Schema = {"anyOf": [_SCALAR, _ASK, {"type": "array"}]}
    definitions: dict[str, Schema] = {"value": value, "selector": _SHORT[Selector]}
    whole = _object(Pack, definitions)
    properties = {"pack": {"type": "string", "pattern": _ID}, **whole["properties"]}
    properties.pop("id")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Shanzhi pack",
        "type": "object",
        "properties": properties,
        "required": ["pack"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def written() -> str:
    """The schema as its file holds it."""
    return json.dumps(pack_schema(), ensure_ascii=False, indent=1) + "\n"


def _object(part: type, definitions: dict[str, Schema]) -> Schema:
    """The schema of a part that is written as a map of its keys."""
    keys = keys_of(part)
    properties = {k.name: _schema(k.hint, definitions) for k in keys}
    if issubclass(part, Item):
        properties["id"] = {"type": "string", "pattern": _ID}
    _loosened(part, properties)
    required = [k.name for k in keys if k.required]
    gives: Schema = {"type": ["object", "null"], "properties": properties, "additionalProperties": False}
    return {**gives, "required": required} if required else gives


def _loosened(part: type, properties: dict[str, Schema]) -> None:
    """Keys with a word of their own beside what they hold."""
    if part is State:
        properties["clock"] = {"anyOf": [{"const": "none"}, properties["clock"]]}
    elif part is Standard:
        properties["full"] = {"anyOf": [{"const": "pass"}, {"type": "number"}]}
    elif part is Duty:
        properties.pop("span")


def _schema(hint: Any, definitions: dict[str, Schema]) -> Schema:  # noqa: ANN401 - a type hint
    if wants(hint):
        return {"$ref": "#/$defs/value"}
    if words := words_of(hint):
        return {"enum": list(words)}
    kind = plain_type(hint)
    if element := element_of(kind):
        return _list(element, definitions)
    if set(members(hint)) == set(members(Deed)):
        return _deed(definitions)
    short = {"$ref": "#/$defs/selector"} if kind is Selector else _SHORT.get(kind)
    return short if short is not None else _named(kind, definitions)


def _list(element: Any, definitions: dict[str, Schema]) -> Schema:  # noqa: ANN401 - a type hint
    kind = plain_type(element)
    inner = _schema(element, definitions)
    if kind is Row or kind in PAIRS:
        return {"type": "object"}
    array = {"type": "array", "items": inner}
    if isinstance(kind, type) and issubclass(kind, Item):
        by_id = {"type": "object", "patternProperties": {_ID: inner}, "additionalProperties": False}
        return {"anyOf": [array, by_id]}
    return {"anyOf": [array, inner]}


def _deed(definitions: dict[str, Schema]) -> Schema:
    deeds = {k: _named(DEEDS[k], definitions) for k in DEED_KINDS}
    deeds["publish"] = {"anyOf": [_TEXT, deeds["publish"]]}
    return {
        "type": "object",
        "properties": deeds,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _named(part: type, definitions: dict[str, Schema]) -> Schema:
    """A reference to a part, which is defined once."""
    if part.__name__ not in definitions:
        definitions[part.__name__] = {}
        definitions[part.__name__] = _object(part, definitions)
    reference: Schema = {"$ref": f"#/$defs/{part.__name__}"}
    return {"anyOf": [{"enum": ["personal", "sensitive"]}, reference]} if part is Private else reference
