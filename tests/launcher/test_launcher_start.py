# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.launcher.conftest import Commands


@pytest.fixture
def keep_signals() -> Iterator[None]:
    """The launcher sets its own handlers; give pytest its ones back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.enable_socket
def test_port_is_free_sees_a_listener(launcher: ModuleType, taken_port: int) -> None:
    assert launcher.port_is_free(taken_port) is False


@pytest.mark.enable_socket
def test_port_is_free_after_the_listener_left(launcher: ModuleType) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
    assert launcher.port_is_free(port) is True


@pytest.mark.enable_socket
def test_port_is_free_refuses_what_is_no_port(launcher: ModuleType) -> None:
    assert launcher.port_is_free(70_000) is False


@pytest.mark.enable_socket
def test_start_with_taken_port_does_no_work(
    launcher: ModuleType, commands: Commands, taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        launcher.start(["--port", str(taken_port)])
    assert left.value.code == 1
    assert f"La porta {taken_port} non è libera" in capsys.readouterr().err
    assert commands.ran == []


def test_start_prepares_before_it_serves(
    launcher: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "port_is_free", lambda _port: True)
    monkeypatch.setattr(launcher, "install", lambda _lock: None)
    monkeypatch.setattr(launcher, "run_together", lambda *_: pytest.fail("served without tables"))
    commands.failing = ("prepare",)
    with pytest.raises(SystemExit) as left:
        launcher.start([])
    assert left.value.code == 1
    assert "La preparazione non è riuscita" in capsys.readouterr().err


def test_start_serves_this_machine_alone(
    launcher: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[dict[str, list[str]]] = []

    def run_together(programs: dict[str, list[str]], *_: object) -> int:
        served.append(programs)
        return 0

    monkeypatch.setattr(launcher, "port_is_free", lambda _port: True)
    monkeypatch.setattr(launcher, "install", lambda _lock: None)
    monkeypatch.setattr(launcher, "run_together", run_together)
    assert launcher.start(["--port", "8123"]) == 0
    web, worker = served[0].values()
    assert web[web.index("--host") + 1] == "127.0.0.1"
    assert web[web.index("--port") + 1] == "8123"
    assert worker[-2:] == ["manage.py", "worker"]
    assert [words[-1] for words in commands.ran] == ["prepare"]


def test_describe_people_in_columns(launcher: ModuleType) -> None:
    people = [
        {"username": "anna", "name": "Anna Prova", "role": "assistente sociale", "password": "gelso-uno"},
        {"username": "regione", "name": "Ugo Finto", "role": "funzionario regionale", "password": "pino"},
    ]
    assert launcher.describe_people(people).splitlines() == [
        "Persone inventate con cui entrare:",
        "  utente   password   nome        ruolo",
        "  anna     gelso-uno  Anna Prova  assistente sociale",
        "  regione  pino       Ugo Finto   funzionario regionale",
    ]


@pytest.mark.enable_socket
def test_announce_waits_for_the_server(
    launcher: ModuleType, taken_port: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert launcher.announce_when_ready(closed.getsockname()[1], tmp_path / "none.json") is False
    assert capsys.readouterr().out == ""
    people = tmp_path / "demo_passwords.json"
    people.write_text('[{"username": "anna", "name": "Anna", "role": "r", "password": "segreta"}]')
    assert launcher.announce_when_ready(taken_port, people) is True
    shown = capsys.readouterr().out
    assert f"http://localhost:{taken_port}" in shown
    assert "segreta" in shown


def sleeper(tmp_path: Path, name: str) -> list[str]:
    """A child that writes its number and would stay for a minute."""
    code = "import os,sys,time; open(sys.argv[1],'w').write(str(os.getpid())); time.sleep(60)"
    return [sys.executable, "-c", code, str(tmp_path / name)]


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.usefixtures("keep_signals")
def test_run_together_stops_the_other_when_one_dies(
    launcher: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wait_then_die = (
        "import os,sys,time\n"
        "while not os.path.exists(sys.argv[1]) or not open(sys.argv[1]).read(): time.sleep(0.05)\n"
        "sys.exit(7)"
    )
    programs = {
        "Il server web": sleeper(tmp_path, "server"),
        "Il processo dei lavori": [sys.executable, "-c", wait_then_die, str(tmp_path / "server")],
    }
    assert launcher.run_together(programs, dict(os.environ), lambda: True) == 7
    assert "Il processo dei lavori si è fermato da solo (codice 7)" in capsys.readouterr().out
    assert not is_alive(int((tmp_path / "server").read_text()))


@pytest.mark.usefixtures("keep_signals")
def test_run_together_ends_well_on_interrupt(launcher: ModuleType, tmp_path: Path) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    files = [tmp_path / "web", tmp_path / "worker"]

    def interrupt_when_both_run() -> None:
        while not all(path.exists() and path.read_text() for path in files):
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=interrupt_when_both_run)
    thread.start()
    programs = {path.name: sleeper(tmp_path, path.name) for path in files}
    assert launcher.run_together(programs, dict(os.environ), lambda: True) == 0
    thread.join()
    assert [is_alive(int(path.read_text())) for path in files] == [False, False]
