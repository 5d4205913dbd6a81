"""Lists every Chinese string of the house that lacks English, and keeps the catalogue's list of strings in step."""

import ast
import io
import re
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand, CommandError

HOUSE = Path(__file__).resolve().parents[2]
CATALOGUE = HOUSE / "locale" / "en" / "LC_MESSAGES" / "django.po"
TEMPLATES = HOUSE / "web" / "templates"
# what speaks both languages itself, or to a terminal
ASIDE = ("management", "migrations", "cli.py", "verify.py", "web/templates/500.html")
# function -> which of its arguments is the sentence
SPEAKING = {"_": 0, "gettext": 0, "gettext_lazy": 0, "Words": 0, "Refused": 1}

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"(?s).*[\u4e00-\u9fff].*[。？！]")
_MARKED = re.compile(
    r"""_\((?P<a>["'])(?P<words>.+?)(?P=a)\)|\{%\s*translate\s+(?P<b>["'])(?P<more>.+?)(?P=b)[^%]*%\}"""
)
_BLOCK = re.compile(r"(?s)\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}")
_COMMENT = re.compile(r"(?s)\{#.*?#\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|<!--.*?-->")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+(?::[^{}]*)?\}")


def strings() -> dict[str, str]:
    """Every Chinese string that a reader may see on a page: the string -> the first place it stands at."""
    found: dict[str, str] = {}
    for path, kind in _files():
        text = path.read_text(encoding="utf-8")
        for line, words in _in_python(ast.parse(text)) if kind == "py" else _in_template(text):
            if _HAN.search(words):
                found.setdefault(words, f"{path.relative_to(HOUSE.parent)}:{line}")
    return found


def catalogue() -> dict[str, str]:
    """The English catalogue: Chinese -> English, "" where it is still to be written."""
    return {str(m.id): str(m.string or "") for m in _read() if m.id}


def missing(said: Mapping[str, str], english: Mapping[str, str]) -> list[str]:
    """The strings without English, each with its place."""
    return [f"{place}: {words}" for words, place in said.items() if not english.get(words, "").strip("\n")]


def unused(said: Mapping[str, str], english: Mapping[str, str]) -> list[str]:
    """The strings of the catalogue that the house no longer says."""
    return [words for words in english if words not in said]


def mismatched(english: Mapping[str, str]) -> list[str]:
    """The strings whose placeholders differ between the two languages."""
    sides = ((zh, en, *(sorted(set(_PLACEHOLDER.findall(side))) for side in (zh, en))) for zh, en in english.items())
    return [f"{zh} | {en}" for zh, en, a, b in sides if en and a != b]


def bare_chinese() -> list[str]:
    """The lines of templates with Chinese outside of any call for a translation."""
    out = []
    for path in (p for p, kind in _files() if kind == "html"):
        text = path.read_text(encoding="utf-8")
        for pattern in (_COMMENT, _BLOCK, _MARKED):
            text = pattern.sub(lambda m: "\n" * m.group().count("\n"), text)
        where = path.relative_to(HOUSE.parent)
        out += [f"{where}:{n}: {line.strip()}" for n, line in enumerate(text.split("\n"), 1) if _HAN.search(line)]
    return out


def refusals() -> Iterator[tuple[str, str]]:
    """Every refusal as (code, sentence), as it stands in the code; papers keep theirs in one table."""
    for path, kind in _files():
        if kind == "py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            known = _constants(tree)
            for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and _name(n.func) == "Refused"):
                code, text = (_words(a, known) for a in call.args[:2])
                if code and text:
                    yield code, text
    from shanzhi.papers.refusals import CODES  # noqa: PLC0415 - the pages need it, the catalogue does not

    yield from CODES.items()


def _files() -> Iterator[tuple[Path, str]]:
    for path in sorted([*HOUSE.rglob("*.py"), *TEMPLATES.rglob("*.html")]):
        if not str(path.relative_to(HOUSE)).startswith(ASIDE):
            yield path, path.suffix[1:]


def _in_python(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Arguments of the speaking functions, and every other whole sentence that is not a docstring."""
    known = _constants(tree)
    silent = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    silent |= {id(part) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for part in n.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > (at := SPEAKING.get(_name(node.func), 99)):
            words = _words(node.args[at], known)
            if words:
                yield node.lineno, words
        elif isinstance(node, ast.Constant) and id(node) not in silent and _SENTENCE.fullmatch(str(node.value)):
            yield node.lineno, str(node.value)


def _in_template(text: str) -> Iterator[tuple[int, str]]:
    for match in _MARKED.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match["words"] or match["more"]
    for match in _BLOCK.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, _VARIABLE.sub(r"%(\1)s", match[1])


def _constants(tree: ast.Module) -> dict[str, str]:
    """The strings a module names at its top."""
    pairs = [(n.targets[0], n.value) for n in tree.body if isinstance(n, ast.Assign)]
    return {
        t.id: v.value
        for t, v in pairs
        if isinstance(t, ast.Name) and isinstance(v, ast.Constant) and isinstance(v.value, str)
    }


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _words(node: ast.expr, known: Mapping[str, str]) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return known.get(node.id, "") if isinstance(node, ast.Name) else ""


def _read() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="en", project="Shanzhi", charset="utf-8", fuzzy=False)
    return read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="en")


class Command(BaseCommand):
    """Lists what lacks English; exits with 1 where something does."""

    help = "列出没有英文的文字 list strings without English"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--add", action="store_true", help="append them to the catalogue, to be translated")
        parser.add_argument("--drop", action="store_true", help="drop what the house no longer says")

    def handle(self, *_: Any, **options: Any) -> None:
        said, english = strings(), catalogue()
        if options["add"] or options["drop"]:
            new = [w for w in said if w not in english] if options["add"] else []
            old = unused(said, english) if options["drop"] else []
            self._rewrite(new, old)
            self.stdout.write(f"+{len(new)} -{len(old)}")
            return
        faults = [*missing(said, english), *(f"不再使用 unused: {w}" for w in unused(said, english))]
        faults += [*mismatched(english), *bare_chinese()]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} 处待办 to do; {len(said)} 条 strings")
        self.stdout.write(f"{len(said)} 条均有英文 strings, all in English")

    def _rewrite(self, new: list[str], old: list[str]) -> None:
        book = _read()
        for words in new:
            book.add(words, flags=["python-brace-format"] if "{" in words else [])
        for words in old:
            book.delete(words)
        out = io.BytesIO()
        write_po(out, book, width=0, no_location=True, omit_header=False, sort_output=True)
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_bytes(out.getvalue())
