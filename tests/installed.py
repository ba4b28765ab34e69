# SPDX-License-Identifier: EUPL-1.2
"""What an empty installation holds: the tests' tables are made from the models, and these rows from a file.

Running every migration takes half a minute, each time that somebody runs a test. `tests/repository/test_installed.py`
runs them for real and holds tables and rows against what is used here; the browser's tests run on a migrated database.
After a migration that adds rows, write the file again:

    PYTHONPATH=src:. .venv/bin/python -m tests.installed
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

ROOT = Path(__file__).parents[1]
ROWS = Path(__file__).with_name("installed.json")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(Z|\+00:00)")
SOME_DAY = "2026-01-01T00:00:00Z"


def fill() -> None:
    """Put the rows of an empty installation into the tests' database."""
    from django.core import serializers
    from django.core.management.color import no_style
    from django.db import connection, transaction

    rows = [row.object for row in serializers.deserialize("json", ROWS.read_text(encoding="utf-8"))]
    with transaction.atomic(), connection.cursor() as cursor:
        for row in rows:
            row.save_base(raw=True)
        for statement in connection.ops.sequence_reset_sql(no_style(), list({type(row) for row in rows})):
            cursor.execute(statement)


def migrate(database: Path) -> str:
    """Migrate an empty SQLite database for real; returns its rows as JSON, moments made equal."""
    run(database, "migrate", "--verbosity", "0")
    run(database, "migrate", "--check")
    rows = json.loads(MOMENT.sub(SOME_DAY, run(database, "dumpdata", *labels(), "--indent", "1")))
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def make_tables() -> None:
    """Make the tables of the empty database of this process from the models."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)


def install() -> None:
    """Tables and rows of an empty installation in the database of this process, without the migrations."""
    make_tables()
    fill()


def build(database: Path) -> None:
    """Make the tables of an empty SQLite database from the models, as the tests' own is made."""
    python(database, "-c", "import django; django.setup(); from tests.installed import make_tables; make_tables()")


def labels() -> list[str]:
    """The labels of our apps that have tables."""
    from django.apps import apps

    return [config.label for config in apps.get_app_configs() if config.name.startswith("ordito.")]


def run(database: Path, *arguments: str) -> str:
    """What a command of Django says, on an installation of its own."""
    return python(database, "manage.py", *arguments)


def python(database: Path, *arguments: str) -> str:
    """What a program says, on an installation of its own."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "ordito.config.settings",
        "ORDITO_STATE": str(database.parent),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def tables(connection: sqlite3.Connection) -> dict[str, Any]:
    """By table: its columns, its foreign keys, its constraints by name, its indexes with what they index."""
    found: dict[str, Any] = {}
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
        columns = {tuple(row[1:]) for row in connection.execute(f'PRAGMA table_info("{name}")')}
        keys = {tuple(row[2:]) for row in connection.execute(f'PRAGMA foreign_key_list("{name}")')}
        indexes = {
            (index[2:], tuple(column[2:] for column in connection.execute(f'PRAGMA index_xinfo("{index[1]}")')))
            for index in connection.execute(f'PRAGMA index_list("{name}")')
        }
        constraints = set(re.findall(r'CONSTRAINT "(\w+)"', sql))
        found[name] = ({column[:3] for column in columns}, keys, constraints, indexes)
    return found


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ordito.config.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        ROWS.write_text(migrate(Path(folder) / "ordito.sqlite3"), encoding="utf-8")
