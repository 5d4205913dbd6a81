"""The drill of a bad day: a backup, an empty machine, the same books again; timed."""

import os
import resource
import tempfile
import time
from pathlib import Path

from shanzhi.papers.sealed import Secret
from shanzhi.queries.backup import check
from tests.drills.houses import FIRST, WORDS, must_run, surroundings

LARGE = 150 * 1024 * 1024
MOST_MEMORY_KB = 400 * 1024  # the program, 128 MB for the passphrase, and a little; without the large file


def test_a_town_is_backed_up_and_comes_back_on_an_empty_machine(folder, tmp_path):
    old, file = surroundings(folder), tmp_path / "town.shanzhi"
    must_run(old, "restore", str(FIRST))
    large = folder / "files" / "notes" / "large"
    with large.open("wb") as out:
        for _ in range(LARGE // 1024 // 1024):
            out.write(os.urandom(1024 * 1024))
    times = {"backup": _timed(old, "backup", str(file)), "verify": _timed(old, "backup", "--verify", str(file))}
    with tempfile.TemporaryDirectory(prefix="shanzhi-drill-", ignore_cleanup_errors=True) as empty:
        new = surroundings(Path(empty))
        times["restore"] = _timed(new, "restore", str(file))
        assert "复核无误" in must_run(new, "audit")
        again = tmp_path / "again.shanzhi"
        must_run(new, "backup", str(again))
        _same(file, again)
        assert (Path(empty) / "files" / "notes" / "large").stat().st_size == LARGE
        assert (Path(empty) / "secret").read_bytes() != (folder / "secret").read_bytes()
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_MEMORY_KB
    print("\n" + ", ".join(f"{what} {seconds:.1f} s" for what, seconds in times.items()))  # noqa: T201 - a drill prints its figures


def _timed(env: dict[str, str], *words: str) -> float:
    start = time.monotonic()
    must_run(env, *words)
    return time.monotonic() - start


def _same(file: Path, again: Path) -> None:
    """Rows and digests of every table agree; the journal has grown by the entry of the restoring."""
    with file.open("rb") as one, again.open("rb") as two:
        before, after = check(one, Secret(WORDS)), check(two, Secret(WORDS))
    assert (after.files, after.size) == (before.files, before.size)
    journal = {"shanzhi_entry", "shanzhi_entryvalue", "shanzhi_chainhead"}
    kept = before.digests.keys() - journal
    assert {n: after.rows[n] for n in kept} == {n: before.rows[n] for n in kept}
    assert after.rows["shanzhi_entry"] == before.rows["shanzhi_entry"] + 1
    assert {n: after.digests[n] for n in kept} == {n: before.digests[n] for n in kept}
