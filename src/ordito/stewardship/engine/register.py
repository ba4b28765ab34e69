# SPDX-License-Identifier: EUPL-1.2
"""The register of discards outside the database: one JSON object a line, added and never changed.

A backup brings back what was discarded after it was made; this file, which is not in the database, says what. It holds
random ids of rows, numbers of records and the data of the authorisation: no name.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODE = 0o600


def add_line(path: Path, line: dict[str, Any]) -> None:
    """Write one more line, safe on the disk when this returns; the same one twice does no harm."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, MODE)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(f"\n{json.dumps(line, ensure_ascii=False)}\n")  # a line cut short by a crash ends before it
        file.flush()
        os.fsync(file.fileno())


def check_writable(path: Path) -> None:
    """Raise `OSError` unless lines can be added: asked before anything is destroyed."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, MODE))


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """The lines, oldest first. One that a crash cut short is passed over: it was written again after it."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for text in file:
            try:
                yield json.loads(text)
            except ValueError:
                continue
