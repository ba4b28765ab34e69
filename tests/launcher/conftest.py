# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def launcher(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A fresh copy of the file without extension, so that a test may patch its names freely."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("launcher_under_test", str(ROOT / "ordito"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def installation(launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder that the launcher takes for its own."""
    monkeypatch.setattr(launcher, "ROOT", tmp_path)
    monkeypatch.setattr(launcher, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(launcher, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/base.txt").write_text("one==1\n")
    return tmp_path


class Commands:
    """Stands in for ``subprocess.run``: remembers what would have run and answers with planned exit codes."""

    def __init__(self) -> None:
        self.ran: list[list[str]] = []
        self.failing: tuple[str, ...] = ()
        self.stdout = ""

    def __call__(self, command: list[object], **_options: object) -> object:
        words = [str(word) for word in command]
        self.ran.append(words)
        failed = any(word in words for word in self.failing)
        return type("Done", (), {"returncode": int(failed), "stdout": self.stdout})()


@pytest.fixture
def commands(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Commands:
    fake = Commands()
    monkeypatch.setattr(launcher.subprocess, "run", fake)
    return fake
