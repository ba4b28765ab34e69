# SPDX-License-Identifier: EUPL-1.2
"""Databases of a benchmark's own: a private PostgreSQL started as the tests start theirs, or a SQLite file."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent


def launcher() -> Any:
    """The launcher as a module: it has no extension, and knows how to bring up a private PostgreSQL."""
    loader = SourceFileLoader("ordito_launcher", str(ROOT / "ordito"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@contextmanager
def database(kind: str) -> Iterator[tuple[str, Path]]:
    """The address of an empty database of `kind` (sqlite or postgresql) and a folder that goes with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "postgresql":
            with launcher().private_postgresql(folder) as url:
                yield url, folder
        else:
            yield f"sqlite:///{folder / 'ordito.sqlite3'}", folder
