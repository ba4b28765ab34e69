# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from tests.repository.sources import python_files, text_of, with_suffix

if TYPE_CHECKING:
    from pathlib import Path

LICENCE = "SPDX-License-Identifier: EUPL-1.2"
HEAD_LINES = 3  # a shebang or an XML opening may come first


def carries_licence(text: str) -> bool:
    return any(LICENCE in line for line in text.splitlines()[:HEAD_LINES])


def test_every_source_file_says_its_licence() -> None:
    sources: tuple[Path, ...] = (*python_files(), *with_suffix(".html", ".css", ".js", ".svg", ".sh"))
    # An empty `__init__.py` holds nothing to license.
    silent = {path.as_posix() for path in sources if text_of(path) and not carries_licence(text_of(path))}
    assert silent == set()


def test_missing_licence_is_noticed() -> None:
    assert not carries_licence("import os\n")
    assert carries_licence(f"#!/usr/bin/env python3\n# {LICENCE}\n")
