"""Writes the generated parts of the documentation, or says where they differ from the code."""

import ast
import re
import tomllib
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import cli
from shanzhi.core.access import KINDS, MAY, ROLES
from shanzhi.door import STATUS
from shanzhi.management.commands import words

HOUSE = Path(__file__).resolve().parents[2]
ROOT = HOUSE.parent
DOCS = ROOT / "docs"
# what each variable of the environment means; one without a line here fails
MEANING = {
    "DATABASE_URL": "a PostgreSQL server from version 15 to use instead of the embedded one; with SHANZHI_OWNER_URL the"
    " log-in of the program's own role, else of the owner, who then takes that role",
    "SHANZHI_OWNER_URL": "the log-in of the tables' owner, used by migrations and backups alone",
    "SHANZHI_ROLE": "owner, set by the commands that migrate or back up; never set it for a server",
    "SHANZHI_BACKUP_PASSPHRASE": "the passphrase of backup and restore, for timers; else they ask, or take a file",
    "SHANZHI_ADDRESS": "the address the server listens at",
    "SHANZHI_DATA": "the folder with everything this installation keeps: database, files, signing key, static files",
    "SHANZHI_DEBUG": "1 shows errors in the browser; never where others can reach it",
    "SHANZHI_FRAMES": "origins whose pages may show these pages in a frame, separated by commas; needs HTTPS; none by"
    " default",
    "SHANZHI_HOLIDAYS": "a JSON file with holiday arrangements that the installed calendar lacks, or local ones",
    "SHANZHI_OFFICE_HOURS": "when offices work, for time limits in working hours",
    "SHANZHI_HOSTS": "the host names the pages are asked for under, separated by commas",
    "SHANZHI_HTTPS": "1 where a proxy serves the pages over HTTPS: secure cookies, redirects, HSTS",
    "SHANZHI_KEYS": "the file with the keys of sealed values, mode 0600; without it keys.json in the data folder, "
    "made at first use; a place of its own keeps a stolen disk or backup shut",
    "SHANZHI_IDLE_MINUTES": "minutes until an unused log-in ends",
    "SHANZHI_JOURNAL_NAME": "its name on the journal's checkpoints, such as sz.example.cn; never change it",
    "SHANZHI_JOURNAL_SUITE": "sha256; sm3 begins new chains with SM3 hashes and SM2 signatures beside Ed25519",
    "SHANZHI_LOG": "text for plain lines instead of one JSON object a line",
    "SHANZHI_LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR",
    "SHANZHI_MAIL_FROM": "the sender of e-mail",
    "SHANZHI_MAX_UPLOAD_MB": "the largest plan that can be handed in, in megabytes",
    "SHANZHI_MQTT": "the broker that readings come from: mqtt://user:password@host:port, or mqtts://; serve then"
    " listens",
    "SHANZHI_MQTT_NAME": "the name this installation has at the broker, which keeps what comes while it is down;"
    " two installations at one broker need two names",
    "SHANZHI_NIGHT_MINUTES": "minutes between two rounds of the night watch that serve makes; 0 where cron or"
    " systemd runs shanzhi night",
    "SHANZHI_OIDC_CLAIM": "the claim of the single sign-on that names the user here",
    "SHANZHI_OIDC_CLIENT": "the name this installation has at the single sign-on",
    "SHANZHI_OIDC_ISSUER": "the address of the single sign-on (OpenID Connect); empty for none",
    "SHANZHI_OIDC_NAME": "how the log-in page calls the single sign-on",
    "SHANZHI_OIDC_SECOND": "1 where the single sign-on asks for a second factor itself, which then counts here",
    "SHANZHI_OIDC_SECRET": "the secret of this installation at the single sign-on",
    "SHANZHI_ORIGINS": "origins with scheme that forms may come from, separated by commas, such as https://sz.example.cn",
    "SHANZHI_OUTGOING": "origins on the inside net that messages may be sent to, separated by commas, such as"
    " http://10.1.2.3:8080; anything else must be public and HTTPS",
    "SHANZHI_PACE": "how many times the usual number of requests a minute are let through; 0 counts nothing",
    "SHANZHI_PORT": "the port the server listens at",
    "SHANZHI_PROXIES": "addresses or networks of our own proxies, separated by commas: only what they say of address"
    " and scheme counts; with HTTPS the machine itself, else none",
    "SHANZHI_PRIVACY_CONTACT": "name and telephone printed on the privacy notice; without it a line to fill in by hand",
    "SHANZHI_REQUEST_DAYS": "working days for the answer to a resident's request about his own data",
    "SHANZHI_SECOND_FACTOR": "publish: who publishes or pays shows a second factor first; off: nobody has to, for the"
    " sample town alone (make demo sets it)",
    "SHANZHI_SECRET": "the signing key; without it a file in the data folder, made at first use",
    "SHANZHI_SESSION_HOURS": "hours until a log-in expires",
    "SHANZHI_SIGNING_KEY": "the file with the key that signs checkpoints; without it signing.key in the data folder",
    "SHANZHI_SMTP": "the mail server: smtp://user:password@host:port, or smtps://",
    "SHANZHI_THREADS": "threads of each worker",
    "SHANZHI_WORKERS": "worker processes of the server",
}
_BLOCK = re.compile(r"(?s)(<!-- generated: (\w+) -->\n).*?(<!-- end -->)")
_READING = {"get", "_flag", "getenv"}
_ROW = re.compile(r"\| (?P<zh>[^|]+?) \| (?P<en>[^|]+?) \| `(?P<code>[^`]+)` \|")


