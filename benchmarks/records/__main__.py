# SPDX-License-Identifier: EUPL-1.2
"""Finding and opening a social record among many.

`python -m benchmarks.records --people 400000 --events 4000000 --database postgresql --crowd 300`; or with 40,000
people, 400,000 events and sqlite. One user, no think time, in one process: what is measured is the server's own time
for a whole request, through every middleware. With `--crowd` fifty people work for so many seconds against the web
server (`crowd.py`). The data are those of the demonstration's generator, loaded by the action that imports use, and
grown to the years of a service (`growth.py`).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from typing import TYPE_CHECKING, Any

from benchmarks.cluster import database
from benchmarks.records.crowd import Waiting, crowd, desk_of, diary_values
from benchmarks.records.growth import analyze, grow
from benchmarks.records.typing_errors import spoil
from benchmarks.report import Report, middle, percentile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

PEOPLE_PER_UNIT = 4 / 3
PAGES_ASKED = 100
"""Times each first page is asked for, unless fewer rounds are wanted.

With twenty, the 95th percentile is the one slowest, whatever slowed it.
"""
MS = 1000
FROM_MODELS = "BENCHMARK_FROM_MODELS"  # set by the tests, whose short way to tables is in tests/installed.py


def main(arguments: list[str] | None = None) -> int:
    """Load, measure, print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--events", type=int, default=0, help="grow the records to so many dated rows at least")
    parser.add_argument("--crowd", type=float, default=0, help="seconds that fifty people work at once")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    options = parser.parse_args(arguments)
    with database(options.database, durable=bool(options.crowd)) as (url, folder):
        prepare(url, folder)
        return measure(options, folder)


def wake(url: str, folder: Path) -> None:
    """Point the settings at the benchmark's own database and state."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "ordito.config.settings",
        "DATABASE_URL": url,
        "ORDITO_STATE": str(folder / "state"),
    }
    import django

    django.setup()


def prepare(url: str, folder: Path) -> None:
    """The same, then make its tables: by the migrations, or from the models where a test asks for the short way."""
    wake(url, folder)
    from django.conf import settings
    from django.core.management import call_command

    from ordito.core.crypto import create_ring
    from tests.installed import install

    create_ring(settings.ORDITO_KEYS)
    if os.environ.get(FROM_MODELS):
        install()
    else:
        call_command("migrate", verbosity=0)
    call_command("load_code_lists", verbosity=0)


def load(people: int) -> float:
    """The invented region at the wanted size; returns the seconds that the records took."""
    from datetime import timedelta
    from random import Random

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
    return time.perf_counter() - start


def measure(options: argparse.Namespace, folder: Path) -> int:
    """All figures of one run."""
    from ordito.cases.models import FamilyUnit, Person

    rounds = options.rounds
    taken = load(options.people)
    loaded, dated = Person.objects.count(), grow(options.events)
    analyze()
    setting = {"people": loaded, "units": FamilyUnit.objects.count(), "events": dated}
    report = Report("records", {**setting, "database": options.database, "rounds": rounds})
    report.figure("people loaded per second", loaded / taken, "people/s")
    client = signed_in("assistente")
    names = typed_names(rounds)
    report_page(report, "search by name with a typo", client, [f"/cartelle/cerca/ {name}" for name in names], 60)
    report_page(report, "open a record", client, record_addresses(rounds), 150)
    report_writing(report, client, record_addresses(rounds))
    report.figure("take a snapshot and prepare its first tables", timed_job() / MS, "s")
    for title, path in FIRST_PAGES:
        report_page(report, f"first page, {title}", client, [path] * min(PAGES_ASKED, rounds), 100)
    if options.crowd:
        report_crowd(report, crowd(folder, users=options.users, seconds=options.crowd))
    return report.finish(keep=not options.no_keep)


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


def report_writing(report: Report, client: Client, records: list[str]) -> None:
    """How long the server takes to keep a diary entry: one transaction, sealed, audited."""
    from ordito.accounts.models import User

    desk = desk_of(User.objects.get(username="assistente"), [], [])
    times = [
        timed(lambda path=path: client.post(f"{path}diario/scrivi/", diary_values(desk)), status=302)
        for path in records
    ]
    report.figure("save a diary entry, median", middle(times), "ms")
    report.figure("save a diary entry, p95", percentile(times, 0.95), "ms", limit=100)


def report_crowd(report: Report, found: Waiting) -> None:
    """What fifty people waited for, network of the machine included; an answer that is not the page fails the run."""
    limits = {"search": 150, "open": 150, "write": 100}
    for name, times in found.times.items():
        report.figure(f"crowd: {name}, asked", len(times), "times")
        if not times:
            continue  # a short run in which nobody came to it
        report.figure(f"crowd: {name}, median", middle(times), "ms")
        report.figure(f"crowd: {name}, p95", percentile(times, 0.95), "ms", limit=limits[name])
    for wrong in sorted(set(found.failed)):
        print(f"      crowd: {wrong}, {found.failed.count(wrong)} times")
    report.figure("crowd: answers that failed", len(found.failed), "answers", limit=0)


def ask(client: Client, path: str) -> Any:
    """Get a page; with words after the address, send them as a search: names never stand in an address."""
    address, _space, words = path.partition(" ")
    return client.post(address, {"q": words}) if words else client.get(address)


def timed(call: Callable[..., Any], *, status: int = 200) -> float:
    """Milliseconds of one request, which must answer so."""
    start = time.perf_counter()
    response = call()
    taken = (time.perf_counter() - start) * MS
    assert response.status_code == status, f"{response.request['PATH_INFO']}: {response.status_code}"
    return taken


def timed_job() -> float:
    """Milliseconds of the nightly work on statistics, after which their page has something to show."""
    from ordito.indicators.tasks import extract

    start = time.perf_counter()
    found = extract(lambda _done, _total: None)
    assert found["takings"]
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
