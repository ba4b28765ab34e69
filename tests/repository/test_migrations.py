# SPDX-License-Identifier: EUPL-1.2
"""Migrations are complete and stand in one line per app; `max_migration.txt` makes two people's last ones conflict."""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OWN = [
    config
    for config in apps.get_app_configs()
    if config.name.startswith(("ordito.", "demo")) and list(config.get_models())
]


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    out = StringIO()
    with suppress(SystemExit):
        call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert out.getvalue() == "No changes detected\n"


@pytest.mark.parametrize("config", OWN, ids=lambda config: config.label)
def test_migrations_stand_in_one_line(config: AppConfig, loader: MigrationLoader) -> None:
    names = sorted(name for app, name in loader.disk_migrations if app == config.label)
    assert names
    for number, name in enumerate(names, start=1):
        assert name.startswith(f"{number:04}_"), names
        before = [
            parent for app, parent in loader.disk_migrations[config.label, name].dependencies if app == config.label
        ]
        assert before == names[number - 2 : number - 1][: number > 1]


@pytest.mark.parametrize("config", OWN, ids=lambda config: config.label)
def test_last_migration_is_written_beside(config: AppConfig, loader: MigrationLoader) -> None:
    [(_app, last)] = loader.graph.leaf_nodes(config.label)
    folder = Path(config.path) / "migrations"
    assert (folder / "max_migration.txt").read_text(encoding="utf-8") == f"{last}\n"
