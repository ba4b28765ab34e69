# SPDX-License-Identifier: EUPL-1.2
"""A questionnaire of 550 questions being answered: `python -m benchmarks.questionnaires page --database sqlite`.

One person, no think time, a real web server: the time of whole requests as they leave the machine. The form has all
its sections open and half of its questions answered. The bar of the page holds for a draft that the server has to open
anew; the form itself has been read before, as in a server that has shown a page of it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.cluster import database
from benchmarks.questionnaires.scene import make_house, publish
from benchmarks.records.__main__ import prepare
from benchmarks.report import Report, middle, percentile
from benchmarks.serving import Browser, server

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ordito.accounts.models import User
    from ordito.questionnaires.engine.filling import Filling
    from ordito.questionnaires.engine.form import Form, Question
    from ordito.questionnaires.engine.states import QuestionState
    from ordito.questionnaires.models import Draft, QuestionnaireVersion

MS = 1000
PAGE, REFRESH, CHECK = 400, 120, 60  # milliseconds, the bars
SHARE = 0.5  # of the questions are answered in the draft
STAFF, DESKS = 5, 3  # instances of the two repeats
HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)" value="(?P<value>[^"]*)">')
SENT = ("foglio", "rivista", "dal", "qui", "controlla")


def main(arguments: list[str] | None = None, *, keep: bool = True) -> int:
    """Publish the form, fill it, measure, print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.questionnaires page", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--discard", action="store_true", help="do not add the run to the results")
    options = parser.parse_args(arguments)
    with database(options.database) as (url, folder):
        prepare(url, folder)
        return measure(folder, options.database, options.rounds, keep=keep and not options.discard)


