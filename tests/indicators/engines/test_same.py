# SPDX-License-Identifier: EUPL-1.2
"""Every engine gives the same cube as the kernel, by a hash over every cell."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordito.indicators.engine.dense import DenseEngine
from ordito.indicators.engine.elsewhere import PostgresEngine, forget_postgresql, load_postgresql
from ordito.indicators.engine.engines import DuckDbEngine
from ordito.indicators.engine.query import PEOPLE, STAFF, THINGS
from ordito.indicators.queries.engines import own_database
from tests.indicators.engines.samples import SCALES, write
from tests.indicators.engines.stories import queries, stories

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.indicators.engine.query import Engine, Query
    from ordito.indicators.engine.store import Store

made_up = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
asked = st.lists(queries(), min_size=3, max_size=4)
abouts = st.sampled_from((PEOPLE, STAFF, THINGS))


def differing(
    story: Any, about: str, asked: list[Query], other: Engine, load: Callable[[Store], None] | None = None
) -> list[Query]:
    """Queries that an engine answers otherwise than the kernel."""
    with TemporaryDirectory() as folder:
        store = write(Path(folder), *story, about=about)
        if load is not None:
            load(store)
        mine = DenseEngine()
        return [one for one in asked if mine.run(one, store, SCALES).digest() != other.run(one, store, SCALES).digest()]


@made_up
@given(story=stories(), about=abouts, asked=asked)
def test_duckdb_counts_as_the_kernel(story: Any, about: str, asked: list[Query]) -> None:
    assert not differing(story, about, asked, DuckDbEngine())


if connection.vendor == "postgresql":  # it has a run of its own

    @pytest.mark.django_db
    @settings(made_up, max_examples=6)
    @given(story=stories(), about=abouts, asked=asked)
    def test_postgresql_counts_as_the_kernel(story: Any, about: str, asked: list[Query]) -> None:
        uri = own_database()
        try:
            assert not differing(story, about, asked, PostgresEngine(uri), lambda store: load_postgresql(uri, store))
        finally:
            forget_postgresql(uri, ())
