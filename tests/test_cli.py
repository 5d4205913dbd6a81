"""The command as the terminal sees it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

SHANZHI = Path(sys.executable).with_name("shanzhi")
TEXT = "一、重点任务\n（一）清理沟渠。责任单位：水利站。完成时限：8月底前。\n"


def _run(*args, stdin=b"", **env):
    done = subprocess.run([SHANZHI, "read", *args], input=stdin, capture_output=True, check=False, env=env or None)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "清沟.txt"
    path.write_text(TEXT, encoding="gb18030")
    return path


def test_outline_of_a_file_and_of_standard_input(plan):
    code, out, err = _run(plan)
    assert (code, err) == (0, "")
    assert "    1  一、重点任务\n" in out
    assert _run("-", stdin=TEXT.encode()) == (0, out, "")


def test_output_is_utf8_whatever_the_terminal_says(plan):
    assert _run(plan, LC_ALL="C", PYTHONIOENCODING="ascii") == _run(plan)


def test_json_is_one_object(plan):
    code, out, _err = _run(plan, "--json")
    label = json.loads(out)
    assert code == 0
    assert [heading["title"] for heading in label["headings"]] == ["重点任务", "清理沟渠"]


def test_xlsx_writes_the_table_and_says_so(plan, tmp_path):
    table = tmp_path / "out.xlsx"
    code, out, err = _run(plan, "--xlsx", table)
    assert (code, out) == (0, "")
    assert err == f"任务分解表已写入 {table}，共 1 项任务。\n"
    assert CalamineWorkbook.from_path(table).get_sheet_by_index(0).to_python()[2][0] == "序号"


@pytest.mark.parametrize(
    ("args", "stdin", "code"),
    [
        (["-"], b"", "empty_file"),
        (["-"], b"\x89PNG\r\n\x1a\n\0", "not_a_document"),
        (["/nowhere/x.docx"], b"", "no_file"),
        (["/"], b"", "no_file"),
        (["-", "--xlsx", "/nowhere/x.xlsx"], TEXT.encode(), "no_file"),
    ],
)
def test_a_refusal_is_one_line_and_status_one(args, stdin, code):
    status, out, err = _run(*args, stdin=stdin)
    assert (status, out) == (1, "")
    assert err.startswith("shanzhi: ")
    assert err.endswith(f" [{code}]\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        (["read"], "缺少 FILE。查看用法：shanzhi read --help", "Missing argument 'FILE'."),
        (["read", "--nope"], "没有 --nope 这个选项。查看用法：shanzhi read --help", "No such option '--nope'."),
        (["read", "-", "--xlsx"], "选项 --xlsx 的写法不对。查看用法：shanzhi --help", "requires an argument."),
        (["read", "-", "--xlsx", "/"], "--xlsx 填得不对。查看用法：shanzhi read --help", "is a directory."),
        (["read", "a", "b"], "多写或少写了内容。查看用法：shanzhi read --help", "unexpected extra argument (b)"),
        (["nope"], "没有 nope 这个命令。查看用法：shanzhi --help", "No such command 'nope'."),
        (["--nope"], "没有 --nope 这个选项。查看用法：shanzhi --help", "No such option '--nope'."),
    ],
)
def test_wrong_usage_is_status_two_and_said_in_chinese_first(words, chinese, english):
    done = subprocess.run([SHANZHI, *words], capture_output=True, check=False)
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout, lines[0]) == (2, b"", f"用法不对：{chinese}")
    assert lines[-1].startswith("Error: ")
    assert lines[-1].endswith(english)
    assert sum("用法不对" in line for line in lines) == 1


@pytest.mark.parametrize(
    ("words", "chinese"),
    [
        (["second"], "缺少 place, rule。查看用法：shanzhi second --help"),
        (["sealing", "x"], "deed 不能是 'x'，只能是 'check', 'rotate'。查看用法：shanzhi sealing --help"),
        (["retention", "--nope"], "没有 --nope 这样的写法。查看用法：shanzhi retention --help"),
        (["audit", "--checkpoint"], "--checkpoint 后面要写内容。查看用法：shanzhi audit --help"),
        (["sealing", "check", "--batch", "x"], "--batch 的 'x' 不对。查看用法：shanzhi sealing --help"),
        (["place", "add"], "缺少 code。查看用法：shanzhi place add --help"),
    ],
)
def test_wrong_usage_of_a_command_of_the_house_is_said_in_chinese_first(words, chinese):
    env = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = subprocess.run([SHANZHI, *words], capture_output=True, check=False, env=env)
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout, lines[0]) == (2, b"", f"用法不对：{chinese}")
    assert lines[1].startswith("usage: shanzhi ")


def test_wrong_usage_is_utf8_whatever_the_terminal_says():
    plain = subprocess.run([SHANZHI, "read"], capture_output=True, check=False)
    ascii_only = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    narrow = subprocess.run([SHANZHI, "read"], capture_output=True, check=False, env=ascii_only)
    assert (narrow.returncode, narrow.stderr) == (2, plain.stderr)


def test_without_words_the_help_is_shown():
    done = subprocess.run([SHANZHI], capture_output=True, check=False)
    assert (done.returncode, "用法不对" in done.stderr.decode()) == (2, False)


def test_a_closed_pipe_is_no_fault(tmp_path):
    long = tmp_path / "long.txt"
    long.write_text("".join(f"{n}、清理沟渠\n" for n in range(1, 9000)), encoding="utf-8")
    with subprocess.Popen([SHANZHI, "read", long], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    assert err == b""


def test_help_loads_neither_the_framework_nor_the_readers():
    program = (
        "import sys\nfrom shanzhi.cli import main\nmain(['read', '--help'], standalone_mode=False)\n"
        "print(sorted({'django', 'lxml', 'openpyxl', 'pypdfium2', 'icalendar'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\n[]\n")
