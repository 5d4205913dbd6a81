"""The command `shanzhi`: reads a plan, checks and shows a pack at the terminal."""

import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.exceptions import NoArgsIsHelpError

if TYPE_CHECKING:
    from shanzhi.core.pack.pack import Pack
    from shanzhi.core.plan.facts import Plan

# Everything but click is loaded inside the commands: help and usage errors then come at once.
_LONG_CHARS = 200_000
COMMANDS = Path(__file__).parent / "management" / "commands"
OWNERS = {
    "prepare",
    "migrate",
    "makemigrations",
    "dbshell",
    "backup",
    "restore",
}  # all others run as the role that owns nothing


class House(click.Group):
    """The commands of this file, and behind them those of the house (serve, town, audit, migrate …)."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or (_house_command(cmd_name) if cmd_name in _known() else None)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_house_names()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _chinese_first():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        with _chinese_first():
            return super().invoke(ctx)


@contextmanager
def _chinese_first() -> Iterator[None]:
    """Says in Chinese what is wrong with the words of a command, before click says it in English."""
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "shanzhi"
        _complain(f"用法不对：{_what_is_wrong(error)}。查看用法：{path} --help")
        raise


def _what_is_wrong(error: click.UsageError) -> str:
    name = getattr(error, "option_name", "") or getattr(error, "command_name", "")
    hint = error.param.get_error_hint(error.ctx) if isinstance(error, click.BadParameter) and error.param else ""
    hint = hint.replace("'", "")
    said: dict[type[click.UsageError], str] = {
        click.NoSuchOption: f"没有 {name} 这个选项",
        click.BadOptionUsage: f"选项 {name} 的写法不对",
        click.MissingParameter: f"缺少 {hint}",
        click.BadParameter: f"{hint} 填得不对",
    }
    known = next((text for kind, text in said.items() if isinstance(error, kind)), "多写或少写了内容")
    return f"没有 {name} 这个命令" if hasattr(error, "command_name") else known


# what argparse says -> what it means; the first that fits
_ARGPARSE = (
    (re.compile(r"the following arguments are required: (.+)"), "缺少 {0}"),
    (re.compile(r"unrecognized arguments: (.+)"), "没有 {0} 这样的写法"),
    (re.compile(r"argument ([^:]+): invalid choice: (.+) \(choose from (.+)\)"), "{0} 不能是 {1}，只能是 {2}"),
    (re.compile(r"argument ([^:]+): expected .+ arguments?"), "{0} 后面要写内容"),
    (re.compile(r"argument ([^:]+): invalid \S+ value: (.+)"), "{0} 的 {1} 不对"),
)


def _argparse_chinese_first() -> None:
    """Lets the parsers of the house's commands say in Chinese what is wrong, before they say it in English.

    Django makes each parser itself and offers no place for another class; this process runs one command and ends.
    """
    english = ArgumentParser.error

    def error(parser: ArgumentParser, message: str) -> NoReturn:
        fits = ((pattern.fullmatch(message), text) for pattern, text in _ARGPARSE)
        said = next((text.format(*match.groups()) for match, text in fits if match), "多写或少写了内容")
        _complain(f"用法不对：{said}。查看用法：{parser.prog} --help")
        english(parser, message)

    ArgumentParser.error = error  # type: ignore[method-assign, assignment]  # see above


def _house_names() -> list[str]:
    return [p.stem for p in COMMANDS.glob("[a-z]*.py")]


def _known() -> set[str]:
    """The house's own commands and those of Django that a keeper needs."""
    return {*_house_names(), "migrate", "makemigrations", "check", "shell", "dbshell", "collectstatic"}


def _house_command(name: str) -> click.Command:
    """A command that hands its words to Django, with the database running."""
    source = COMMANDS / f"{name}.py"
    first_line = source.read_text(encoding="utf-8").split('"""', 2)[1] if source.exists() else "Django"

    @click.command(
        name, add_help_option=False, short_help=first_line, context_settings={"ignore_unknown_options": True}
    )
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def run(words: tuple[str, ...]) -> None:
        from shanzhi import database  # noqa: PLC0415 - see above

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanzhi.settings")
        if name in OWNERS:
            os.environ["SHANZHI_ROLE"] = "owner"
        database.start()
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings first

        _argparse_chinese_first()
        execute_from_command_line(["shanzhi", name, *words])

    return run


