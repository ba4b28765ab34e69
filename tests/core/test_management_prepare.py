# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ordito.core.management.commands import prepare

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the commands that the preparation runs, which are tried elsewhere."""
    names: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_options: names.append(name))
    return names


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What the migrations say of the database; by default an empty one that needs them all."""
    state = SimpleNamespace(applied={}, plan=["0001"])

    class Executor:
        def __init__(self, _connection: Any) -> None:
            graph = SimpleNamespace(leaf_nodes=list)
            self.loader = SimpleNamespace(applied_migrations=state.applied, graph=graph)

        def migration_plan(self, _targets: list[str]) -> list[str]:
            return list(state.plan)

    monkeypatch.setattr(prepare, "MigrationExecutor", Executor)
    return state


@pytest.mark.usefixtures("database")
def test_prepare_empty_installation_gets_keys_tables_and_people(
    called: list[str], settings: Settings, tmp_path: Path
) -> None:
    settings.ORDITO_KEYS = tmp_path / "keys/ring.json"
    settings.DEMONSTRATION = True
    call_command("prepare")
    assert called == [
        "compile_locale",
        "migrate",
        "load_code_lists",
        "load_schemes",
        "load_record_defaults",
        "load_letter_templates",
        "load_retention_series",
        "load_indicators",
        "load_glossary",
        "load_demo",
    ]
    assert settings.ORDITO_KEYS.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("database")
def test_prepare_real_installation_gets_no_invented_data(called: list[str], settings: Settings) -> None:
    settings.DEMONSTRATION = False
    call_command("prepare")
    assert called == [
        "compile_locale",
        "migrate",
        "load_code_lists",
        "load_schemes",
        "load_record_defaults",
        "load_letter_templates",
        "load_retention_series",
        "load_indicators",
        "load_glossary",
    ]


def test_prepare_second_time_does_not_migrate(called: list[str], database: SimpleNamespace, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    before = settings.ORDITO_KEYS.read_bytes()
    database.applied, database.plan = {"0001": True}, []
    call_command("prepare")
    assert called == ["compile_locale"]
    assert settings.ORDITO_KEYS.read_bytes() == before


def test_prepare_used_database_without_its_keys_stops(
    called: list[str], database: SimpleNamespace, settings: Settings, tmp_path: Path
) -> None:
    settings.ORDITO_KEYS = tmp_path / "lost.json"
    database.applied = {"0001": True}
    with pytest.raises(CommandError, match=r"Manca il portachiavi .*lost\.json"):
        call_command("prepare")
    assert "migrate" not in called
    assert not settings.ORDITO_KEYS.exists()
