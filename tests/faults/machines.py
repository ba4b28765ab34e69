# SPDX-License-Identifier: EUPL-1.2
"""Two at once, and processes that can be killed: real connections, a real server, a real worker."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ordito.accounts.models import User

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
TOKEN = "a" * 32


@contextmanager
def shared_database(folder: Path) -> Iterator[str]:
    """The database of the test, open to other threads and processes; yields its DATABASE_URL.

    On SQLite it is a copy in a file, as in a real installation, because the tests' own is in memory.
    """
    told = connection.settings_dict
    if connection.vendor != "sqlite":
        user, password, host, port = (told[key] for key in ("USER", "PASSWORD", "HOST", "PORT"))
        yield (
            f"postgresql:///{told['NAME']}?"
            + urlencode({key: value for key, value in (("host", host), ("user", user), ("port", port)) if value})
            if not password
            else f"postgresql://{user}:{password}@{host}:{port or 5432}/{told['NAME']}"
        )
        return
    connection.ensure_connection()
    path, own, name = folder / "ordito.sqlite3", connection.connection, told["NAME"]
    copy = sqlite3.connect(path)
    own.backup(copy)
    copy.close()
    told["NAME"], connection.connection = str(path), None
    try:
        yield f"sqlite:///{path}"
    finally:
        connection.close()
        told["NAME"], connection.connection = name, own


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the exception it raised, each on a connection of its own and all begun together."""
    found: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def do(place: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=PATIENCE)
            found[place] = act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return found


def wait_for(condition: Callable[[], bool], *, every: float = 0.1) -> None:
    """Until `condition` holds; fails the test when it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(every)


@contextmanager
def process(*command: str, url: str, state: Path, log: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the installation whose state lies in `state`; killed at the end."""
    keys = state / "keys"
    keys.mkdir(exist_ok=True)
    (keys / "secret_key").write_text(settings.SECRET_KEY)
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "ordito.config.settings",
        "ORDITO_STATE": str(state),
        "ORDITO_KEYS": str(settings.ORDITO_KEYS),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    with (log or Path(os.devnull)).open("ab") as output:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield running
        finally:
            kill(running)


def kill(running: subprocess.Popen[bytes]) -> None:
    """`kill -9` of a process and of all that it started."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def worker(url: str, state: Path) -> Any:
    """A worker of jobs."""
    return process(sys.executable, "manage.py", "worker", url=url, state=state)


@contextmanager
def server(url: str, state: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A web server as `./ordito start` runs it, and its port, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    shape = ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    program = str(Path(sys.executable).parent / "granian")
    command = (program, *where, *shape, "ordito.config.wsgi:application")
    with process(*command, url=url, state=state, log=state / "server.log") as running:
        wait_for(lambda: answers(port))
        yield running, port


def answers(port: int) -> bool:
    """Whether the server shows its login page."""
    try:
        return Browser(port).get("/accesso/") == 200
    except (OSError, HTTPException):
        return False


class Browser:
    """Sends forms to a real server as somebody who has logged in."""

    def __init__(self, port: int, user: User | None = None) -> None:
        self.port = port
        cookies = {settings.CSRF_COOKIE_NAME: TOKEN}
        if user is not None:
            client = Client()
            client.force_login(user)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    def get(self, path: str) -> int:
        """The status of a page."""
        return self._ask("GET", path, "", {})

    def post(self, path: str, values: Mapping[str, Any]) -> int:
        """The status of the answer to a form; raises `OSError` or `HTTPException` when the server died meanwhile."""
        body = urlencode({**values, "csrfmiddlewaretoken": TOKEN}, doseq=True)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> int:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            asked.request(method, path, body, self.headers | headers)
            answer = asked.getresponse()
            answer.read()
            return answer.status
        finally:
            asked.close()
