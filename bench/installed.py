"""What benches measure in: a fresh installation with a database of its own, and a county made up for it."""

import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

COUNTY = "999901000000"
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


def prepare(*commands: str, conf: str = "") -> None:
    """Prepares an installation and sets Django up in it. commands: run there first; conf: lines for its database."""
    os.environ["SHANZHI_DATA"] = tempfile.mkdtemp(prefix="shanzhi-bench-")
    os.environ["SHANZHI_LOG_LEVEL"] = "ERROR"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanzhi.settings")
    for command in ("prepare", *commands):
        subprocess.run([sys.executable, "-m", "shanzhi.cli", command], check=True, capture_output=True)
    if conf:
        with (Path(os.environ["SHANZHI_DATA"]) / "postgres" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(conf)
    from shanzhi import database  # noqa: PLC0415 - the folder first

    database.start()
    import django  # noqa: PLC0415 - see above

    django.setup()


def machine() -> str:
    """What the figures were taken on."""
    return f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def county(towns: int, villages: int) -> object:
    """A county of so many townships with so many villages each; gives its clerk."""
    from shanzhi.actions.register import PersonIn, PlaceIn, add_person, add_places  # noqa: PLC0415 - after setup
    from shanzhi.queries.books import actor  # noqa: PLC0415 - after setup

    places = [PlaceIn(COUNTY, "云岭县", "county")]
    for town in range(1, towns + 1):
        places.append(PlaceIn(f"9999011{town:02}000", f"第{town}镇", "township"))
        places += [PlaceIn(f"9999011{town:02}{200 + n}", f"第{town}镇第{n}村", "village") for n in range(villages)]
    add_places(actor=None, places=places, now=NOW)
    add_person(actor=None, person=PersonIn("clerk", "某", "a-long-bench-password", "clerk", COUNTY), now=NOW)
    return actor("clerk")
