# SPDX-License-Identifier: EUPL-1.2
"""A real cluster gives the kernel's cubes too, reading the store's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ordito.indicators.engine.dense import DenseEngine
from ordito.indicators.engine.elsewhere import SparkEngine, show_in_spark
from ordito.indicators.engine.engines import IbisEngine
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import Query
from tests.indicators.engines.samples import MODE, SCALES, write
from tests.indicators.engines.spark import cluster, session
from tests.indicators.engines.stories import queries, stories

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession


pytestmark = [
    pytest.mark.distributed,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),  # how Spark and Ibis call pandas
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets to the virtual machine
]

STORIES = 3
"""Each asks the cluster three questions, of seconds each."""


def told_apart(spark: SparkSession, folder: Path) -> list[Query]:
    """Made-up queries of made-up stores that the cluster answers otherwise than the kernel."""
    engine, number = IbisEngine(ibis.pyspark.connect(spark)), 0
    wrong: list[Query] = []

    @settings(max_examples=STORIES, phases=[Phase.generate], derandomize=True, suppress_health_check=list(HealthCheck))
    @given(story=stories(), asked=st.lists(queries(), min_size=3, max_size=3))
    def ask(story: Any, asked: list[Query]) -> None:
        nonlocal number
        number += 1
        store = write(folder / f"store{number}", *story)
        show_in_spark(spark, store)
        wrong.extend(
            one for one in asked
            if engine.run(one, store, SCALES).digest() != DenseEngine().run(one, store, SCALES).digest()
        )  # fmt: skip

    ask()
    assert number == STORIES
    return wrong


def test_spark_counts_as_the_kernel(tmp_path: Path) -> None:
    with cluster(tmp_path) as address, session(address) as spark:
        assert not told_apart(spark, tmp_path)
        row = {"row": 1, "owner": 1, "person": 1, "key": 5, "place": "a", "sex": "F", "mode": "m1"}
        store = write(tmp_path / "chosen", [{"takings": [row]}])
        asked = Query("takings", Measure.PERSONS, (Period(2024),), (MODE,))
        chosen = SparkEngine(address).run(asked, store, SCALES)
        assert chosen.digest() == DenseEngine().run(asked, store, SCALES).digest(), "as a house that chooses it counts"
        assert len(executors(spark)) == 2


def executors(spark: SparkSession) -> list[str]:
    """Who has worked for a session, by address; the driver is not among them."""
    state = spark.sparkContext._jsc.sc().getExecutorMemoryStatus()
    found = state.keys().mkString(",").split(",")
    return [
        one for one in found if one != spark.sparkContext._jsc.sc().env().blockManager().blockManagerId().hostPort()
    ]
