# SPDX-License-Identifier: EUPL-1.2
"""Functions that jobs run in the tests."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from ordito.jobs.actions import JobFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[int, int], None]


def well(progress: Progress, *, number: int = 1) -> dict[str, int]:
    progress(number, 2 * number)
    return {"number": number}


def says_why(_progress: Progress) -> dict[str, int]:
    raise JobFailedError("Il file è vuoto: scegline un altro.")


def breaks(_progress: Progress) -> dict[str, int]:
    raise ValueError("RSSMRA80A01H501U")


def lasts_the_first_time(progress: Progress, *, mark: str) -> dict[str, int]:
    """Sleep until killed; find the mark when run again."""
    if Path(mark).exists():
        return {"again": 1}
    progress(1, 2)
    Path(mark).touch()
    time.sleep(300)
    return {}