def measure(folder: Path, kind: str, rounds: int, *, keep: bool) -> int:
    """All figures of one run."""
    from benchmarks.questionnaires.books import grande
    from ordito.questionnaires.queries.forms import form_of

    house = make_house()
    started = time.perf_counter()
    version = publish(grande(), house)
    taken = time.perf_counter() - started
    form = form_of(version)
    report = Report(
        "questionnaires-page", {"database": kind, "rounds": rounds, "questions": len(asked(form)), "answered": SHARE}
    )
    report.figure("workbook uploaded and published", taken, "s")
    draft = half_filled(version, house.officer)
    report_check(report, form, rounds)
    with server(folder) as (_running, port):
        browser = Browser(port, house.officer)
        report_page(report, browser, draft, max(4, rounds // 2))
        report_refresh(report, browser, draft, form, rounds)
    report_queries(report, house.officer, draft)
    return report.finish(keep=keep)


def asked(form: Form) -> list[Question]:
    """The questions that somebody answers."""
    return [item for item in form.questions() if item.visible and item.kind not in {"note", "calculate"}]


def half_filled(version: QuestionnaireVersion, by: Any) -> Draft:
    """A draft with every section open, instances in both repeats, and half of its questions answered."""
    from django.utils import timezone

    from ordito.questionnaires.actions.drafts import add_repeat, open_draft, save_answers
    from ordito.questionnaires.engine.filling import Filling
    from ordito.questionnaires.models import TRIES
    from ordito.questionnaires.queries.forms import form_of

    at = timezone.localtime()
    draft = open_draft(version=version, owner_kind=TRIES, owner_id=version.pk, by=by, at=at)
    while add_repeat(draft=draft, repeat="/data/operatore", by=by, at=at) != f"/data/operatore[{STAFF}]":
        pass
    filling = Filling(form_of(version), now=at)
    for _one in range(STAFF - len(filling.tree.by_path["/data/operatore"])):
        filling.add("/data/operatore")
    fill(filling, share=SHARE, seed=1)
    answers = {state.ref: state.value for state in filling.questions() if state.value and not state.readonly}
    saved = save_answers(draft=draft, answers=answers, by=by, at=at)
    assert saved.kept.keys() == answers.keys(), "an answer found no question"
    return draft


OPENING = {"/data/completo": "si", "/data/n_sportelli": str(DESKS)}


def fill(filling: Filling, *, share: float, seed: int) -> None:
    """Answer `share` of the questions that are shown, by chance, each within its bounds."""
    chance = random.Random(seed)
    for ref, text in OPENING.items():
        filling.answer(ref, text)
    for ref in [state.ref for state in filling.questions() if state.ref not in OPENING]:
        state: Any = filling.state(ref)
        if state.relevant and chance.random() < share:
            filling.answer(ref, some_answer(state, chance))


def some_answer(state: QuestionState, chance: random.Random) -> str:
    """A value that this question takes; 'v5' never, because it hides the next question."""
    values = [choice.value for choice in state.choices if choice.value != "v5"]
    if state.item.kind == "select_multiple":
        return " ".join(chance.sample(values, 2))
    if state.item.kind == "select_one":
        return chance.choice(values) if values else ""
    if state.item.kind in {"integer", "decimal"}:
        return "10" if re.fullmatch("n[0-9]*[13579]", state.item.name) else "30"  # the second of two, at most the first
    return "Osservazione di prova"


# --- the page --------------------------------------------------------------------------------------------------------


def report_page(report: Report, browser: Browser, draft: Draft, rounds: int) -> None:
    """The whole page: of a draft opened anew, and of one at hand; its size."""
    from django.db.models import F

    rows = type(draft).objects.filter(pk=draft.pk)
    address = f"/questionari/compila/{draft.public_id}/"

    def saved_elsewhere() -> None:
        """The server's own filling is stale after this."""
        rows.update(revision=F("revision") + 1)

    for _turn in range(3):  # warm: templates compiled, form read, by each thread that serves
        page = get(browser, address)
    report.figure("questions on the page", page.count(b"data-q="), "questions")
    report.figure("the page", len(page) / 1000, "kB")
    times = [timed(lambda: get(browser, address), before=saved_elsewhere) for _turn in range(rounds)]
    report_times(report, "page", times, PAGE)
    report_times(report, "page, draft at hand", [timed(lambda: get(browser, address)) for _turn in range(rounds)])


def get(browser: Browser, address: str) -> bytes:
    """The page, which must be there."""
    status, content = browser.ask("GET", address)
    assert status == 200, status
    return content


def timed(call: Callable[[], Any], *, before: Callable[[], None] | None = None) -> float:
    """Milliseconds of a call."""
    if before:
        before()
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * MS


def report_times(report: Report, title: str, times: Sequence[float], limit: float | None = None) -> None:
    """Median and 95th percentile of some milliseconds; with `limit` the latter is a bar."""
    report.figure(f"{title}, median", middle(times), "ms")
    report.figure(f"{title}, p95", percentile(times, 0.95), "ms", limit=limit)


def report_queries(report: Report, user: User, draft: Draft) -> None:
    """How many questions the page asks the database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/questionari/compila/{draft.public_id}/").status_code == 200
    report.figure("page, queries", len(captured), "queries")


# --- one answer ------------------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """What an open page holds: the fields that it sends with every answer, and the mark of each answer."""

    fields: dict[str, str]
    marks: dict[str, str]

    @classmethod
    def of(cls, page: bytes) -> Sheet:
        """Read the page as its script does."""
        hidden = {found["name"]: found["value"] for found in HIDDEN.finditer(page.decode())}
        marks = {name[1:]: value for name, value in hidden.items() if name[0] == "="}
        return cls({name: hidden[name] for name in SENT}, marks)


def report_refresh(report: Report, browser: Browser, draft: Draft, form: Form, rounds: int) -> None:
    """One answer after the other, each saved and answered with the pieces of the page to draw again."""
    address = f"/questionari/compila/{draft.public_id}/"
    sheet = Sheet.of(get(browser, address))
    chance = random.Random(3)
    places = [ref for ref in sheet.marks if ref.count("/") == 3 and "[" not in ref]
    given = [(ref, value) for ref in chance.choices(places, k=rounds) for value in [typed(form, ref, chance)] if value]
    times, pieces = [], []
    for ref, value in given:
        taken, reply = save(browser, address, sheet, ref, value)
        times.append(taken)
        pieces.append(len(reply["swaps"]))
    report_times(report, "one answer saved and its page refreshed", times, REFRESH)
    report.figure("pieces of the page drawn again, mean", sum(pieces) / len(pieces), "pieces")
    turns = []
    for number in range(max(4, rounds // 20)):
        taken, _reply = save(browser, address, sheet, "/data/completo", "no" if number % 2 == 0 else "si")
        turns.append(taken)
    report.figure("the answer that hides or shows all sections, worst", max(turns), "ms")


def typed(form: Form, ref: str, chance: random.Random) -> str | list[str]:
    """What somebody puts into the field of a question."""
    item: Any = form.items[ref]
    if item.choices is not None:
        values = [choice.value for choice in item.choices.items if choice.value != "v5"]
        return chance.sample(values, 2) if item.kind == "select_multiple" else chance.choice(values)
    return str(chance.randrange(100)) if item.kind in {"integer", "decimal"} else f"Osservazione {chance.random()}"


def save(
    browser: Browser, address: str, sheet: Sheet, ref: str, value: str | list[str]
) -> tuple[float, dict[str, Any]]:
    """Send one answer as the page's script does; the milliseconds and the reply."""
    sent = sheet.fields | {ref: value, f"={ref}": sheet.marks[ref]}
    started = time.perf_counter()
    status, content = browser.send_form(f"{address}salva/", sent)
    taken = (time.perf_counter() - started) * MS
    assert status == 200, status
    reply: dict[str, Any] = json.loads(content)
    assert ref in reply["marks"], f"{ref} was not saved"
    sheet.marks |= reply["marks"]
    sheet.fields["rivista"] = str(reply["revision"])
    return taken, reply


# --- the check -------------------------------------------------------------------------------------------------------


def report_check(report: Report, form: Form, rounds: int) -> None:
    """The full check of a submission with every question answered, in a process settled as server and worker are."""
    from django.utils import timezone

    from ordito.core.memory import settle
    from ordito.questionnaires.engine.check import check
    from ordito.questionnaires.engine.filling import Filling

    now = timezone.localtime()
    filling = Filling(form, now=now)
    fill(filling, share=1, seed=2)
    fill(filling, share=1, seed=2)  # again, for what the first answers brought up
    xml = filling.xml("uuid:misura")
    verdict = check(form, xml, now=now)
    assert verdict.ok, verdict.problems[:3]
    report.figure("answers checked", len(verdict.answers), "answers")
    settle()
    report_times(report, "full check", [timed(lambda: check(form, xml, now=now)) for _turn in range(rounds)], CHECK)
