"""Where the data lives: the server DATABASE_URL names, else an embedded PostgreSQL in the data folder."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from psycopg import Error, InterfaceError, OperationalError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from shanzhi.core.kinds import Refused

ROLE = "shanzhi_app"  # what the program runs as: owns nothing, cannot climb over row-level security
# the role at connection, so that RESET ROLE leads back to it; no compiling, since walls within walls look dear to a
# server that can: three seconds for a count of an empty table, two milliseconds without
AS_PROGRAM = f"-c role={ROLE} -c jit=off"


def data_folder() -> Path:
    """The folder that holds everything this installation keeps; SHANZHI_DATA names it, ./var by default."""
    return Path(os.environ.get("SHANZHI_DATA", "var")).expanduser().resolve()


def folder() -> Path:
    """The folder of the embedded server."""
    return data_folder() / "postgres"


def start() -> str:
    """The URL of a running database; starts the embedded one where no server is named.

    Sets DATABASE_URL and SHANZHI_OWNER_URL, so that worker processes join the same server. The embedded server stops
    with the last process that started it; after a power cut the next start recovers it.
    """
    url = os.environ.get("DATABASE_URL")
    if url:
        return url
    from shanzhi import embedded  # noqa: PLC0415 - only embedded installations need it

    os.environ["SHANZHI_OWNER_URL"] = embedded.start(folder())
    os.environ["DATABASE_URL"] = url = make_conninfo(os.environ["SHANZHI_OWNER_URL"], user=ROLE)
    return url


def django_settings(url: str | None, owner_url: str | None = None, *, owner: bool = False) -> dict[str, Any]:
    """Django's DATABASES["default"] for a PostgreSQL URL; without one, a place no server listens at.

    owner: connect as the owner of the tables, for migrations and backups alone. Else the program's own role: by its
    own log-in where owner_url says that url is not the owner's, else by taking the role as it connects.
    """
    if owner and owner_url:
        url = owner_url
    parts = conninfo_to_dict(url or f"postgresql:///postgres?user=postgres&host={folder()}")
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    named = {known[k]: str(v) for k, v in parts.items() if k in known}
    extra = {k: v for k, v in parts.items() if k not in known}
    if not owner and not owner_url:
        extra["options"] = f"{extra.get('options', '')} {AS_PROGRAM}".strip()
    # a request waits five seconds for a server that is gone, and the next one tries anew
    pool = {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 5}
    # walls make statements long to plan: a connection keeps the plans of those it has asked five times
    options = {**extra, "pool": pool, "server_side_binding": True, "prepare_threshold": 5}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": options, "CONN_HEALTH_CHECKS": True}


def ailment(error: BaseException | None) -> Refused | None:
    """What ails the machine: a full or read-only disk, a database out of reach; None for a fault of the program."""
    for one in _chain(error):
        number = one.errno if isinstance(one, OSError) else None
        state = (one.sqlstate or "") if isinstance(one, Error) else "-"
        if number in {errno.ENOSPC, errno.EDQUOT} or state == "53100":
            return Refused(
                "disk_full",
                "服务器磁盘已满，刚才的操作没有保存。请联系管理人员腾出空间，然后再办一次，程序不用重新启动。",
            )
        if number == errno.EROFS or state == "25006":
            return Refused(
                "disk_read_only",
                "服务器磁盘现在只能读、不能写，刚才的操作没有保存。请联系管理人员检查磁盘，恢复以后再办一次。",
            )
        out_of_reach = state == "" or state.startswith(("08", "57P", "53300"))
        if out_of_reach and isinstance(one, (OperationalError, InterfaceError)):
            return Refused(
                "database_gone",
                "数据库暂时连不上。请过几分钟再试，并先看一看刚才的操作是否已经保存；一直这样的，请联系管理人员。",
            )
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
