# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.indicators.dashboard`: a dashboard of twelve tiles as its reader waits for it.

Four million rows, half takings in charge and half their reasons, lie in the published snapshot of the demonstration's
region, whose places, boundaries and residents are the real ones. Somebody of the Region opens a dashboard of their
own: the whole request is timed, middleware, questions to the database, counting, protection, drawings and the page
included. Cold, in a process of its own in which nothing was counted and nothing is kept; warm, opened again; and in
another process once the job has run that follows each reading of the data. Each process has shown one other page
before.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from benchmarks.cluster import database
from benchmarks.indicators.episodes import COMUNI, SEED, SERVICES, make_rows
from benchmarks.records.__main__ import ask, prepare, queries, signed_in, timed, wake
from benchmarks.report import Report, middle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

READER = "regione"
TILES = (
    ("number", {"misura": "persone_in_carico", "righe": "regione"}),
    ("number", {"misura": "prese_aperte", "righe": "regione"}),
    ("map", {"misura": "minori_ogni_mille", "righe": "ambito"}),
    ("map", {"misura": "persone_in_carico", "righe": "ambito"}),
    ("table", {"misura": "persone_in_carico", "righe": "provincia", "colonne": "genere"}),
    ("chart", {"misura": "persone_in_carico", "righe": "fasce"}),
    ("chart", {"misura": "persone_in_carico", "righe": "taking_reasons.reason"}),
    ("chart", {"misura": "persone_in_carico", "righe": "mode"}),
    ("chart", {"misura": "prese_avviate", "righe": "anni"}),
    ("chart", {"misura": "prese_concluse", "righe": "anni"}),
    ("table", {"misura": "persone_in_carico", "righe": "ambito", "colonne": "genere"}),
    ("table", {"misura": "takings:duration", "righe": "mode"}),
)
MARKS = {"number": "tile-number", "map": "choropleth", "chart": 'class="bars"', "table": 'class="data-table"'}
"""What stands once on the page for each tile of a look."""
COLD = 5
"""Processes in which it is opened for the first time: the machine is shared and noisy."""
WARM = 20
"""Times that the dashboard is opened again; the median counts."""


def furnish(folder: Path, rows: int) -> None:
    """The region, its reader with a dashboard, and a published snapshot of so many rows."""
    from datetime import timedelta
    from random import Random

    from django.core.management import call_command
    from django.utils import timezone

    from demo.actions.accounts import load_accounts
    from demo.actions.region import load_bodies, load_places, read_ambiti, read_scene
    from demo.engine.region import make_region
    from ordito.core.access import SystemActor

    at, by = timezone.now(), SystemActor("benchmark")
    since = at.date() - timedelta(days=2000)
    load_places(by=by, at=at)
    load_bodies(make_region(Random(1), read_ambiti(at.date())), by=by, at=at, since=since)
    load_accounts(read_scene(), by=by, at=at, since=since)
    call_command("load_indicators", verbosity=0)
    publish(rows)
    (folder / "board").write_text(str(make_board()), encoding="utf-8")


