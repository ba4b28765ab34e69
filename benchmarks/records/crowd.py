# SPDX-License-Identifier: EUPL-1.2
"""Fifty people at work at once: each thinks (exponential, mean 5 seconds), then searches, opens a record or writes.

The web server runs as the launcher runs it, the people are threads of this process on the same machine, each with a
connection and an account of their own. What is measured is what they wait, the network of the machine included.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks.records.typing_errors import spoil
from benchmarks.serving import Browser, server

if TYPE_CHECKING:
    from pathlib import Path

    from ordito.accounts.models import User
    from ordito.territory.models import Professional, Territory

THINKING = 5.0  # seconds, mean
MIX = (("search", 45), ("open", 45), ("write", 10))
MS = 1000


@dataclass
class Desk:
    """Somebody at work: who, which records they follow, what they will type."""

    user: User
    records: list[int]
    names: list[str]
    diary_kind: int
    chance: random.Random


@dataclass
class Waiting:
    """Milliseconds that people waited, by what they did; `failed` are answers that were not what was asked for."""

    times: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name, _share in MIX})
    failed: list[str] = field(default_factory=list)


def crowd(folder: Path, *, users: int, seconds: float, workers: int = 2) -> Waiting:
    """Let `users` people work for `seconds`, after everybody has opened one page."""
    from django.db import connections

    desks = make_desks(users)
    connections.close_all()
    found, lock = Waiting(), threading.Lock()
    with server(folder, workers=workers) as (_running, port):
        browsers = [Browser(port, desk.user) for desk in desks]
        connections.close_all()
        for browser, desk in zip(browsers, desks, strict=True):
            _act(browser, desk, "open")  # warm
        end = time.monotonic() + seconds
        people = [
            threading.Thread(target=_work, args=(browser, desk, end, found, lock))
            for browser, desk in zip(browsers, desks, strict=True)
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()
    return found


def _work(browser: Browser, desk: Desk, end: float, found: Waiting, lock: threading.Lock) -> None:
    names, shares = [name for name, _share in MIX], [share for _name, share in MIX]
    time.sleep(desk.chance.random() * THINKING)
    while time.monotonic() < end:
        what = desk.chance.choices(names, shares)[0]
        start = time.perf_counter()
        wrong = _act(browser, desk, what)
        taken = (time.perf_counter() - start) * MS
        with lock:
            found.times[what].append(taken)
            if wrong:
                found.failed.append(wrong)
        time.sleep(desk.chance.expovariate(1 / THINKING))


def _act(browser: Browser, desk: Desk, what: str) -> str:
    """Do one thing; the answer is "" or what was wrong."""
    if what == "search":
        body = urlencode({"q": desk.chance.choice(desk.names)}).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _page = browser.ask("POST", "/cartelle/cerca/", body, **form)
        return "" if status == 200 else f"search answered {status}"
    record = desk.chance.choice(desk.records)
    if what == "open":
        status, _page = browser.ask("GET", f"/cartelle/{record}/")
        return "" if status == 200 else f"record answered {status}"
    status, _page = browser.send_form(f"/cartelle/{record}/diario/scrivi/", diary_values(desk))
    return "" if status == 302 else f"diary answered {status}"


def diary_values(desk: Desk) -> dict[str, str]:
    """A diary entry as the page sends it; each another text, or it would be taken for a button pressed twice."""
    return {
        "kind": str(desk.diary_kind),
        "happened_on": f"{date.today():%d/%m/%Y}",  # noqa: DTZ011 - the machine's day is the benchmark's
        "title": f"Voce {desk.chance.random()}",
        "text": f"{'colloquio con la famiglia ' * 60}{desk.chance.random()}",
    }


def make_desks(users: int) -> list[Desk]:
    """The workers with most records of their own, an account for each, and names from their Ambito to look for."""
    from django.db.models import Count

    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, Person, TakingInCharge
    from ordito.territory.models import Professional, Territory

    busy = (
        TakingInCharge.objects.filter(closed_on=None, worker__isnull=False)
        .values("worker_id", "case_file__ambito_id")
        .annotate(records=Count("pk"))
        .order_by("-records")[:users]
    )
    desks = []
    for number, row in enumerate(busy):
        professional = Professional.objects.get(pk=row["worker_id"])
        place = Territory.objects.get(pk=row["case_file__ambito_id"])
        user = User.objects.filter(professional=professional).first() or new_account(number, professional, place)
        chance = random.Random(number)
        people = list(Person.objects.filter(ambito=place).order_by("pk")[:200])
        names = [spoil(person.full_name(), chance) for person in people]
        records = list(CaseFile.objects.followed_by(user).values_list("pk", flat=True)[:500])
        desks.append(desk_of(user, records, names, number))
    return desks


def desk_of(user: User, records: list[int], names: list[str], seed: int = 0) -> Desk:
    """A desk with what writing needs."""
    from ordito.cases.enums import ListKey
    from ordito.cases.models import Code

    kind = Code.objects.of(ListKey.DIARY_KIND).values_list("pk", flat=True)[0]
    return Desk(user, records, names, kind, random.Random(seed))


def new_account(number: int, professional: Professional, place: Territory) -> User:
    """A social worker of the place, behind whom that professional stands."""
    from datetime import timedelta

    from django.utils import timezone

    from ordito.accounts import roles
    from ordito.accounts.actions import create_account, grant_membership
    from ordito.core.access import SystemActor

    by, at = SystemActor("benchmark"), timezone.now()
    user = create_account(
        by=by,
        at=at,
        username=f"banco{number}",
        full_name=f"Banco {number}",
        password=f"banco-di-prova-{number}",
        professional=professional,
    )
    since = at.date() - timedelta(days=365)
    grant_membership(by=by, at=at, user=user, role=roles.SOCIAL_WORKER, valid_from=since, territory=place)
    return user
