# SPDX-License-Identifier: EUPL-1.2
"""A messy spreadsheet of cases on its way in: `python -m benchmarks.importing --rows 10000 --database sqlite`.

Measured: reading the file, the dry run, the import (which checks every row again), and plain inserts of the very same
rows into the very same tables, so that the cost of checking, sealing and making names searchable shows as a ratio.
With `--broken 300000` also how long a file takes in which no row is right, and how much memory.
"""

from __future__ import annotations

import argparse
import gc
import io
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cluster import database
from benchmarks.records.__main__ import prepare
from benchmarks.report import Report

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.imports.models import ImportBatch
    from ordito.territory.models import Territory

ENTITIES = ("person", "casefile", "takingincharge", "intervention", "diaryentry")
BAR = 4_000  # entities a second, of the quality bars
BROKEN_SECONDS = 60
BROKEN_MEMORY = 1_000  # megabytes


def main(arguments: list[str] | None = None) -> int:
    """Load the places, import, measure, print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--broken", type=int, default=0, help="rows of a file in which none is right")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    options = parser.parse_args(arguments)
    with database(options.database) as (url, folder):
        prepare(url, folder)
        return measure(options.rows, options.broken, options.database, keep=not options.no_keep)


def scene() -> tuple[User, Territory, list[str]]:
    """The officer of an Ambito of the invented region, the Ambito and its Comuni."""
    from datetime import timedelta
    from random import Random

    from django.utils import timezone

    from demo.actions.accounts import load_accounts
    from demo.actions.region import load_bodies, load_places, read_ambiti, read_scene
    from demo.engine.region import make_region
    from ordito.accounts.models import User
    from ordito.core.access import SystemActor
    from ordito.territory.models import Territory
    from ordito.territory.queries import comuni_within

    at, by = timezone.now(), SystemActor("benchmark")
    since = at.date() - timedelta(days=2000)
    load_places(by=by, at=at)
    load_bodies(make_region(Random(1), read_ambiti(at.date())), by=by, at=at, since=since)
    load_accounts(read_scene(), by=by, at=at, since=since)
    officer = User.objects.get(username="ambito")
    ambito = Territory.objects.get(pk=officer.grants[0].territory_id or 0)
    inside = comuni_within([ambito.pk], at.date())[ambito.pk]
    return officer, ambito, list(Territory.objects.filter(pk__in=inside).values_list("name", flat=True))


def measure(rows: int, broken: int, kind: str, *, keep: bool) -> int:
    """All figures of one run."""
    officer, ambito, comuni = scene()
    report = Report("importing", {"rows": rows, "broken rows": broken, "database": kind})
    measure_good(report, rows, officer, ambito, comuni)
    if broken:
        measure_broken(report, broken, officer, ambito)
    return report.finish(keep=keep)


def measure_good(report: Report, rows: int, officer: User, ambito: Territory, comuni: list[str]) -> None:
    """A file on its way in, and the same rows inserted without any care."""
    from benchmarks.importing.spreadsheet import refused, spreadsheet
    from ordito.territory.models import ServiceType

    content = spreadsheet(rows, comuni, list(ServiceType.objects.order_by("code").values_list("name", flat=True)[:5]))
    started = time.perf_counter()
    batch = upload(content, officer, ambito)
    report.figure("upload: read, keep sealed, suggest columns", rows / (time.perf_counter() - started), "rows/s")
    tried = run(batch, officer, write=False)
    report.figure("dry run", rows / tried, "rows/s")
    assert batch.rows_refused == refused(rows), (batch.rows_refused, refused(rows))
    before = table_ends()
    processor = time.process_time()
    taken = run(batch, officer, write=True)
    processor = time.process_time() - processor
    written = new_rows(before)
    entities = sum(len(written[f"cases_{name}"][1]) for name in ENTITIES)
    checked = sum(len(written[f"cases_{name}"][1]) for name in ("person", "takingincharge", "intervention"))
    report.figure("dry run, entities validated", checked / tried, "entities/s", limit=BAR, at_least=True)
    report.figure("import, checked again", rows / taken, "rows/s")
    report.figure("import, checked again, entities", entities / taken, "entities/s", limit=BAR, at_least=True)
    report.figure("import, entities a second of processor", entities / processor, "entities/s")
    raw = insert_again(written, before)
    plain = sum(len(found) for _columns, found in written.values())
    report.figure("plain inserts of the same rows of tables", plain / raw, "rows of tables/s")
    report.figure("import as a multiple of plain inserts", taken / raw, "times")


def measure_broken(report: Report, rows: int, officer: User, ambito: Territory) -> None:
    """A file in which no row is right: refused before anybody waits long, within bounded memory, with its reasons."""
    from django.utils import timezone

    from benchmarks.importing.spreadsheet import broken_rows, workbook_of
    from ordito.imports.actions import refused_file
    from ordito.imports.queries import targets

    content = workbook_of(broken_rows(rows))
    before = forget_peak()
    started = time.perf_counter()
    batch = upload(content, officer, ambito)
    report.figure("broken file: upload", time.perf_counter() - started, "s")
    run(batch, officer, write=False)
    report.figure("broken file: upload and dry run", time.perf_counter() - started, "s", limit=BROKEN_SECONDS)
    assert (batch.rows_accepted, batch.rows_total) == (0, rows)
    report.figure("broken file: rows looked at until it was clear", batch.rows_refused, "rows")
    started = time.perf_counter()
    refused_file(batch=batch, target=targets()[batch.target], form="xlsx", by=officer, at=timezone.now())
    report.figure("broken file: file of refused rows", time.perf_counter() - started, "s")
    report.figure("broken file: memory above that at rest", peak() - before, "MB", limit=BROKEN_MEMORY)


def forget_peak() -> float:
    """Let the peak of memory begin anew; megabytes in use now. Linux only, like the measure itself."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak()


