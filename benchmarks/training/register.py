# SPDX-License-Identifier: EUPL-1.2
"""The register of an edition: `PYTHONPATH=src:. python -m benchmarks.training.register --people 60 --lessons 12`.

Everybody has minutes in every lesson; the page is asked for by who manages the edition, with its middleware and its
entry in the audit log, and its queries are counted with few people and with many.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks.cluster import database
from benchmarks.papers.__main__ import prepare
from benchmarks.report import Report, percentile

if TYPE_CHECKING:
    from django.test import Client

    from tests.factories.training import School

SLOWEST = 100
"""Milliseconds: the bar."""
ROUNDS = 60
MS = 1000


def main() -> int:
    """Load, ask, print; returns 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--lessons", type=int, default=12)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--throw-away", action="store_true", help="do not append to the results")
    options = parser.parse_args()
    facts = {"people": options.people, "lessons": options.lessons, "database": options.database}
    with database(options.database) as (url, folder):
        prepare(url, folder)
        report = Report("register", facts)
        measure(report, people=options.people, lessons=options.lessons)
    return report.finish(keep=not options.throw_away)


def measure(report: Report, *, people: int, lessons: int) -> None:
    """Ask for the register of an edition of three people, then for that of many, as often as it takes."""
    from django.test import Client
    from django.utils import timezone

    from tests.factories.training import make_school

    now = timezone.now()
    school = make_school(now=now, starts=timezone.localdate(now) - timedelta(days=60))
    few = load(school, people=3, lessons=2)
    many = load(school, people=people, lessons=lessons)
    client = Client(HTTP_HOST="localhost")
    client.force_login(school.manager)
    for title, address in (("few people", few), ("many people", many)):
        report.figure(f"queries, {title}", queries(client, address), "")
    taken = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        client.get(many)
        taken.append((time.perf_counter() - start) * MS)
    report.figure("register, median", percentile(taken, 0.5), "ms")
    report.figure("register, p95", percentile(taken, 0.95), "ms", limit=SLOWEST)


def load(school: School, *, people: int, lessons: int) -> str:
    """An edition in which everybody was at every lesson; returns where its register is."""
    from django.urls import reverse

    edition = school.edition(seats=people)
    for _person in range(people):
        school.enrol(edition)
    for day in range(lessons):
        school.attend(school.lesson(edition, days=day), 180)
    return reverse("training:register", args=[edition.pk])


def queries(client: Client, address: str) -> int:
    """How many statements one answer takes; the first, which fills what is kept, is not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
