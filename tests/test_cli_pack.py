"""`shanzhi pack …` at the terminal: no database, faults with exit status 1, what is asked for on standard output."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHANZHI = str(Path(sys.executable).parent / "shanzhi")
DIGIT = str(Path(__file__).parent / "packs" / "digit.yaml")


def pack(*args):
    done = subprocess.run([SHANZHI, "pack", *args], capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_sample_is_clean_and_can_be_shown_drawn_and_compared(tmp_path):
    file = tmp_path / "my_pack.yaml"
    file.write_text(pack("new")[1], encoding="utf-8")
    assert pack("check", "--library", str(file)) == (0, "没有问题。\n", "")
    assert pack("show", str(file))[1].startswith("# 某某工作\n")
    assert pack("draw", str(file), "report")[1].startswith("<svg ")
    assert pack("diff", str(file), str(file)) == (0, "没有不同。\n", "")


def test_faults_are_printed_and_the_exit_status_is_1():
    code, out, err = pack("check", DIGIT)
    assert (code, err, out.splitlines()[-1]) == (1, "", "共 5 个问题。")
    rows = json.loads(pack("check", "--json", DIGIT)[1])
    assert (rows[0]["line"], rows[0]["code"]) == (19, "tiny_clock")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("draw", DIGIT, "other"), "shanzhi: 没有流程 other，现有：complaint [no_flow]\n"),
        (("show", "/nowhere.yaml"), "shanzhi: 没有这个文件：/nowhere.yaml [no_file]\n"),
    ],
)
def test_what_cannot_be_done_is_one_line_on_standard_error(args, said):
    code, out, err = pack(*args)
    assert (code, out, err.splitlines(keepends=True)[-1]) == (1, "", said)
