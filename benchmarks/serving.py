# SPDX-License-Identifier: EUPL-1.2
"""Processes of an installation, for benchmarks that measure it from outside or kill it; `prepare` has set its place."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.accounts.models import User

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
TOKEN = "a" * 32  # against forged requests: any, the same in cookie and header
THREADS = 4  # as the launcher starts the web server


@contextmanager
def process(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in the environment of this one; killed at the end with all that it started."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    with log.open("ab") as output:
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


@contextmanager
def server(folder: Path, *, workers: int = 1) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A web server as the launcher runs it, and its port, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    shape = ["--workers", str(workers), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning"]
    program = str(Path(sys.executable).parent / "granian")
    with process(program, *where, *shape, "ordito.config.wsgi:application", log=folder / "server.log") as running:
        end = time.monotonic() + PATIENCE
        while not _answers(port):
            assert time.monotonic() < end, "the web server does not answer"
            time.sleep(0.1)
        yield running, port


def _answers(port: int) -> bool:
    browser = Browser(port)
    try:
        return browser.ask("GET", "/accesso/")[0] == 200
    except (OSError, HTTPException):
        return False
    finally:
        browser.connection.close()


class Browser:
    """A connection that stays open, to a server that knows who is there."""

    def __init__(self, port: int, user: User | None = None) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.headers: dict[str, str] = {}
        if user is not None:
            self.headers = _logged_in(user)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Status and body of an answer."""
        try:
            self.connection.request(method, path, body or None, self.headers | headers)
        except (BrokenPipeError, ConnectionResetError):  # closed while nobody asked: a browser opens it again too
            self.connection.close()
            self.connection.request(method, path, body or None, self.headers | headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def send_form(self, path: str, values: dict[str, Any]) -> tuple[int, bytes]:
        """The answer to a form, sent as a page's script does."""
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

        body = encode_multipart(BOUNDARY, values)
        return self.ask("POST", path, body, **{"Content-Type": MULTIPART_CONTENT})


def _logged_in(user: User) -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "X-CSRFToken": TOKEN}


@contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of jobs."""
    with process(sys.executable, "manage.py", "worker", log=folder / "worker.log") as running:
        yield running
