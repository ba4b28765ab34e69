# SPDX-License-Identifier: EUPL-1.2
"""Databases of a benchmark's own: a private PostgreSQL started as the tests start theirs, or a SQLite file."""

from __future__ import annotations

import subprocess
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
def database(kind: str, *, durable: bool = False) -> Iterator[tuple[str, Path]]:
    """The address of an empty database of `kind` (sqlite or postgresql) and a folder that goes with it.

    With `durable` PostgreSQL waits for the disk at every commit, as an installation's does; the one of the tests does
    not. SQLite always waits.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "postgresql":
            starter = launcher()
            with starter.private_postgresql(folder) as url:
                if durable:
                    _restart_durable(starter, folder)
                yield url, folder
        else:
            yield f"sqlite:///{folder / 'ordito.sqlite3'}", folder


def _restart_durable(starter: Any, folder: Path) -> None:
    """The private server again, with what protects from a power cut."""
    home = folder / "postgresql"
    settings = f"-k {home} -c listen_addresses= -c fsync=on -c full_page_writes=on -c synchronous_commit=on"
    command = [starter.find_postgresql() / "pg_ctl", "-D", home, "-w", "-m", "fast", "-l", home / "log", "-o", settings]
    subprocess.run([*command, "restart"], cwd=home, check=True, stdout=subprocess.DEVNULL, **starter.server_account())