def peak() -> float:
    """The most megabytes that this process held since."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def upload(content: bytes, officer: User, ambito: Territory) -> ImportBatch:
    """The file taken in and its columns settled as suggested."""
    from django.utils import timezone

    from ordito.imports.actions import map_columns, upload_file
    from ordito.imports.queries import targets

    at, target = timezone.now(), targets()["cases.cases"]
    batch = upload_file(
        target=target, territory=ambito, stream=io.BytesIO(content), name="elenco.xlsx", by=officer, at=at
    )
    mapping = {int(place): name for place, name in batch.mapping.items()}
    map_columns(batch=batch, target=target, mapping=mapping, by=officer, at=at)
    return batch


def run(batch: ImportBatch, officer: User, *, write: bool) -> float:
    """The seconds of the dry run, or of the import itself, as the worker does them."""
    from django.utils import timezone

    from ordito.imports.actions import start_writing
    from ordito.imports.tasks import check_rows, write_rows

    if write:
        start_writing(batch=batch, repeat_confirmed=False, by=officer, at=timezone.now())
    started = time.perf_counter()
    (write_rows if write else check_rows)(lambda _done, _total: None, batch_id=batch.pk, by_id=officer.pk)
    taken = time.perf_counter() - started
    batch.refresh_from_db()
    return taken


def _tables() -> dict[str, str]:
    """Every table of the social record, and the number by which its new rows are known: its id, else its person's."""
    from django.apps import apps

    tables = {}
    for model in apps.get_app_config("cases").get_models(include_auto_created=True):
        columns = {field.column for field in model._meta.concrete_fields}  # noqa: SLF001 - public name of the framework
        tables[model._meta.db_table] = "id" if "id" in columns else "person_id"  # noqa: SLF001 - the same
    return tables


def table_ends() -> dict[str, int]:
    """The highest of those numbers in each table."""
    from django.db import connection

    ends = {}
    with connection.cursor() as cursor:
        for table, key in _tables().items():
            cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {table}")
            ends[table] = cursor.fetchone()[0]
    return ends


def new_rows(before: dict[str, int]) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """The columns and rows of each table that came after `before`."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table, key in _tables().items():
            cursor.execute(f"SELECT * FROM {table} WHERE {key} > %s", [before[table]])
            found[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    return found


def insert_again(written: dict[str, tuple[list[str], list[tuple[Any, ...]]]], before: dict[str, int]) -> float:
    """Delete the rows and insert them again, table by table, in one transaction; the seconds of the inserting."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table, key in _tables().items():
            cursor.execute(f"DELETE FROM {table} WHERE {key} > %s", [before[table]])
        started = time.perf_counter()
        for table, (columns, rows) in written.items():
            names = ",".join(connection.ops.quote_name(column) for column in columns)
            places = ",".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
        return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
