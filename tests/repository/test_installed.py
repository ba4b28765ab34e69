# SPDX-License-Identifier: EUPL-1.2
"""The tests' short way to tables and rows ends where all the migrations end."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.installed import ROWS, build, migrate, tables

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("migrated") / "ordito.sqlite3"
    return path, migrate(path)


@pytest.mark.slow
def test_rows_are_those_that_migrations_leave(migrated: tuple[Path, str]) -> None:
    assert migrated[1] == ROWS.read_text(encoding="utf-8"), "write the file again: see tests/installed.py"


@pytest.mark.slow
def test_tables_are_those_that_migrations_make(migrated: tuple[Path, str], tmp_path: Path) -> None:
    build(made := tmp_path / "ordito.sqlite3")
    with closing(sqlite3.connect(migrated[0])) as one, closing(sqlite3.connect(made)) as other:
        by_migrations, by_models = tables(one), tables(other)
    del by_migrations["django_migrations"]
    assert {name: by_models[name] for name in by_migrations} == by_migrations
