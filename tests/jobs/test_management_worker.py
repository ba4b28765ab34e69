# SPDX-License-Identifier: EUPL-1.2
"""A real worker, killed in the middle of a job, on the database of the run."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.jobs.actions import SILENCE, enqueue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class Database:
    """The database that the worker uses: on SQLite a copy in a file, because the tests' own is in memory."""

    def __init__(self, folder: Path) -> None:
        if connection.vendor == "sqlite":
            path = folder / "ordito.sqlite3"
            self.url = f"sqlite:///{path}"
            connection.ensure_connection()
            self._own = sqlite3.connect(path, isolation_level=None, timeout=20)
            connection.connection.backup(self._own)
        else:
            values = connection.settings_dict
            self.url = (
                f"postgresql:///{values['NAME']}?host={values['HOST']}&user={values['USER']}&port={values['PORT']}"
            )
            if values["PASSWORD"] or not values["HOST"].startswith("/"):
                host = f"{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT'] or 5432}"
                self.url = f"postgresql://{host}/{values['NAME']}"

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        if connection.vendor == "sqlite":
            return self._own.execute(statement).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        if connection.vendor == "sqlite":
            self._own.close()


@contextmanager
def worker(url: str, state: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "DATABASE_URL": url,
        "ORDITO_STATE": str(state),
        "ORDITO_KEYS": str(settings.ORDITO_KEYS),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "the worker did not do its work in time"
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_job_of_a_killed_worker_is_taken_up(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    job = enqueue(
        "tests.jobs.works.lasts_the_first_time",
        by=SystemActor("prova"),
        at=timezone.now(),
        label="Prova",
        mark=str(mark),
    )
    database = Database(tmp_path)

    def state() -> tuple[Any, ...]:
        return database.run(f"SELECT state, attempts FROM jobs_job WHERE id = {job.pk}")[0]  # noqa: S608 - a number

    with worker(database.url, tmp_path) as process:
        wait_for(mark.exists)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert state() == ("running", 1)

    silent = f"{timezone.now() - SILENCE - timedelta(seconds=1):%Y-%m-%d %H:%M:%S}"
    database.run(f"UPDATE jobs_job SET heartbeat_at = '{silent}' WHERE id = {job.pk}")  # noqa: S608 - our own values
    with worker(database.url, tmp_path):
        wait_for(lambda: state() == ("done", 2))
    database.close()
