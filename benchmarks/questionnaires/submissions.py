# SPDX-License-Identifier: EUPL-1.2
"""Answers coming in from devices: `python -m benchmarks.questionnaires submissions --count 3000`.

A campaign asks so many services; the returns arrive by the OpenRosa door of a real web server, on a database that waits
for the disk, while a worker checks them. Then the server is killed in the middle, and everything is sent again.
"""

from __future__ import annotations

import argparse
import base64
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TYPE_CHECKING

from benchmarks.cluster import database
from benchmarks.questionnaires.scene import make_campaign, make_house, publish
from benchmarks.records.__main__ import prepare
from benchmarks.report import Report, middle, percentile
from benchmarks.serving import Browser, kill, server, worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ordito.accounts.models import User
    from ordito.campaigns.models import Campaign
    from ordito.questionnaires.models import QuestionnaireVersion

MS = 1000
RATE, CHECKED_WITHIN = 100, 60  # acknowledged a second; seconds: the bars
SERVERS = 2  # processes of the web server, as the operator's handbook starts them on two cores
HANDS = 8  # devices that send at the same time
FILLINGS = 10  # different contents
WARM = 2 * HANDS
TAKEN = 201
PLACE = "uuid:misura-qui"
BOUNDARY = "misura-dei-questionari"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="risposte.xml"\r\n'
    "Content-Type: text/xml\r\n\r\n"
)
TAIL = f"\r\n--{BOUNDARY}--\r\n"


