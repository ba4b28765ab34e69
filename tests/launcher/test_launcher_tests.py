# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.launcher.conftest import Commands


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("==== 812 passed in 300.12s (0:05:00) ====", {"passed": 812}),
        ("= 1 failed, 811 passed, 2 skipped in 9.00s =", {"failed": 1, "passed": 811, "skipped": 2}),
        ("3 passed, 4 deselected, 1 warning in 0.10s", {"passed": 3, "deselected": 4, "warning": 1}),
        ("=== 1 passed, 1 error in 0.10s ===", {"passed": 1, "errors": 1}),
        ("==== 2 errors in 0.10s ====", {"errors": 2}),
        ("==== no tests ran in 0.01s ====", {}),
        ("FAILED tests/core/test_text.py::test_x - assert 3 passed in 4s", {}),
        ("==== short test summary info ====", {}),
    ],
)
def test_parse_closing_of_each_form(launcher: ModuleType, line: str, expected: dict[str, int]) -> None:
    assert launcher.parse_closing(line) == expected


def test_closing_line_sums_the_runs(launcher: ModuleType) -> None:
    tally = launcher.Tally()
    tally.add("ruff", 0)
    tally.add("SQLite", 0, "400 passed in 10.00s")
    tally.add("PostgreSQL", 0, "401 passed, 3 deselected in 10.00s")
    line = tally.closing_line()
    assert re.fullmatch(r"=+ 801 passed in \d+\.\d\ds =+", line)
    assert launcher.parse_closing(line) == {"passed": 801}
    assert tally.failures == []


def test_tally_counts_a_failed_checker_as_a_failure(launcher: ModuleType) -> None:
    tally = launcher.Tally()
    tally.add("mypy", 2)
    tally.add("SQLite", 0, "5 passed in 1.00s")
    assert launcher.parse_closing(tally.closing_line()) == {"failed": 1, "passed": 5}
    assert tally.failures == ["mypy: codice 2"]


@pytest.mark.parametrize(
    ("code", "closing", "counts"),
    [
        (1, "1 failed, 4 passed in 1.00s", {"failed": 1, "passed": 4}),
        (0, "4 passed, 1 skipped in 1.00s", {"passed": 4, "skipped": 1}),
        (5, "no tests ran in 0.01s", {"failed": 1}),
        (-9, "", {"failed": 1}),
        (1, "4 passed, 1 error in 1.00s", {"passed": 4, "errors": 1}),
        (3, "4 passed in 1.00s", {"failed": 1, "passed": 4}),
    ],
)
def test_tally_takes_every_bad_end_as_failure(
    launcher: ModuleType, code: int, closing: str, counts: dict[str, int]
) -> None:
    tally = launcher.Tally()
    tally.add("pytest", code, closing)
    assert len(tally.failures) == 1
    assert launcher.parse_closing(tally.closing_line()) == counts


