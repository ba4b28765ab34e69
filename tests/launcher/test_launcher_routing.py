# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType


@pytest.fixture(autouse=True)
def keep_handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_main_without_word_shows_the_commands(
    launcher: ModuleType, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert launcher.main(arguments) == 0
    shown = capsys.readouterr().out
    assert "./ordito start" in shown
    assert "./ordito test" in shown


@pytest.mark.parametrize("word", ["start", "test"])
@pytest.mark.usefixtures("installation")
def test_main_hands_the_rest_to_its_own_commands(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    seen: list[list[str]] = []

    def command(rest: list[str]) -> int:
        seen.append(rest)
        return 5

    monkeypatch.setattr(launcher, word, command)
    assert launcher.main([word, "--port", "1"]) == 5
    assert seen == [["--port", "1"]]


def test_main_other_word_goes_to_django(
    launcher: ModuleType, installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, list[str], dict[str, str]]] = []
    installed: list[str] = []
    monkeypatch.setattr(launcher, "install", installed.append)
    monkeypatch.setattr(launcher.os, "execve", lambda path, words, env: calls.append((str(path), words, env)))
    launcher.main(["audit_verify", "--quick"])
    ((program, words, environment),) = calls
    assert program == str(installation / ".venv/bin/python")
    assert words[1:] == ["manage.py", "audit_verify", "--quick"]
    assert environment["DJANGO_SETTINGS_MODULE"] == "ordito.config.settings"
    assert environment["PYTHONPATH"].split(os.pathsep) == [str(installation / "src"), str(installation)]
    assert installed == ["base"]


def test_main_refuses_an_old_python(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "OLDEST_PYTHON", (99, 0))
    with pytest.raises(SystemExit) as left:
        launcher.main(["start"])
    assert left.value.code == 1
    assert "Serve Python 3.11 o più recente" in capsys.readouterr().err


def test_read_env_file_takes_names_and_values(launcher: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text('# a comment = not a setting\nORDITO_HOSTS=a,b\n ORDITO_FROM = "casa@esempio.it"\n\nEMPTY=\n')
    assert launcher.read_env_file(path) == {"ORDITO_HOSTS": "a,b", "ORDITO_FROM": "casa@esempio.it", "EMPTY": ""}
    assert launcher.read_env_file(tmp_path / "missing") == {}


def test_environment_of_the_machine_wins_over_the_file(
    launcher: ModuleType, installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installation / ".env").write_text("ORDITO_HOSTS=file\nORDITO_FROM=file\n")
    monkeypatch.setenv("ORDITO_HOSTS", "machine")
    monkeypatch.delenv("ORDITO_FROM", raising=False)
    environment = launcher.django_environment()
    assert (environment["ORDITO_HOSTS"], environment["ORDITO_FROM"]) == ("machine", "file")
