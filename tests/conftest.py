# SPDX-License-Identifier: EUPL-1.2
"""What every test shares: a fresh key ring, files under a temporary folder, jobs run at once, the audit's bypass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase

from ordito.audit.engine.triggers import without_triggers
from ordito.audit.models import Entry, Subject
from ordito.core.crypto import create_ring, forget_keys
from ordito.territory.queries.hierarchies import forget_groups
from ordito.territory.queries.maps import forget_maps
from ordito.territory.queries.population import forget_residents
from tests.factories.cases import make_codes
from tests.installed import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")
pytest_plugins = ["tests.browser", "tests.records"]
ASKING = {"db", "transactional_db", "live_server"}
_teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined] # not in the stubs


def _teardown_past_the_triggers(self: TransactionTestCase) -> None:
    """A test outside a transaction ends with emptied tables, which the audit triggers rightly refuse."""
    with without_triggers(connection):
        _teardown(self)


TransactionTestCase._fixture_teardown = _teardown_past_the_triggers  # type: ignore[attr-defined]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks the database: only that has to run on each of them, unless it says that one is enough."""
    for item in items:
        if item.get_closest_marker("one_database"):
            continue
        if item.get_closest_marker("django_db") or ASKING & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, pytestconfig: pytest.Config) -> None:
    """Tables are made from the models, in a second; the browser's tests run on what migrations make."""
    connection.settings_dict["TEST"]["MIGRATE"] = _migrates(pytestconfig)


def _migrates(config: pytest.Config) -> bool:
    return str(config.option.markexpr) == "browser"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, pytestconfig: pytest.Config) -> None:
    """The rows and the code lists of every installation stand in the database of the run, made once."""
    with django_db_blocker.unblock(), without_triggers(connection):
        if not _migrates(pytestconfig):
            fill()
        make_codes()
        for model in (Subject, Entry):
            model.objects.all()._raw_delete(connection.alias)  # past the guard of audited tables


@pytest.fixture(scope="session")
def key_ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One key ring for the whole run, away from the developer's own."""
    path = tmp_path_factory.mktemp("keys") / "ring.json"
    create_ring(path)
    return path


@pytest.fixture(autouse=True)
def _own_state(request: pytest.FixtureRequest, settings: Settings, key_ring: Path, tmp_path: Path) -> Iterator[None]:
    """No test reads or writes the installation in `var/`; only a browser has the static files listed beforehand."""
    settings.ORDITO_KEYS = key_ring
    settings.FILES_ROOT = tmp_path / "files"
    settings.PARQUET_ROOT = tmp_path / "parquet"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": tmp_path}}
    settings.WHITENOISE_AUTOREFRESH = request.node.get_closest_marker("browser") is None
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    forget_keys()
    forget_groups()
    forget_maps()
    forget_residents()
    yield
    forget_keys()


@pytest.fixture
def jobs_at_once(settings: Settings, django_capture_on_commit_callbacks: Any) -> None:
    """Run background jobs where they are enqueued (after commit)."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
