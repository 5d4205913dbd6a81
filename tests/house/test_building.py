"""The building itself: sizes, names, imports, docstrings."""

import ast
import sys
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = sorted(p for p in (ROOT / "shanzhi").rglob("*.py") if "migrations" not in p.parts)
PYTHON = [*HOUSE, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
BANNED_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "service", "util", "helper"}
BANNED_IN_CORE = {"os", "pathlib", "socket", "random", "time", "subprocess", "io", "tempfile", "urllib", "threading"}
LONGEST_FILE, LONGEST_FUNCTION, NINE_IN_TEN, MOST_PARAMETERS = 400, 40, 25, 6
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(paths):
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield path.relative_to(ROOT), node, (node.end_lineno or 0) - node.lineno + 1


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_no_file_is_longer_than_400_lines():
    lines = {p.relative_to(ROOT): p.read_text(encoding="utf-8").count("\n") for p in PYTHON}
    assert {p: n for p, n in lines.items() if n > LONGEST_FILE} == {}


def test_no_function_is_longer_than_40_lines():
    long = [f"{path}:{node.lineno} {node.name} {n}" for path, node, n in functions(PYTHON) if n > LONGEST_FUNCTION]
    assert long == []


def test_nine_functions_in_ten_are_at_most_25_lines():
    lengths = sorted(n for _, _, n in functions(HOUSE))
    assert lengths[len(lengths) * 9 // 10] <= NINE_IN_TEN


def test_no_function_takes_more_than_six_parameters():
    many = [
        f"{path}:{node.lineno} {node.name}"
        for path, node, _ in functions(HOUSE)
        if len([a for a in chain(node.args.posonlyargs, node.args.args, node.args.kwonlyargs) if a.arg != "self"])
        > MOST_PARAMETERS
    ]
    assert many == []


def test_no_file_has_a_name_that_says_nothing():
    assert [str(p) for p in PYTHON if p.stem in BANNED_NAMES] == []


def test_every_module_says_in_one_line_what_it_is():
    silent = [str(p.relative_to(ROOT)) for p in HOUSE if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert silent == []


def test_core_imports_the_standard_library_alone():
    foreign = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "shanzhi/core").rglob("*.py")
        for name in imports(path)
        if not name.startswith("shanzhi.core")
        and (name.split(".")[0] not in sys.stdlib_module_names or name.split(".")[0] in BANNED_IN_CORE)
    }
    assert foreign == set()


def test_nothing_reaches_round_the_floors():
    """String imports would not be seen by the import contracts."""
    words = ("apps.get_model(", "import_string(", "import_module(", "__import__(")
    round_about = [f"{p.relative_to(ROOT)}: {w}" for p in HOUSE for w in words if w in p.read_text(encoding="utf-8")]
    assert round_about == []


def test_transactions_are_opened_with_a_scope_in_one_place():
    opened = [str(p.relative_to(ROOT)) for p in HOUSE if "atomic(" in p.read_text(encoding="utf-8")]
    assert opened == ["shanzhi/models/walls.py"]


def test_templates_hold_no_inline_script_or_style():
    pages = (ROOT / "shanzhi/web/templates").rglob("*.html")
    banned = ("<style", 'style="', " onclick", " onload", "javascript:", "|safe", "hx-on")
    found = [f"{p.name}: {w}" for p in pages for w in banned if w in p.read_text(encoding="utf-8")]
    assert found == []


@pytest.mark.parametrize("word", ["TODO", "FIX" + "ME", "XX" + "X:", "raise NotImplemented" + "Error"])
def test_nothing_is_left_open(word):
    here = Path(__file__)
    assert [str(p) for p in PYTHON if p != here and word in p.read_text(encoding="utf-8")] == []


def test_no_path_of_a_machine_stands_in_the_project():
    files = chain(
        PYTHON, (ROOT / "docs").rglob("*.md"), ROOT.glob("*.md"), [ROOT / "Makefile", ROOT / "pyproject.toml"]
    )
    here = Path(__file__)
    banned = ("/work" + "/", "/home" + "/", "/Users" + "/")
    assert [f"{p}: {w}" for p in files if p != here for w in banned if w in p.read_text(encoding="utf-8")] == []
