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
from ordito.indicators.engine.laid import is_laid, lay_down
from ordito.indicators.engine.loaded import forget_loaded
from ordito.indicators.engine.query import PEOPLE, STAFF, THINGS
from ordito.indicators.queries.engines import own_database
from tests.indicators.engines.samples import SCALES, write
from tests.indicators.engines.stories import queries, stories

if TYPE_CHECKING:
    from ordito.indicators.engine.query import Engine, Query
    from ordito.indicators.engine.store import Store

made_up = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
asked = st.lists(queries(), min_size=3, max_size=4)
abouts = st.sampled_from((PEOPLE, STAFF, THINGS))


def counted(engine: Engine, asked: list[Query], store: Store) -> list[str]:
    return [engine.run(one, store, SCALES).digest() for one in asked]


@made_up
@given(story=stories(), about=abouts, asked=asked)
def test_duckdb_counts_as_the_kernel_and_so_does_a_store_laid_down(story: Any, about: str, asked: list[Query]) -> None:
    with TemporaryDirectory() as folder:
        store = write(Path(folder), *story, about=about)
        found = counted(DenseEngine(), asked, store)
        assert counted(DuckDbEngine(), asked, store) == found
        lay_down(store, least=0)
        forget_loaded()
        assert is_laid(store.folder)
        assert counted(DenseEngine(), asked, store) == found


if connection.vendor == "postgresql":  # it has a run of its own

    @pytest.mark.django_db
    @made_up
    @given(story=stories(), about=abouts, asked=asked)
    def test_postgresql_counts_as_the_kernel(story: Any, about: str, asked: list[Query]) -> None:
        uri = own_database()
        with TemporaryDirectory() as folder:
            store = write(Path(folder), *story, about=about)
            try:
                load_postgresql(uri, store)
                assert counted(PostgresEngine(uri), asked, store) == counted(DenseEngine(), asked, store)
            finally:
                forget_postgresql(uri, ())