def publish(rows: int) -> None:
    """Write the store as the nightly job does, without the records that it would be read from."""
    from django.conf import settings
    from django.utils import timezone

    from ordito.core.models import writing
    from ordito.indicators.engine.laid import lay_down
    from ordito.indicators.engine.store import Store, write_layer, write_manifest
    from ordito.indicators.enums import SnapshotState
    from ordito.indicators.models import Snapshot
    from ordito.indicators.queries.plans import datasets, plan_of

    now, takings = timezone.now(), of_the_region(make_rows(rows // 2))
    folder = Path(settings.PARQUET_ROOT) / "benchmark"
    shapes = [plan_of(dataset).shape for dataset in datasets().values()]
    folder.mkdir(parents=True)
    tables = {"takings": takings, "taking_reasons": reasons_of(takings)}
    for shape in shapes:
        write_layer(folder, shape, told(shape.columns, tables.get(shape.name, takings.slice(0, 0))), 0)
    facts = write_manifest(folder, shapes, layers=1, read_at=now.isoformat()).datasets["takings"]
    lay_down(Store(folder))
    with writing():
        Snapshot.objects.create(
            key="benchmark",
            read_at=now,
            published_at=now,
            state=SnapshotState.PUBLISHED,
            takings=facts.rows,
            persons=facts.persons,
            first_day=now.replace(year=2021, month=1, day=1),
        )


def of_the_region(rows: pa.Table) -> pa.Table:
    """Made-up takings in charge in real Comuni, with codes that the house knows."""
    from ordito.cases.enums import ListKey
    from ordito.cases.models import Code
    from ordito.territory.enums import TerritoryKind
    from ordito.territory.models import Territory

    comuni = Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY).order_by("pk").values_list("code", flat=True)
    modes = Code.objects.filter(code_list__key=ListKey.MODE).order_by("pk").values_list("code", flat=True)
    made = renamed(rows, "place", "c", list(comuni[:COMUNI]))
    keys = pa.array(np.random.default_rng(SEED).permutation(made.num_rows))  # as pseudonyms are: in no order
    made = made.set_column(made.schema.get_field_index("row"), "row", keys)
    return renamed(made.append_column("mode", made["service"]), "mode", "s", repeated(list(modes), SERVICES))


def reasons_of(takings: pa.Table) -> pa.Table:
    """One reason for each taking in charge."""
    from ordito.cases.enums import ListKey
    from ordito.cases.models import Code

    codes = list(Code.objects.filter(code_list__key=ListKey.REASON).order_by("pk").values_list("code", flat=True))
    made = renamed(takings.append_column("reason", takings["service"]), "reason", "s", repeated(codes, SERVICES))
    return made.append_column("taking", made["row"])


def renamed(rows: pa.Table, column: str, letter: str, names: Sequence[str]) -> pa.Table:
    """The made-up codes of a column (a letter and a number) as others."""
    coded = rows[column].combine_chunks().dictionary_encode()
    words = pa.array([names[int(code.removeprefix(letter))] for code in coded.dictionary.to_pylist()])
    return rows.set_column(rows.schema.get_field_index(column), column, words.take(coded.indices))


def repeated(names: Sequence[str], size: int) -> list[str]:
    """So many names, from the first again when they are fewer."""
    return [names[number % len(names)] for number in range(size)]


def told(columns: Any, rows: pa.Table) -> pa.Table:
    """The rows with every column that a dataset has; what is not made up is not stated."""
    empty = {"code": pa.array([""]), "number": pa.array([None], pa.int64()), "link": pa.array([0], pa.int64())}
    for name, kind in columns.items():
        if name not in rows.schema.names:
            rows = rows.append_column(name, empty[kind].take(pa.array(np.zeros(rows.num_rows, dtype=np.int64))))
    return rows


def make_board() -> int:
    """A dashboard of twelve tiles that somebody of the Region keeps."""
    from django.utils import timezone

    from ordito.accounts.models import User
    from ordito.explore.actions import add_tile, create_dashboard, save_view
    from ordito.explore.enums import Look

    owner, at = User.objects.get(username=READER), timezone.now()
    board = create_dashboard(by=owner, at=at, name="Dodici riquadri")
    for number, (look, question) in enumerate(TILES, start=1):
        asked = {"periodo": "2025", **question}
        view = save_view(by=owner, at=at, name=f"Riquadro {number}", question=asked, look=Look(look))
        add_tile(by=owner, at=at, dashboard=board, view=view, look=Look(look))
    return board.pk


def opened(folder: Path) -> dict[str, float]:
    """Milliseconds and queries of the first opening in this process, and of later ones."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ordito.core.memory import settle

    settle()  # as the web server does at its start
    client = signed_in(READER)
    path = f"/statistiche/cruscotti/{(folder / 'board').read_text(encoding='utf-8')}/"
    ask(client, "/statistiche/cruscotti/")
    with CaptureQueriesContext(connection) as captured:
        worked = time.process_time()
        first = timed(lambda: whole(ask(client, path)))
        worked = time.process_time() - worked
        asked = len(captured)
    again = [timed(lambda: ask(client, path)) for _time in range(WARM)]
    return {
        "first": first,
        "worked": worked,
        "asked": asked,
        "again": middle(again),
        "asked again": queries(client, path),
    }


def prepared(_folder: Path) -> dict[str, float]:
    """Seconds of the job that follows each reading of the data, and how many tables it made."""
    from ordito.explore.tasks import prepare as count_ahead

    start = time.perf_counter()
    found = count_ahead(lambda _done, _total: None)
    return {"seconds": time.perf_counter() - start, "tables": found["tables"]}


def forget(folder: Path) -> None:
    """Throw away every answer and cube that is kept."""
    shutil.rmtree(folder / "state" / "cache", ignore_errors=True)


def whole(response: Any) -> Any:
    """The answer, when each of its tiles has its figure."""
    page = response.content.decode()
    found = {look: page.count(mark) for look, mark in MARKS.items()}
    if found != Counter(look for look, _question in TILES):
        raise AssertionError(f"Not a dashboard of twelve tiles: {found}")
    return response


def opened_cold(url: str, folder: Path) -> dict[str, float]:
    """The same where nothing was counted and nothing is kept."""
    forget(folder)
    found: dict[str, float] = alone(opened, url, folder)
    return found


def alone(work: Callable[..., Any], url: str, folder: Path, *more: Any) -> Any:
    """What something gives in a process of its own, which knows nothing of what others have counted."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(within, (work, url, folder, *more))


def within(work: Callable[..., Any], url: str, folder: Path, *more: Any) -> Any:
    """The same, in that process."""
    if work is furnish:
        prepare(url, folder)
    else:
        wake(url, folder)
    return work(folder, *more)


def main(arguments: list[str] | None = None) -> int:
    """Build, open, print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.indicators.dashboard", description=__doc__)
    parser.add_argument(
        "--events", type=int, default=4_000_000, help="rows: half of them takings in charge, half their reasons"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    options = parser.parse_args(arguments)
    report = Report("indicators-dashboard", {"events": options.events, "database": options.database, "tiles": 12})
    with database(options.database) as (url, folder):
        alone(furnish, url, folder, options.events)
        cold = [opened_cold(url, folder) for _time in range(COLD)]
        report.figure(
            "cold: 12 tiles, nothing kept, median", middle([one["first"] for one in cold]) / 1000, "s", limit=1
        )
        report.figure("cold: 12 tiles, fastest", min(one["first"] for one in cold) / 1000, "s")
        report.figure("cold: processor time, fastest", min(one["worked"] for one in cold), "s")
        report.figure("cold: queries", cold[0]["asked"], "queries")
        report.figure("warm: 12 tiles, median", middle([one["again"] for one in cold]) / 1000, "s", limit=0.2)
        report.figure("warm: queries", cold[0]["asked again"], "queries")
        forget(folder)
        ahead = alone(prepared, url, folder)
        report.figure("the job that counts ahead", ahead["seconds"], "s")
        report.figure("the job that counts ahead: tables", ahead["tables"], "tables")
        report.figure(
            "after that job, another process: 12 tiles", alone(opened, url, folder)["first"] / 1000, "s", limit=0.2
        )
    return report.finish(keep=not options.no_keep)


if __name__ == "__main__":
    sys.exit(main())
