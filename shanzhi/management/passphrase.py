"""How the terminal is told a backup's secret: a key file, a file with the passphrase, the environment, or by typing."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from getpass import getpass
from pathlib import Path
from typing import Any

from shanzhi.core.kinds import Refused
from shanzhi.papers.sealed import Secret


def add_secret(parser: ArgumentParser) -> None:
    """The options that secret_from reads."""
    parser.add_argument("--key-file", type=Path, help="密钥文件，32 字节以上随机数 a file of 32 random bytes or more")
    parser.add_argument(
        "--passphrase-file", type=Path, help="口令写在这个文件的第一行 its first line is the passphrase"
    )


def secret_from(options: Mapping[str, Any], *, new: bool) -> Secret:
    """The secret, typed twice where it is new and somebody sits at the terminal.

    raises: Refused("no_secret"), Refused("weak_secret").
    """
    secret = _given(options) or _typed(new=new)
    if new:
        secret.must_be_strong()
    return secret


def _given(options: Mapping[str, Any]) -> Secret | None:
    if options["key_file"]:
        return Secret(key=options["key_file"].read_bytes())
    if options["passphrase_file"]:
        return Secret(options["passphrase_file"].read_text(encoding="utf-8").split("\n")[0].strip())
    words = os.environ.get("SHANZHI_BACKUP_PASSPHRASE", "")
    return Secret(words) if words else None


def _typed(*, new: bool) -> Secret:
    words = getpass("备份口令 passphrase: ") if sys.stdin.isatty() else ""
    if not words or (new and getpass("再输一遍 once more: ") != words):
        raise Refused(
            "no_secret",
            "没有给出备份口令，或两遍不一样。请重新输入，或用 --passphrase-file、--key-file 指定文件。",
        )
    return Secret(words)