def tree() -> str:
    """The folders of the house with the first line of their docstring, from the upper floors down."""
    order = {name: n for n, floor in enumerate(_layers()) for name in floor}
    lines = ["shanzhi/"]
    for init in sorted(HOUSE.rglob("__init__.py"), key=lambda p: (_rank(p, order), p)):
        parts = init.parent.relative_to(HOUSE).parts
        if parts:
            name = "    " * len(parts) + parts[-1] + "/"
            lines.append(f"{name:<24} {_first_line(init)}")
    files = sorted(HOUSE.glob("[a-z]*.py"))
    return _fenced([*lines, *(f"    {file.name:<20} {_first_line(file)}" for file in files)])


def floors() -> str:
    """The floors as the import contract has them: each may import what stands below it."""
    return _fenced([" | ".join(floor) for floor in _layers()])


def permissions() -> str:
    """Who may do what: the table of core.access."""
    names = glossary("Deeds")
    kinds = {deed: kind for kind, deeds in KINDS.items() for deed in deeds}
    head = ["办理事项", "deed", "code", "kind", *(f"{glossary('Roles')[r][0]} `{r}`" for r in ROLES)]
    reach = {"place": "本地区 place", "own": "本单位 own unit"}
    rows = [
        [*names[deed], f"`{deed}`", kinds[deed], *(reach.get(who.get(r, ""), "–") for r in ROLES)]
        for deed, who in MAY.items()
    ]
    return _table(head, rows)


def refusals() -> str:
    """Every refusal: its code, the status it stands for, its sentence in both languages."""
    english = words.catalogue()
    said = sorted(set(words.refusals()))
    rows = [[f"`{code}`", str(STATUS.get(code, 422)), text, english.get(text, "")] for code, text in said]
    return _table(["code", "HTTP", "中文", "English"], rows)


def settings() -> str:
    """Every variable of the environment that the program reads."""
    found = variables()
    unknown = found.keys() ^ MEANING.keys()
    if unknown:
        raise CommandError(f"MEANING in {__name__} and the code differ: {', '.join(sorted(unknown))}")
    rows = [[f"`{name}`", f"`{default}`" if default else "–", MEANING[name]] for name, default in sorted(found.items())]
    return _table(["variable", "default", "meaning"], rows)