def test_run_pytest_remembers_the_closing_line(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "python"
    program.write_text('#!/bin/sh\necho "$@"\necho "== 1 failed, 2 passed in 0.10s =="\necho bye\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setattr(launcher, "PYTHON", program)
    tally = launcher.Tally()
    launcher.run_pytest(tally, "pytest su SQLite", ["tests/core", "-x"], dict(os.environ))
    assert tally.counts["failed"] == 1
    assert tally.counts["passed"] == 2
    assert tally.failures == ["pytest su SQLite: codice 1, 1 failed, 2 passed in 0.10s"]
    assert "-m pytest tests/core -x\n" in capsys.readouterr().out


class Stages:
    """Stands in for the stages of ``test``: remembers name, arguments and database of each."""

    def __init__(self, launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran: list[tuple[str, list[str]]] = []
        self.environments: list[dict[str, str]] = []
        monkeypatch.setattr(launcher, "install", lambda lock: self.ran.append(("install", [lock])))
        monkeypatch.setattr(launcher, "find_chromium", lambda: "/usr/bin/chromium")
        monkeypatch.setattr(launcher, "private_postgresql", self.postgresql)
        monkeypatch.setattr(launcher, "run_checks", self.checks)
        monkeypatch.setattr(launcher, "run_pytest", self.pytest)
        self.broken = ""

    @contextlib.contextmanager
    def postgresql(self, folder: Path) -> Iterator[str]:
        yield f"postgresql:///ordito?host={folder}"

    def checks(self, _tally: object, environment: dict[str, str]) -> None:
        self.ran.append(("checks", []))
        self.environments.append(environment)

    def pytest(self, tally: object, name: str, arguments: list[str], environment: dict[str, str]) -> None:
        self.ran.append((environment["DATABASE_URL"].split(":")[0], arguments))
        self.environments.append(environment)
        tally.add(name, int(name == self.broken), "1 failed in 1s" if name == self.broken else "2 passed in 1s")  # type: ignore[attr-defined]


def test_test_runs_every_stage_and_ends_with_the_sum(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stages = Stages(launcher, monkeypatch)
    assert launcher.test([]) == 0
    assert stages.ran == [
        ("install", ["test"]),
        ("checks", []),
        ("sqlite", ["-m", "not browser", "-n", "2"]),
        ("postgresql", ["-m", "database and not browser", "-n", "2"]),
        ("postgresql", ["-m", "browser", "-n", "2"]),
    ]
    assert launcher.parse_closing(capsys.readouterr().out.splitlines()[-1]) == {"passed": 6}


def test_test_goes_on_after_a_failure_and_ends_badly(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stages = Stages(launcher, monkeypatch)
    stages.broken = "pytest su SQLite"
    assert launcher.test([]) == 1
    assert len(stages.ran) == 5
    shown = capsys.readouterr().out
    assert "  - pytest su SQLite: codice 1" in shown
    assert launcher.parse_closing(shown.splitlines()[-1]) == {"failed": 1, "passed": 4}


def test_test_with_arguments_runs_only_pytest(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = Stages(launcher, monkeypatch)
    assert launcher.test(["tests/cases", "-x"]) == 0
    assert stages.ran[1:] == [("sqlite", ["tests/cases", "-x"]), ("postgresql", ["tests/cases", "-x"])]


def test_test_hides_the_settings_of_this_machine(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = Stages(launcher, monkeypatch)
    for name in ("ORDITO_DEMONSTRATION", "ORDITO_KEYS", "PYTHONWARNINGS", "PYTEST_ADDOPTS"):
        monkeypatch.setenv(name, "0")
    monkeypatch.setenv("DATABASE_URL", "postgresql:///real_people")
    launcher.test([])
    for environment in stages.environments:
        assert {name for name in environment if name.startswith("ORDITO_")} == {"ORDITO_STATE", "ORDITO_CHROMIUM"}
        assert not {"PYTHONWARNINGS", "PYTEST_ADDOPTS"} & set(environment)
        assert "real_people" not in environment["DATABASE_URL"]


def test_run_checks_tries_all_although_one_fails(launcher: ModuleType, installation: Path, commands: Commands) -> None:
    (installation / "src").mkdir()
    (installation / "src/page.html").write_text("")
    commands.failing = ("--check",)
    tally = launcher.Tally()
    launcher.run_checks(tally, {})
    programs = [words[0].rsplit("/", 1)[-1] for words in commands.ran]
    assert programs == ["ruff", "ruff", "mypy", "lint-imports", "djade", "python", "python"]
    assert commands.ran[2][1:] == ["src"]
    assert commands.ran[4][-1] == "src/page.html"
    assert [failure.split(":")[0] for failure in tally.failures] == ["ruff format", "djade", "manage.py makemigrations"]


def test_find_chromium_prefers_what_is_named(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.delenv("ORDITO_CHROMIUM", raising=False)
    assert launcher.find_chromium() == "/bin/chromium"
    monkeypatch.setenv("ORDITO_CHROMIUM", "/my/browser")
    assert launcher.find_chromium() == "/my/browser"


def test_find_chromium_installs_when_missing(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.delenv("ORDITO_CHROMIUM", raising=False)
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/bin/{name}" if installed else None)
    monkeypatch.setattr(launcher, "apt_install", lambda package, _why: installed.append(package))
    assert launcher.find_chromium() == "/bin/chromium"
    assert installed == ["chromium"]


def server_programs(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "pg_ctl", "postgres", "createdb"):
        (folder / name).touch()
    return folder


def test_find_postgresql_takes_the_newest_of_debian(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(launcher.shutil, "which", lambda _name: None)
    assert launcher.find_postgresql(tmp_path) is None
    server_programs(tmp_path / "9.6/bin")
    newest = server_programs(tmp_path / "15/bin")
    (tmp_path / "17/bin").mkdir(parents=True)  # only the client is installed
    assert launcher.find_postgresql(tmp_path) == newest


def test_find_postgresql_prefers_the_path(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server_programs(tmp_path / "debian/15/bin")
    own = server_programs(tmp_path / "own")
    monkeypatch.setattr(launcher.shutil, "which", lambda name: str(own / name))
    assert launcher.find_postgresql(tmp_path / "debian") == own


def test_server_account_of_root_is_another(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 0)
    account = launcher.server_account()
    assert account["user"] != 0
    assert account["extra_groups"] == []
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 1000)
    assert launcher.server_account() == {}


def crash_inside_cluster(launcher: ModuleType, seen: dict[str, str]) -> None:
    """What ``./ordito test`` does around the runs, with a run that breaks."""
    with (
        launcher.tempfile.TemporaryDirectory(prefix="ordito-") as name,
        launcher.private_postgresql(launcher.Path(name)) as url,
    ):
        number = (launcher.Path(name) / "postgresql/postmaster.pid").read_text().splitlines()[0]
        seen.update(url=url, folder=name, server=number)
        os.kill(int(number), 0)
        raise RuntimeError("a test crashed")


def test_private_postgresql_is_removed_also_after_a_fault(launcher: ModuleType) -> None:
    seen: dict[str, str] = {}
    with pytest.raises(RuntimeError, match="a test crashed"):
        crash_inside_cluster(launcher, seen)
    assert seen["url"] == f"postgresql:///ordito?host={seen['folder']}/postgresql&user=ordito"
    assert not launcher.Path(seen["folder"]).exists()
    command_line = launcher.Path("/proc") / seen["server"] / "cmdline"
    assert not command_line.exists() or command_line.read_bytes() == b""  # gone, or waiting for init to notice


def test_interrupt_of_pytest_ends_it(launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminated launcher must not leave a pytest behind that holds the private database."""
    program = tmp_path / "python"
    program.write_text(
        f"#!/bin/sh\necho $$ > {tmp_path}/pid\nsleep 0.5\nkill -{signal.SIGUSR1.value} $PPID\nexec sleep 60\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(launcher, "PYTHON", program)
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            launcher.run_pytest(launcher.Tally(), "pytest", [], dict(os.environ))
    finally:
        signal.signal(signal.SIGUSR1, before)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_file_runs_without_any_package() -> None:
    """Standard library only: with no site-packages at all the launcher still answers."""
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "ordito", "--help"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0
    assert "./ordito start" in answer.stdout
