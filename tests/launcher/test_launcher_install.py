# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from tests.launcher.conftest import Commands


def use_version(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, version: str | None) -> None:
    monkeypatch.setattr(launcher, "venv_version", lambda: version)


def pip_runs(commands: Commands) -> list[list[str]]:
    return [words for words in commands.ran if "pip" in words]


def test_stamp_depends_on_lock_and_python(launcher: ModuleType) -> None:
    stamps = {launcher.stamp_of(lock, version) for lock in (b"one==1", b"one==2") for version in ("3.11", "3.13")}
    assert len(stamps) == 4
    assert launcher.stamp_of(b"one==1", "3.11") in stamps


def test_install_asks_for_hashes_and_only_once(
    launcher: ModuleType, installation: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_version(launcher, monkeypatch, "3.11")
    launcher.install("base")
    launcher.install("base")
    (only,) = pip_runs(commands)
    assert "--require-hashes" in only
    assert only[-2:] == ["-r", str(installation / "requirements/base.txt")]


def test_install_runs_again_when_lock_changes(
    launcher: ModuleType, installation: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_version(launcher, monkeypatch, "3.11")
    launcher.install("base")
    (installation / "requirements/base.txt").write_text("one==2\n")
    launcher.install("base")
    assert len(pip_runs(commands)) == 2


def test_install_runs_again_when_python_changes(
    launcher: ModuleType, installation: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation.exists()
    for version in ("3.11", "3.13"):
        use_version(launcher, monkeypatch, version)
        launcher.install("base")
    assert len(pip_runs(commands)) == 2


def test_install_failed_leaves_no_stamp(
    launcher: ModuleType,
    installation: Path,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use_version(launcher, monkeypatch, "3.11")
    commands.failing = ("pip",)
    with pytest.raises(SystemExit) as left:
        launcher.install("base")
    assert left.value.code == 1
    assert "Le librerie non si sono installate" in capsys.readouterr().err
    assert list((installation / ".venv").iterdir()) == []


def test_venv_version_of_this_python(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    link = tmp_path / "python"
    link.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    link.chmod(0o755)
    monkeypatch.setattr(launcher, "PYTHON", link)
    assert launcher.venv_version() == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_venv_version_missing_or_broken(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    link = tmp_path / "python"
    monkeypatch.setattr(launcher, "PYTHON", link)
    assert launcher.venv_version() is None
    link.symlink_to(tmp_path / "python-of-the-older-debian")
    assert launcher.venv_version() is None
    link.unlink()
    link.write_text("#!/bin/sh\nexit 1\n")
    link.chmod(0o755)
    assert launcher.venv_version() is None


def test_make_venv_without_module_asks_for_package(
    launcher: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_version(launcher, monkeypatch, "3.11")
    monkeypatch.setattr(launcher, "find_spec", lambda name: None if name == "ensurepip" else object())
    monkeypatch.setattr(launcher, "privilege", list)
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert launcher.make_venv() == "3.11"
    assert [words[-1] for words in commands.ran][:2] == ["update", "python3-venv"]
    assert commands.ran[-1][1:4] == ["-m", "venv", "--clear"]


def test_make_venv_failed_says_what_to_install(
    launcher: ModuleType, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.failing = ("venv",)
    with pytest.raises(SystemExit) as left:
        launcher.make_venv()
    assert left.value.code == 1
    assert "python3-venv" in capsys.readouterr().err


def test_apt_install_without_privilege_says_the_command(
    launcher: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "privilege", lambda: None)
    with pytest.raises(SystemExit) as left:
        launcher.apt_install("chromium", "manca il browser")
    assert left.value.code == 1
    assert capsys.readouterr().err == (
        "Non posso continuare: manca il browser. Esegui come amministratore: apt-get install chromium\n"
    )
    assert commands.ran == []


def test_apt_install_with_sudo_goes_through_it(
    launcher: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "privilege", lambda: ["sudo", "-n"])
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/usr/bin/{name}")
    launcher.apt_install("chromium", "manca il browser")
    assert all(words[:2] == ["sudo", "-n"] for words in commands.ran)
    assert commands.ran[-1][-4:] == ["install", "-y", "--no-install-recommends", "chromium"]


def test_apt_install_failed_says_the_command(
    launcher: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "privilege", list)
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/usr/bin/{name}")
    commands.failing = ("install",)
    with pytest.raises(SystemExit):
        launcher.apt_install("chromium", "manca il browser")
    assert "apt-get install chromium" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("user", "sudo", "asks_password", "expected"),
    [
        (0, None, False, []),
        (1000, None, False, None),
        (1000, "/usr/bin/sudo", False, ["/usr/bin/sudo", "-n"]),
        (1000, "/usr/bin/sudo", True, None),
    ],
)
def test_privilege_of_each_kind_of_user(
    *,
    launcher: ModuleType,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    user: int,
    sudo: str | None,
    asks_password: bool,
    expected: list[str] | None,
) -> None:
    monkeypatch.setattr(launcher.os, "geteuid", lambda: user)
    monkeypatch.setattr(launcher.shutil, "which", lambda _name: sudo)
    commands.failing = ("true",) if asks_password else ()
    assert launcher.privilege() == expected
