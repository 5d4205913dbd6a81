"""What ails the machine is told from a fault of the program."""

import errno

import pytest
from django.db.utils import InternalError, OperationalError
from psycopg import errors
from psycopg_pool import PoolTimeout

from shanzhi.database import ailment


def wrapped(django: type[Exception], cause: Exception) -> Exception:
    """An error as Django hands it on."""
    error = django("…")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "no space"), "disk_full"),
        (OSError(errno.EROFS, "read-only"), "disk_read_only"),
        (wrapped(OperationalError, errors.DiskFull()), "disk_full"),
        (wrapped(InternalError, errors.ReadOnlySqlTransaction()), "disk_read_only"),
        (wrapped(OperationalError, PoolTimeout("5 s")), "database_gone"),
        (wrapped(OperationalError, errors.AdminShutdown()), "database_gone"),
        (wrapped(OperationalError, errors.TooManyConnections()), "database_gone"),
    ],
)
def test_what_ails_the_machine_has_a_sentence(error, code):
    found = ailment(wrapped(RuntimeError, error))
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("a fault"),
        OSError(errno.ENOENT, "no file"),
        wrapped(OperationalError, errors.DeadlockDetected()),
        wrapped(OperationalError, errors.LockNotAvailable()),
    ],
)
def test_a_fault_of_the_program_has_none(error):
    assert ailment(error) is None
