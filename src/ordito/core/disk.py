# SPDX-License-Identifier: EUPL-1.2
"""Telling that there is no room left, whoever noticed it: our own disk, SQLite's or PostgreSQL's."""

from __future__ import annotations

import errno
import sqlite3

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
POSTGRESQL_DISK_FULL = "53100"


def is_full(error: BaseException | None) -> bool:
    """Whether `error`, or an error that it was raised from, says that a disk is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        if getattr(error, "sqlstate", None) == POSTGRESQL_DISK_FULL:
            return True
        error = error.__cause__
    return False
