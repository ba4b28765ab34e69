# SPDX-License-Identifier: EUPL-1.2
"""A calendar of many meetings for other programs, and a register of many people.

`PYTHONPATH=src:. python -m benchmarks.meetings.feed --meetings 5000 --database sqlite`. The feed is asked for as
calendars do: the first time, again by another reader, and again by one who has it already (ETag).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.cluster import database
from benchmarks.report import Report, percentile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.factories.meetings import Hall

UNCHANGED, REGISTER = 300, 100
"""Milliseconds: the bars."""
PEOPLE = 60
ROUNDS = 40
MS = 1000


def main() -> int:
    """Load, ask, print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=5000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    options = parser.parse_args()
    with database(options.database) as (url, folder):
        prepare(url, folder)
        report = Report("meetings", {"meetings": options.meetings, "database": options.database})
        hall = load(options.meetings)
        measure_feed(report)
        measure_register(report, hall)
    return report.finish(keep=not options.no_keep)


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


def load(count: int) -> Hall:
    """So many public meetings, one after the other from today on."""
    from django.utils import timezone

    from ordito.core.models import writing
    from ordito.meetings.actions.meetings import new_row
    from ordito.meetings.enums import Visibility
    from ordito.meetings.models import Meeting
    from tests.factories.meetings import HOUSE, make_hall

    hall, now = make_hall(), timezone.localtime()
    plans = (
        hall.plan(
            title=f"Incontro numero {number}", starts_at=now + timedelta(hours=4 * number), visibility=Visibility.PUBLIC
        )
        for number in range(count)
    )
    with writing():
        Meeting.objects.bulk_create(
            [new_row(plan, by=HOUSE, at=now, owner=None, form_key=None) for plan in plans], batch_size=500
        )
    return hall


def measure_feed(report: Report) -> None:
    """First reader, another one, and one who has it already."""
    from django.test import Client
    from django.urls import reverse

    client, address = Client(HTTP_HOST="localhost"), reverse("meetings:public_feed")
    start = time.perf_counter()
    tag = client.get(address)["ETag"]
    report.figure("feed, made the first time", (time.perf_counter() - start) * MS, "ms")
    for title, headers in (("feed, kept, to another reader", {}), ("feed, unchanged (304)", {"If-None-Match": tag})):
        taken = timed(partial(client.get, address, headers=headers))
        report.figure(f"{title}, p95", percentile(taken, 0.95), "ms", limit=UNCHANGED)


def measure_register(report: Report, hall: Hall) -> None:
    """The register of sixty people."""
    from django.test import Client
    from django.urls import reverse

    from tests.factories.meetings import TEN, crowd

    row = hall.meeting(starts_at=TEN - timedelta(days=365))
    crowd(row, PEOPLE)
    client = Client(HTTP_HOST="localhost")
    client.force_login(hall.officer)
    taken = timed(lambda: client.get(reverse("meetings:register", args=[row.pk])))
    report.figure(f"register of {PEOPLE} people, p95", percentile(taken, 0.95), "ms", limit=REGISTER)


def timed(act: Callable[[], Any]) -> list[float]:
    """Milliseconds of each of some rounds, the first left out."""
    act()
    found = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * MS)
    return found


if __name__ == "__main__":
    sys.exit(main())
