# SPDX-License-Identifier: EUPL-1.2
"""The files of the project as the tests of the repository see them: what is committed or about to be."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that git knows or would add, relative to the root."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (Path(name) for name in listing.split("\0") if name)
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def with_suffix(*suffixes: str) -> tuple[Path, ...]:
    """The project's files with one of these endings."""
    return tuple(path for path in project_files() if path.suffix in suffixes)


def python_files() -> tuple[Path, ...]:
    """Python source, the launcher included; migrations are written by the framework and left out."""
    launcher = tuple(path for path in project_files() if path == Path("ordito"))
    return launcher + tuple(path for path in with_suffix(".py") if "migrations" not in path.parts)


def text_of(path: Path) -> str:
    """The content of a project file."""
    return (ROOT / path).read_text(encoding="utf-8")
