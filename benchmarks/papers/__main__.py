# SPDX-License-Identifier: EUPL-1.2
"""A long record on paper: `PYTHONPATH=src:. python -m benchmarks.papers --entries 3000 --database sqlite`.

One record with so many entries in the diary, printed whole with its timeline, as the job does it. What counts is the
memory of the job and of the process that lays a volume out, together, and the time.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from benchmarks.cluster import database
from benchmarks.report import Report

if TYPE_CHECKING:
    from ordito.papers.models import RecordPrint

MEGABYTES, SECONDS = 400, 60
ENTRIES_AT_BAR = 3000
"""Entries for which the bars hold."""
TEXT = "La nonna racconta la settimana e dice che la bambina dorme meglio. " * 10


def main() -> int:
    """Load the record, print it, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES_AT_BAR)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--throw-away", action="store_true", help="do not append to the results")
    options = parser.parse_args()
    with database(options.database) as (url, folder):
        prepare(url, folder)
        row = load(options.entries)
        report = Report("papers", {"entries": options.entries, "database": options.database})
        measure(report, row, at_bar=options.entries <= ENTRIES_AT_BAR)
    return report.finish(keep=not options.throw_away)


def prepare(url: str, folder: Path) -> None:
    """Point the settings at the benchmark's own database and state, then make its tables."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "ordito.config.settings",
        "DATABASE_URL": url,
        "ORDITO_STATE": str(folder / "state"),
    }
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    from ordito.core.crypto import create_ring

    create_ring(settings.ORDITO_KEYS)
    call_command("migrate", verbosity=0)


def load(entries: int) -> RecordPrint:
    """A record with its diary, and a print of all of it that waits for the job."""
    from ordito.cases.models import DiaryEntry
    from ordito.core.fields import seal_texts
    from ordito.core.models import insert_new, writing
    from tests.factories.cases import NOW, make_diary_entry, make_place, make_record, make_worker
    from tests.factories.papers import make_print

    place = make_place()
    worker = make_worker(place)
    record = make_record(place, worker=worker).case_file
    kind = make_diary_entry(record, TEXT).kind
    rows = []
    for number in range(entries - 1):
        row = DiaryEntry(
            case_file=record,
            kind=kind,
            happened_on=date(2016, 1, 1) + timedelta(days=number),
            written_at=NOW,
            author_name="Anna Prova",
        )
        seal_texts(row, title=f"Colloquio {number}", text=TEXT)
        rows.append(row)
    with writing():
        insert_new(rows)
    return make_print(record, worker)[0]


def measure(report: Report, row: RecordPrint, *, at_bar: bool) -> None:
    """Print it once, in this process and those that it starts."""
    from ordito.papers.tasks import make_print

    before = resident("self")
    watch = Watch()
    watch.start()
    start = time.perf_counter()
    made = make_print(lambda _done, _total: None, print_id=row.pk, by_id=row.asked_by_id or 0)
    taken = time.perf_counter() - start
    watch.stop()
    report.figure("volumes", made["volumes"], "files")
    report.figure("time", taken, "s", limit=SECONDS if at_bar else None)
    report.figure("memory of the job before", before, "MB")
    report.figure("memory of the job at its most", watch.job, "MB")
    report.figure("memory of the job and the layout of a volume, together at most", watch.most, "MB", limit=MEGABYTES)


class Watch(Thread):
    """Looks every few milliseconds how much memory this process and its children have resident, and keeps the most."""

    EVERY = 0.01

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = Event()
        self.job = self.most = 0.0

    def run(self) -> None:
        """Look until told to stop."""
        while not self.over.wait(self.EVERY):
            mine = resident("self")
            self.job = max(self.job, mine)
            self.most = max(self.most, mine + sum(resident(child) for child in children()))

    def stop(self) -> None:
        """Look no more."""
        self.over.set()
        self.join()


def children() -> list[str]:
    """The processes that this one has started and that run now.

    Between its birth and its own program a child still shares this one's memory, which is not counted twice.
    """
    started = [pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]
    mine = command("self")
    return [pid for pid in started if command(pid) not in {mine, ""}]


def command(process: str) -> str:
    """The words a process was started with; nothing of one that has ended meanwhile."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def resident(process: str) -> float:
    """The memory of a process that is resident now, in megabytes; nothing of one that has ended meanwhile."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    kilobytes = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(kilobytes[0]) / 1024 if kilobytes else 0.0


if __name__ == "__main__":
    sys.exit(main())