def targets() -> str:
    """The targets of the Makefile."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    rows = [[f"`make {m[1]}`", m[2]] for m in re.finditer(r"(?m)^([a-z0-9]+):.*?## (.+)$", text)]
    return _table(["command", "does"], rows)


def commands() -> str:
    """The subcommands of `shanzhi`: those of its own, and those of the night watch."""
    own = cli.main.commands
    rows = {name: str(c.short_help or c.help or "") for name, c in own.items()}
    for file in (HOUSE / "management" / "commands").glob("[a-z]*.py"):
        rows.setdefault(file.stem, _first_line(file))
    return _table(["command", "does"], [[f"`shanzhi {name}`", text] for name, text in sorted(rows.items())])


PAGES: dict[str, dict[str, Callable[[], str]]] = {
    "house.md": {"floors": floors, "tree": tree},
    "permissions.md": {"permissions": permissions},
    "refusals.md": {"refusals": refusals},
    "settings.md": {"settings": settings},
    "commands.md": {"targets": targets, "commands": commands},
}


def glossary(section: str) -> dict[str, tuple[str, str]]:
    """A section of the glossary: code -> (Chinese, English)."""
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    part = text.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return {m["code"]: (m["zh"], m["en"]) for m in _ROW.finditer(part)}


def variables() -> dict[str, str]:
    """The variables of the environment that the house reads, with their defaults as written."""
    found: dict[str, str] = {}
    for path in HOUSE.rglob("*.py"):
        for name, default in _asked(ast.parse(path.read_text(encoding="utf-8"))):
            found[name] = default or found.get(name, "")
    return found


def page(name: str) -> tuple[str, str]:
    """A page as it stands and as it should be."""
    text = (DOCS / name).read_text(encoding="utf-8")
    makers = PAGES[name]
    absent = makers.keys() - {m[2] for m in _BLOCK.finditer(text)}
    if absent:
        raise CommandError(f"docs/{name}: no block for {', '.join(sorted(absent))}")
    return text, _BLOCK.sub(lambda m: f"{m[1]}{makers[m[2]]()}\n{m[3]}", text)


def _asked(module: ast.Module) -> Iterator[tuple[str, str]]:
    for call in (n for n in ast.walk(module) if isinstance(n, ast.Call) and n.args):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = [a.value if isinstance(a, ast.Constant) else None for a in call.args]
        of_environment = name == "_flag" or "environ" in ast.unparse(call.func) or name == "getenv"
        if name in _READING and of_environment and isinstance(given[0], str):
            yield given[0], str(given[1]) if len(given) > 1 and given[1] is not None else ""


def _layers() -> list[list[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    return [floor.split(" | ") for floor in layers]


def _rank(init: Path, order: dict[str, int]) -> int:
    parts = init.parent.relative_to(HOUSE).parts
    return order.get(parts[0], 99) if parts else -1


def _first_line(path: Path) -> str:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return doc.split("\n", 1)[0]


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _fenced(lines: list[str]) -> str:
    return "\n".join(["```text", *lines, "```"])


class Command(BaseCommand):
    """Rewrites the generated parts of the pages under docs/; with --check only compares."""

    help = "重写文档中的生成部分 rewrite the generated parts of the documentation"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where something differs")

    def handle(self, *_: Any, **options: Any) -> None:
        stale = []
        for name in PAGES:
            was, now = page(name)
            if was != now:
                stale.append(f"docs/{name}")
                if not options["check"]:
                    (DOCS / name).write_text(now, encoding="utf-8")
        if stale and options["check"]:
            raise CommandError(f"与代码不一致 differs from the code: {', '.join(stale)}（运行 run: make fix）")
        self.stdout.write(
            f"已更新 rewritten: {', '.join(stale)}" if stale else f"{len(PAGES)} 页与代码一致 pages agree"
        )