def main(arguments: list[str] | None = None, *, keep: bool = True) -> int:
    """Open the campaign, send, kill, print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.questionnaires submissions", description=__doc__)
    parser.add_argument("--count", type=int, default=3_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--discard", action="store_true", help="do not add the run to the results")
    options = parser.parse_args(arguments)
    with database(options.database, durable=True) as (url, folder):
        prepare(url, folder)
        return measure(folder, options.database, options.count, keep=keep and not options.discard)


def measure(folder: Path, kind: str, count: int, *, keep: bool) -> int:
    """All figures of one run."""
    from benchmarks.questionnaires.books import submissions_250

    house = make_house()
    version = publish(submissions_250(), house)
    killed = count // 3
    campaign, provider = make_campaign(version, house, WARM + count + killed)
    sending = list(envelopes(version, campaign))
    device = Device(provider)
    setting: dict[str, str | int | float] = {"count": count, "database": kind, "devices": HANDS, "questions": 250}
    report = Report("questionnaires-submissions", setting)
    report.figure("one submission", len(sending[0].body) / 1000, "kB")
    with server(folder, workers=SERVERS) as (_running, port), worker(folder):
        device.send(port, sending[:WARM])
        report_rate(report, device.send(port, sending[WARM : WARM + count]))
        report_verdicts(report)
        report_queries(report)
    report_killed(report, folder, device, sending[WARM + count :])
    return report.finish(keep=keep)


@dataclass(frozen=True)
class Envelope:
    """What a device sends for one return."""

    instance: str
    body: bytes


def envelopes(version: QuestionnaireVersion, campaign: Campaign) -> Iterator[Envelope]:
    """One for each return of the campaign, all questions answered."""
    from ordito.questionnaires.engine.openrosa import owned_id, under_id

    contents = list(filled(version))
    ids = campaign.returns.order_by("pk").values_list("pk", flat=True)
    for number, pk in enumerate(ids):
        device_id = owned_id(version.questionnaire.form_id, "campaigns.return", pk)
        instance = f"uuid:misura-{number}"
        xml = under_id(contents[number % FILLINGS], device_id).replace(PLACE.encode(), instance.encode())
        yield Envelope(instance, HEAD.encode() + xml + TAIL.encode())


def filled(version: QuestionnaireVersion) -> Iterator[bytes]:
    """Some instances, each answered otherwise."""
    from random import Random

    from django.utils import timezone

    from ordito.questionnaires.engine.filling import Filling
    from ordito.questionnaires.queries.forms import form_of

    chance = Random(8)
    for _number in range(FILLINGS):
        filling = Filling(form_of(version), now=timezone.localtime())
        for state in list(filling.questions()):
            by_kind = {"select_one": chance.choice(("si", "no")), "integer": str(chance.randrange(1000))}
            filling.answer(state.ref, by_kind.get(state.item.kind, "Risposta di prova"))
        yield filling.xml(PLACE)


@dataclass
class Acknowledged:
    """What the server has said to have: the instances, the milliseconds of each, when sending began and ended."""

    instances: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)
    ended: float = 0.0


class Device:
    """Sends envelopes with the token of a device."""

    def __init__(self, user: User) -> None:
        from django.urls import reverse
        from django.utils import timezone

        from ordito.questionnaires.actions.devices import create_device

        _device, token = create_device(label="Misura", by=user, at=timezone.now())
        self.path = reverse("questionnaires:device_submission")
        words = base64.b64encode(f"{user.username}:{token}".encode()).decode()
        self.headers = {
            "Authorization": f"Basic {words}",
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "X-OpenRosa-Version": "1.0",
        }

    def send(self, port: int, sending: Sequence[Envelope], found: Acknowledged | None = None) -> Acknowledged:
        """Send with several hands, each until its part is sent or the server is gone."""
        found = found if found is not None else Acknowledged()
        hands = [threading.Thread(target=self._send, args=(port, sending[hand::HANDS], found)) for hand in range(HANDS)]
        found.began = time.perf_counter()
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        found.ended = time.perf_counter()
        return found

    def _send(self, port: int, sending: Sequence[Envelope], found: Acknowledged) -> None:
        browser = Browser(port)
        try:
            for envelope in sending:
                started = time.perf_counter()
                status, content = browser.ask("POST", self.path, envelope.body, **self.headers)
                assert status == TAKEN, f"{status}: {content.decode()}"
                found.times.append((time.perf_counter() - started) * MS)
                found.instances.append(envelope.instance)
        except (OSError, HTTPException):
            return
        finally:
            browser.connection.close()


def report_rate(report: Report, found: Acknowledged) -> None:
    """How many a second were acknowledged, and how long a device waits."""
    rate = len(found.instances) / (found.ended - found.began)
    report.figure("acknowledged a second", rate, "submissions/s", limit=RATE, at_least=True)
    report.figure("a device waits, median", middle(found.times), "ms")
    report.figure("a device waits, p95", percentile(found.times, 0.95), "ms")


def report_verdicts(report: Report) -> None:
    """How long after the last acknowledgement every submission has its verdict."""
    from ordito.questionnaires.enums import SubmissionState
    from ordito.questionnaires.models import Submission

    started = time.perf_counter()
    waiting = Submission.objects.filter(state=SubmissionState.RECEIVED)
    report.figure("still to be checked after the last", waiting.count(), "submissions")
    while waiting.exists() and time.perf_counter() - started < 5 * CHECKED_WITHIN:
        time.sleep(0.1)
    report.figure("all checked after the last", time.perf_counter() - started, "s", limit=CHECKED_WITHIN)
    wrong = Submission.objects.exclude(state=SubmissionState.VALID).count()
    report.figure("submissions without a good verdict", wrong, "submissions", limit=0)


def report_queries(report: Report) -> None:
    """What a submission has left in the database, so that nobody speeds it up by leaving something out."""
    from ordito.audit.models import Entry
    from ordito.questionnaires.models import FlatRow, Submission

    rows = Submission.objects.count()
    entries = Entry.objects.filter(action="questionnaires.receive_submission").count()
    report.figure("submissions without an entry in the log", rows - entries, "submissions", limit=0)
    report.figure("submissions without their flat row", rows - FlatRow.objects.count(), "submissions", limit=0)


def report_killed(report: Report, folder: Path, device: Device, sending: Sequence[Envelope]) -> None:
    """`kill -9` of the server in the middle: what it had acknowledged is there; then all is sent again."""
    from ordito.questionnaires.models import Submission

    found = Acknowledged()
    with server(folder, workers=SERVERS) as (running, port):
        hands = threading.Thread(target=device.send, args=(port, sending, found))
        hands.start()
        while len(found.instances) < len(sending) // 2:
            time.sleep(0.001)
        kill(running)
        hands.join()
    names = [envelope.instance for envelope in sending]
    kept = set(Submission.objects.filter(instance_id__in=names).values_list("instance_id", flat=True))
    report.figure("acknowledged before the kill", len(found.instances), "submissions")
    report.figure("acknowledged and lost", len(set(found.instances) - kept), "submissions", limit=0)
    with server(folder, workers=SERVERS) as (_running, port):
        again = device.send(port, sending)
    stored = Submission.objects.filter(instance_id__in=names).count()
    report.figure(
        "taken when all were sent again", len(again.instances) / len(sending) * 100, "%", limit=100, at_least=True
    )
    report.figure("taken twice", stored - len(sending), "submissions", limit=0)
