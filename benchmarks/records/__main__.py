# SPDX-License-Identifier: EUPL-1.2
"""Finding and opening a social record among many: `python -m benchmarks.records --people 40000 --database sqlite`.

One user, no think time, in one process: what is measured is the server's own time for a whole request, through every
middleware. The data are those of the demonstration's generator, loaded by the action that imports use.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from typing import TYPE_CHECKING, Any

from benchmarks.cluster import database
from benchmarks.report import Report, middle, percentile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

PEOPLE_PER_UNIT = 1.5
PAGES_ASKED = 100
"""Times each first page is asked for, unless fewer rounds are wanted.

With twenty, the 95th percentile is the one slowest, whatever slowed it.
"""
MS = 1000


def main(arguments: list[str] | None = None) -> int:
    """Load, measure, print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    options = parser.parse_args(arguments)
    with database(options.database) as (url, folder):
        prepare(url, folder)
        return measure(options.people, options.database, options.rounds, keep=not options.no_keep)


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
    call_command("load_code_lists", verbosity=0)


def load(people: int) -> float:
    """The invented region at the wanted size; returns the seconds that the records took."""
    from datetime import timedelta
    from random import Random

    from django.db import connection
    from django.utils import timezone

    from demo.actions.accounts import load_accounts
    from demo.actions.people import load_people
    from demo.actions.region import load_bodies, load_places, read_ambiti, read_scene
    from demo.engine.region import make_region
    from ordito.core.access import SystemActor

    at, by = timezone.now(), SystemActor("benchmark")
    since = at.date() - timedelta(days=2000)
    load_places(by=by, at=at)
    load_bodies(make_region(Random(1), read_ambiti(at.date())), by=by, at=at, since=since)
    ambiti, scene = read_ambiti(at.date()), read_scene()
    load_accounts(scene, by=by, at=at, since=since)
    start = time.perf_counter()
    load_people(ambiti, scene, seed=1, total=int(people / PEOPLE_PER_UNIT), only=None, by=by, at=at)
    taken = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return taken


def measure(people: int, kind: str, rounds: int, *, keep: bool) -> int:
    """All figures of one run."""
    from ordito.cases.models import Person

    taken = load(people)
    loaded = Person.objects.count()
    report = Report("records", {"people": loaded, "database": kind, "rounds": rounds})
    report.figure("people loaded per second", loaded / taken, "people/s")
    client = signed_in("assistente")
    names = typed_names(rounds)
    report_page(report, "search by name with a typo", client, [f"/cartelle/cerca/ {name}" for name in names], 60)
    report_page(report, "open a record", client, record_addresses(rounds), 150)
    report.figure("take a snapshot and prepare its first tables", timed_job() / MS, "s")
    for title, path in FIRST_PAGES:
        report_page(report, f"first page, {title}", client, [path] * min(PAGES_ASKED, rounds), 100)
    return report.finish(keep=keep)


FIRST_PAGES = (
    ("home", "/"),
    ("own records", "/cartelle/"),
    ("caseload", "/cartelle/carico/"),
    ("front desk", "/cartelle/sportello/"),
    ("concern reports", "/cartelle/segnalazioni/"),
    ("places", "/territorio/"),
    ("bodies", "/territorio/enti/"),
    ("services", "/territorio/servizi/"),
    ("staff", "/territorio/operatori/"),
    ("statistics", "/statistiche/"),
)


def signed_in(username: str) -> Client:
    """A client of that account."""
    from django.test import Client

    from ordito.accounts.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username=username))
    return client


def typed_names(rounds: int) -> list[str]:
    """Names of people of the worker's Ambito as a hurried person types them: one letter wrong, words swapped."""
    from demo.actions.accounts import HOME
    from ordito.cases.models import Person

    chance = random.Random(5)
    people = list(Person.objects.filter(ambito__code=HOME).order_by("pk")[:2000])
    return [spoil(chance.choice(people).full_name(), chance) for _round in range(rounds)]


def spoil(name: str, chance: random.Random) -> str:
    """One letter dropped, doubled or replaced; half the times the first name comes first."""
    place = chance.randrange(1, len(name) - 1)
    head, letter, tail = name[:place], name[place], name[place + 1 :]
    spoiled = chance.choice((head + tail, f"{head}{letter}{letter}{tail}", f"{head}e{tail}"))
    words = spoiled.split()
    return " ".join(words if chance.random() < 1 / 2 else reversed(words))


def record_addresses(rounds: int) -> list[str]:
    """Records that the worker may open, in a random order."""
    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile

    worker = User.objects.get(username="assistente")
    ids = list(CaseFile.objects.visible_to(worker).values_list("pk", flat=True))
    chance = random.Random(6)
    return [f"/cartelle/{chance.choice(ids)}/" for _round in range(rounds)]


def report_page(report: Report, title: str, client: Client, paths: list[str], limit: float) -> None:
    """95th percentile of the server's time in milliseconds against `limit`, and the queries of one request."""
    ask(client, paths[0])  # warm: templates compiled, plans cached
    times = [timed(lambda path=path: ask(client, path)) for path in paths]
    report.figure(f"{title}, median", middle(times), "ms")
    report.figure(f"{title}, p95", percentile(times, 0.95), "ms", limit=limit)
    report.figure(f"{title}, queries", queries(client, paths[0]), "queries", limit=20 if "record" in title else None)


def ask(client: Client, path: str) -> Any:
    """Get a page; with words after the address, send them as a search: names never stand in an address."""
    address, _space, words = path.partition(" ")
    return client.post(address, {"q": words}) if words else client.get(address)


def timed(call: Callable[..., Any]) -> float:
    """Milliseconds of one request, which must answer 200."""
    start = time.perf_counter()
    response = call()
    taken = (time.perf_counter() - start) * MS
    assert response.status_code == 200, f"{response.request['PATH_INFO']}: {response.status_code}"
    return taken


def timed_job() -> float:
    """Milliseconds of the nightly work on statistics, after which their page has something to show."""
    from ordito.indicators.tasks import extract

    start = time.perf_counter()
    found = extract(lambda _done, _total: None)
    assert found["prepared"]
    return (time.perf_counter() - start) * MS


def queries(client: Client, path: str) -> int:
    """How many questions the page asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask(client, path)
    return len(captured)


if __name__ == "__main__":
    sys.exit(main())