@click.group(
    cls=House,
    help="善治：读实施方案，核对，照着办。",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """Groups the commands."""


_READ_HELP = """读一份方案（.docx、PDF、网页、纯文本；- 为标准输入），列出条款、任务、单位、时限和要核对的地方。

退出码：0 读完；1 文件读不了，标准错误里有一行说明；2 用法不对。"""


@main.command(help=_READ_HELP, short_help="读一份方案，列出条款、任务和要核对的地方。")
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
@click.option("--xlsx", "table", metavar="OUT", type=click.Path(dir_okay=False), help="把任务分解表写入 OUT（.xlsx）。")
def read(file: str, *, as_json: bool, table: str | None) -> None:
    """Reads a plan and prints the outline, or JSON, or writes the task table; exit status 1 for a refusal."""
    from shanzhi.core.kinds import Refused  # noqa: PLC0415 - see above
    from shanzhi.papers.intake import open_paper  # noqa: PLC0415 - see above

    try:
        plan = _read(open_paper(_bytes(file), "" if file == "-" else file).text)
    except Refused as refusal:
        _give_up(str(refusal), refusal.code)
    if table is not None:
        _write_table(plan, table)
    if as_json:
        _print(_json(plan))
    elif table is None:
        from shanzhi.papers.outline import outline  # noqa: PLC0415 - see above

        _print(outline(plan))


_COVERAGE_HELP = """按方案和系统列出：方案包库承载了多少机制，其中多少在测试里有情景验证。

退出码：0 所承载的都有情景；1 有机制只是写在方案包里，还没有情景验证。"""


@main.group(
    help="方案包（写成数据的工作方案）：检查、查看、画流程图、比较、新建（都不需要数据库），以及采纳。",
    short_help="方案包：检查、查看、画流程图、比较、新建。",
)
def pack() -> None:
    """Groups the commands on packs; none but adopt needs a database."""


_CHECK_HELP = """检查方案包，一次列出全部问题：哪一行、错在哪里、怎样改。

退出码：0 没有问题；1 有问题或文件读不了；2 用法不对。"""


@pack.command(help=_CHECK_HELP, short_help="检查方案包，一次列出全部问题。")
@click.argument("file", metavar="FILE")
@click.option("--library", is_flag=True, help="按通用方案包检查：不得写年份。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 数组。")
def check(file: str, *, library: bool, as_json: bool) -> None:
    """Prints every fault of a pack; exit status 1 where there is one."""
    from shanzhi.packs.reading import examine  # noqa: PLC0415 - see above

    faults = examine(_bytes(file), library=library).faults
    if as_json:
        import json  # noqa: PLC0415 - see above

        rows = [
            {"code": f.code, "line": f.line, "quote": f.quote, "why": str(f.why), "cure": str(f.cure)} for f in faults
        ]
        _print(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        _print(
            "".join(f"{fault}\n" for fault in faults) + (f"共 {len(faults)} 个问题。\n" if faults else "没有问题。\n")
        )
    if faults:
        raise SystemExit(1)


@pack.command(help="把方案包写成一份可读、可印的说明（Markdown）。", short_help="把方案包写成一份说明（Markdown）。")
@click.argument("file", metavar="FILE")
def show(file: str) -> None:
    """Prints a pack as a booklet."""
    from shanzhi.packs.booklet import booklet  # noqa: PLC0415 - see above

    _print(booklet(*_pack(file)))


@pack.command(
    help="画出方案包里的流程 FLOW（不写则画第一个），输出 SVG。", short_help="画流程图（SVG），可以打印上墙。"
)
@click.argument("file", metavar="FILE")
@click.argument("flow", metavar="[FLOW]", default="")
def draw(file: str, flow: str) -> None:
    """Prints the chart of a flow."""
    from shanzhi.packs.drawing import draw as drawn  # noqa: PLC0415 - see above

    read_pack, used = _pack(file)
    flows = {f.id: f for f in read_pack.flows}
    found = flows.get(flow) if flow else next(iter(flows.values()), None)
    if found is None:
        _give_up(f"没有流程 {flow}，现有：{'、'.join(flows) or '无'}", "no_flow")
    _print(drawn(read_pack, found, used))


@pack.command(help="逐项说明两版方案包的不同。", short_help="逐项说明两版方案包的不同。")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def diff(old: str, new: str) -> None:
    """Prints what changed between two versions of a pack."""
    from shanzhi.packs.difference import difference  # noqa: PLC0415 - see above

    (before, used), (after, more) = _pack(old), _pack(new)
    lines = difference(before, after, (*more, *used))
    _print("".join(f"{line}\n" for line in lines) or "没有不同。\n")


@pack.command(
    help="输出一份带说明的方案包样例，存成文件后修改：shanzhi pack new > my_pack.yaml",
    short_help="输出带说明的方案包样例。",
)
def new() -> None:
    """Prints a commented sample of a pack."""
    _print((Path(__file__).parent / "packs" / "skeleton.yaml").read_text(encoding="utf-8"))


pack.add_command(_house_command("adopt"))


def _pack(file: str) -> "tuple[Pack, tuple[Pack, ...]]":
    """The pack of a file and those it uses; faults are counted on standard error, unreadable files end it."""
    from shanzhi.packs.reading import examine  # noqa: PLC0415 - see above

    gave = examine(_bytes(file))
    if gave.pack is None:
        _give_up("；".join(str(f) for f in gave.faults), "pack_broken")
    if gave.faults:
        _complain(f"{file} 有 {len(gave.faults)} 个问题，请用 shanzhi pack check 查看。")
    return gave.pack, gave.used


@main.command(help=_COVERAGE_HELP, short_help="方案包承载了哪些机制，哪些有情景验证。")
@click.option("--tests", default="tests/packs", show_default=True, type=click.Path(exists=True, file_okay=False))
def coverage(tests: str) -> None:
    """Prints what the library carries, per plan and system; exit status 1 where a claim has no scenario."""
    from shanzhi.packs.coverage import coverage as account  # noqa: PLC0415 - see above

    found = account(Path(tests))
    _print(str(found))
    if found.unshown or found.unknown:
        raise SystemExit(1)


@main.command(short_help="启动服务 serve the pages until interrupted.")
@click.option("--ready", is_flag=True, help="库表与静态文件已备好，不再检查 prepared already")
@click.option("--town", is_flag=True, help="先装入示范县 with the sample town")
def serve(*, ready: bool, town: bool) -> None:
    """Serves the pages: starts the database, prepares it, and runs Granian.

    This process loads no Django: it only keeps the database, the workers and the night watch, and stays small.
    """
    from granian import Granian  # noqa: PLC0415 - see above
    from granian.constants import Interfaces  # noqa: PLC0415 - see above
    from granian.log import LogLevels  # noqa: PLC0415 - see above

    from shanzhi import database  # noqa: PLC0415 - see above
    from shanzhi.serving import Keeper  # noqa: PLC0415 - see above

    embedded = None if os.environ.get("DATABASE_URL") else database.folder()
    database.start()
    if not ready:
        words = ["prepare", "--town"] if town else ["prepare"]
        subprocess.run([sys.executable, "-m", "shanzhi.cli", *words], check=True)  # noqa: S603 - this very program
    host, port = os.environ.get("SHANZHI_ADDRESS", "127.0.0.1"), int(os.environ.get("SHANZHI_PORT", "8000"))
    click.echo(f"· 善治已启动 serving at http://{host}:{port}/  (Ctrl+C 停止)")
    pages = Granian(
        "shanzhi.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("SHANZHI_WORKERS", "1")),
        blocking_threads=int(os.environ.get("SHANZHI_THREADS", "4")),
        log_level=LogLevels.error,
        respawn_failed_workers=True,
    )
    keeper = Keeper(embedded)
    keeper.start()
    try:
        pages.serve()
    finally:
        keeper.stop()


def _bytes(file: str) -> bytes:
    """The file's bytes, one more than allowed at most: endless input must not fill the memory."""
    from shanzhi.papers.limits import LIMIT_BYTES  # noqa: PLC0415 - see above

    try:
        if file == "-":
            return sys.stdin.buffer.read(LIMIT_BYTES + 1)
        with Path(file).open("rb") as source:
            return source.read(LIMIT_BYTES + 1)
    except FileNotFoundError:
        _give_up(f"没有这个文件：{file}", "no_file")
    except IsADirectoryError:
        _give_up(f"这是文件夹，不是文件：{file}", "no_file")
    except (OSError, ValueError) as error:
        _give_up(f"打不开 {file}：{getattr(error, 'strerror', None) or error}", "no_file")


def _read(text: str) -> "Plan":
    from shanzhi.core.plan.reading import read_plan  # noqa: PLC0415 - see above

    if len(text) < _LONG_CHARS or not sys.stderr.isatty():
        return read_plan(text)
    with click.progressbar(length=100, label="读取", file=sys.stderr) as bar:
        return read_plan(text, progress=lambda done, total: bar.update(done * 100 // max(total, 1) - bar.pos))


def _json(plan: "Plan") -> str:
    import json  # noqa: PLC0415 - see above

    from shanzhi.core.plan.label import as_label  # noqa: PLC0415 - see above

    return json.dumps(as_label(plan), ensure_ascii=False, indent=2) + "\n"


def _write_table(plan: "Plan", table: str) -> None:
    from shanzhi.papers.breakdown import breakdown  # noqa: PLC0415 - see above

    try:
        Path(table).write_bytes(breakdown(plan))
    except OSError as error:
        _give_up(f"写不了 {table}：{error.strerror}", "no_file")
    click.echo(f"任务分解表已写入 {table}，共 {len(plan.tasks)} 项任务。", err=True)


def _print(text: str) -> None:
    """Writes UTF-8 whatever the terminal says of itself; a reader that has enough, such as head, is no fault."""
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # What is left in the buffer would fail again when the interpreter flushes it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _give_up(text: str, code: str) -> NoReturn:
    _complain(f"shanzhi: {text} [{code}]")
    raise SystemExit(1)


def _complain(line: str) -> None:
    """A line of standard error, in UTF-8 whatever the terminal says of itself."""
    sys.stderr.flush()
    sys.stderr.buffer.write(f"{line}\n".encode("utf-8", "replace"))
    sys.stderr.buffer.flush()


if __name__ == "__main__":
    main()
