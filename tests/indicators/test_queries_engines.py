# SPDX-License-Identifier: EUPL-1.2
"""The engine that a house has chosen is the one that pages ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from ordito.indicators.engine.elsewhere import PostgresEngine, SparkEngine, forget_postgresql
from ordito.indicators.engine.engines import BestEngine
from ordito.indicators.engine.mart import BrokenSnapshotError
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import GENDER, By, Query
from ordito.indicators.queries.cubes import count
from ordito.indicators.queries.engines import engine, own_database
from ordito.indicators.queries.scales import scales_of
from ordito.indicators.queries.snapshots import store_of
from tests.indicators.conftest import Region, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

ASKED = Query("takings", Measure.PERSONS, (Period(2025),), (By(GENDER),))


def test_the_kernel_counts_unless_another_engine_is_chosen(settings: Settings) -> None:
    settings.ENGINE_AT = "postgresql:///figures"
    for name, kind in (("kernel", BestEngine), ("postgresql", PostgresEngine), ("spark", SparkEngine)):
        settings.ENGINE = name
        assert type(engine()) is kind


if connection.vendor == "postgresql":  # it has a run of its own

    @pytest.fixture
    def chosen(settings: Settings) -> Iterator[None]:
        """The database of the records counts; what it was given is not in the transaction of the test."""
        settings.ENGINE = "postgresql"
        yield
        forget_postgresql(own_database(), ())

    def schemas() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, 'figures_')")
            return {name for (name,) in cursor.fetchall()}

    def test_postgresql_is_given_each_snapshot_and_counts_it(counted: Region, chosen: None) -> None:
        for _night in range(4):
            last = snapshot()
        assert len(schemas()) == 3, "as many as there are folders"
        found, store = count(last, ASKED).cube, store_of(last)
        assert found.persons[0].tolist() == [27, 25, 0, 52]
        assert found.digest() == BestEngine().run(found.query, store, scales_of(store, ASKED)).digest()

    def test_snapshot_that_the_database_was_not_given_is_to_be_read_again(
        counted: Region, settings: Settings, chosen: None
    ) -> None:
        settings.ENGINE = "kernel"
        last = snapshot()
        settings.ENGINE = "postgresql"
        with pytest.raises(BrokenSnapshotError):
            count(last, ASKED)
