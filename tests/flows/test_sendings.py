# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.utils import timezone
from lxml import etree

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.actions import CaseError
from ordito.core.access import NotAllowedError
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from ordito.files.actions import FileGoneError, read_whole
from ordito.flows import actions
from ordito.flows.engine.layout import Flow
from ordito.flows.engine.writing import NAMESPACE
from ordito.flows.enums import ItemState, Outcome, RunState
from ordito.flows.models import FlowRun, SinbaSheet
from tests.factories.cases import make_record, make_worker
from tests.factories.circumstances import make_fact
from tests.factories.flows import (
    SINCE,
    UNTIL,
    make_benefit,
    make_officer,
    make_run,
    make_sendable,
    make_sender,
)
from tests.factories.rights import make_exception, make_limitation

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.accounts.models import User
    from tests.records import House


@pytest.fixture
def officer(house: House) -> User:
    return make_officer(house.place)


def now() -> datetime:
    return timezone.now()


def checked(house: House, officer: User, flow: Flow = Flow.SINBA) -> FlowRun:
    run = make_run(house.place, flow=flow)
    actions.check_run(by=officer, at=now(), run=run, progress=lambda _done, _total: None)
    run.refresh_from_db()
    return run


def filed(house: House, officer: User, flow: Flow = Flow.SINBA) -> FlowRun:
    run = checked(house, officer, flow)
    actions.write_file(by=officer, at=now(), run=run, progress=lambda _done, _total: None)
    run.refresh_from_db()
    return run


def sent(house: House, officer: User, flow: Flow = Flow.SINBA) -> FlowRun:
    run = filed(house, officer, flow)
    return actions.mark_sent(by=officer, at=now(), run=run, sent_on=timezone.localdate())


def states(run: FlowRun) -> list[str]:
    return list(run.items.order_by("pk").values_list("state", flat=True))


def test_check_parts_what_can_go_from_what_cannot(house: House, officer: User) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    make_record(house.place, surname="Incompleto")
    run = checked(house, officer)
    assert run.state == RunState.CHECKED
    assert states(run) == [ItemState.READY, ItemState.BLOCKED]
    blocked = run.items.get(state=ItemState.BLOCKED)
    assert ("LuogoVita", "missing") in blocked.problems.values_list("field", "fault")
    entry = Entry.objects.get(action="flows.check_run")
    assert house.record.pk in entry.objects_touched["cases.casefile"]


def test_check_of_who_has_not_said_who_it_is_stops_all(house: House, officer: User) -> None:
    make_sendable(house.place, house.taking)
    run = checked(house, officer)
    assert states(run) == [ItemState.BLOCKED]
    assert run.items.get().problems.get().fault == "unsaid"


def test_file_has_no_trace_of_who_it_speaks_of(house: House, officer: User) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    make_fact(house.record.person, "cittadinanza", country="380", note="NotaSegretissima")
    run = filed(house, officer)
    assert run.file is not None
    data = read_whole(run.file)
    text = data.decode()
    for planted in ("Zanzotti", "Ezechiele", "Genoveffa", "Telemaco", "Segreta", "2015-03-04", "04/03/2015"):
        assert planted not in text
    assert house.record.number not in text
    record = etree.fromstring(data).find(f"{{{NAMESPACE}}}SINBA")
    assert record is not None
    assert record.get("AnnoNascita") == "2015"
    assert b"Zanzotti" not in run.file.path.read_bytes()
    assert b"AnnoNascita" not in run.file.path.read_bytes()


def test_what_went_goes_again_only_when_it_changes_or_was_refused(house: House, officer: User) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    first = sent(house, officer)
    assert first.sha256
    assert states(checked(house, officer)) == [ItemState.SAME]
    identifier = first.items.get().external_id
    actions.record_outcomes(by=officer, at=now(), run=first, text=f"{identifier};scartato;Codice ente")
    item = first.items.get()
    assert (item.outcome, item.outcome_text) == (Outcome.REJECTED, "Codice ente")
    assert states(checked(house, officer)) == [ItemState.READY]
    actions.record_outcomes(by=officer, at=now(), run=first, text=f"{identifier};accettato")
    with writing():
        SinbaSheet.objects.update(answers={"LuogoVita": ["2"]})
    assert states(checked(house, officer)) == [ItemState.READY]


def test_record_taken_away_after_it_went_is_told_to_inps(house: House, officer: User) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    sent(house, officer)
    with writing():
        house.record.annulled_at = now()
        house.record.save()
    assert states(checked(house, officer)) == [ItemState.RETRACT]


def test_record_that_changed_after_the_check_stays_out_of_the_file(house: House, officer: User) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    run = checked(house, officer)
    with writing():
        SinbaSheet.objects.update(answers={"LuogoVita": ["2"]})
    assert actions.write_file(by=officer, at=now(), run=run, progress=lambda *_: None) == 0
    assert states(run) == [ItemState.BLOCKED]


def test_limited_record_does_not_go_and_the_check_says_why(house: House, officer: User) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    run = checked(house, officer)
    make_limitation(house.record, house.worker)
    actions.start_file(by=officer, at=now(), run=run)
    actions.write_file(by=officer, at=now(), run=run, progress=lambda _done, _total: None)
    run.refresh_from_db()
    assert (states(run), run.state) == ([ItemState.BLOCKED], RunState.FILED)
    [problem] = checked(house, officer).items.get().problems.all()
    assert (problem.field, problem.fault) == ("Limitazione del trattamento", "limited")
    make_exception(house.record.limitations.get(), house.worker)
    assert states(checked(house, officer)) == [ItemState.READY]


def test_work_done_twice_is_done_once(house: House, officer: User) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    run = sent(house, officer)
    file = run.file_id
    for work in (actions.check_run, actions.write_file):
        work(by=officer, at=now(), run=run, progress=lambda *_: None)
    run.refresh_from_db()
    assert (run.state, run.file_id, run.items.count()) == (RunState.SENT, file, 1)


def test_each_download_is_in_the_log_of_each_record(house: House, officer: User) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    run = filed(house, officer)
    actions.read_file(by=officer, at=now(), run=run)
    entry = Entry.objects.get(action="flows.read_file")
    assert entry.kind == Kind.EXPORT
    assert entry.objects_touched["cases.casefile"] == [house.record.pk]
    with writing():
        run.file = None
    with pytest.raises(FileGoneError):
        actions.read_file(by=officer, at=now(), run=run)


def test_started_sending_checks_itself_and_is_one_for_a_form(house: House, officer: User) -> None:
    make_sender(house.place)
    key = uuid4()
    for _again in range(2):
        run = actions.start_run(
            by=officer,
            at=now(),
            flow=Flow.SINBA,
            ambito=house.place.ambito,
            body=house.place.body,
            starts_on=SINCE,
            ends_on=UNTIL,
            form_key=key,
        )
    assert FlowRun.objects.count() == 1
    run.refresh_from_db()
    assert states(run) in ([], [ItemState.BLOCKED])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Non c’è nessuna riga"),
        ("X1;forse", "Riga 1"),
        ("ALTRO;accettato", "Riga 1"),
        ("solo", "Riga 1"),
    ],
)
def test_outcomes_not_understood_write_nothing(house: House, officer: User, text: str, words: str) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    run = sent(house, officer)
    with pytest.raises(CaseError, match=words):
        actions.record_outcomes(by=officer, at=now(), run=run, text=text)
    assert run.items.get().outcome == ""


def test_steps_out_of_order_are_refused(house: House, officer: User) -> None:
    make_sender(house.place)
    run = checked(house, officer)
    today = timezone.localdate()
    refused: list[Any] = [
        lambda: actions.start_file(by=officer, at=now(), run=run),
        lambda: actions.mark_sent(by=officer, at=now(), run=run, sent_on=today),
        lambda: actions.mark_sent(by=officer, at=now(), run=run, sent_on=date(2026, 1, 1)),
        lambda: actions.record_outcomes(by=officer, at=now(), run=run, text="a;accettato"),
    ]
    for step in refused:
        with pytest.raises(CaseError):
            step()


def test_only_who_sends_for_the_body_does(house: House, outsider: User, coordinator: User) -> None:
    run = make_run(house.place)
    for user in (outsider, coordinator, make_worker(house.place)):
        with pytest.raises(NotAllowedError):
            actions.check_run(by=user, at=now(), run=run, progress=lambda *_: None)


def test_benefit_goes_with_its_beneficiary_and_is_cancelled_once(house: House, officer: User) -> None:
    make_sender(house.place)
    person = house.record.person
    with writing():
        person.birth_place = "A662"
        person.save()
    make_fact(person, "cittadinanza", country="380")
    make_fact(person, "indirizzo", kind="residence", comune=house.place.comune)
    benefit = make_benefit(house.record)
    run = checked(house, officer, Flow.PSA)
    assert [(one.field, one.fault) for one in run.items.get().problems.all()] == [("CodiceFiscale", "missing")]
    complete(house)
    run = sent(house, officer, Flow.PSA)
    assert run.file is not None
    found = etree.fromstring(read_whole(run.file)).find(f".//{{{NAMESPACE}}}PrestazioniSociali")
    assert found is not None
    assert found.get("TipoOperazione") == "I"
    assert Decimal(str(found.get("ImportoMensile"))) == Decimal(150)
    assert found.get("DataInizioPrestazione") == "2026-01-01"
    actions.annul_benefit(by=house.worker, at=now(), benefit=benefit, version=benefit.version)
    run = sent(house, officer, Flow.PSA)
    assert run.file is not None
    assert b'TipoOperazione="C"' in read_whole(run.file)
    assert states(checked(house, officer, Flow.PSA)) == []


@pytest.mark.parametrize(("means_test", "number"), [("1", "INPS-ISEE-2026-00000002B-00"), ("2", None), ("4", None)])
def test_declaration_goes_with_a_benefit_that_depends_on_the_isee(
    house: House, officer: User, means_test: str, number: str | None
) -> None:
    make_sender(house.place)
    complete(house)
    person = house.record.person
    with writing():
        person.birth_place = "A662"
        person.save()
    make_fact(person, "cittadinanza", country="380")
    for day, protocol in ((date(2026, 2, 3), "1A"), (date(2026, 3, 5), "2B"), (date(2026, 5, 1), "3C")):
        make_fact(
            person, "isee", kind="minors", value=Decimal(8000), valid_from=day,
            protocol=f"INPS-ISEE-2026-0000000{protocol}-00",
        )  # fmt: skip
    make_benefit(house.record, means_test=means_test, starts_on=date(2026, 4, 1))
    run = filed(house, officer, Flow.PSA)
    assert run.file is not None
    found = etree.fromstring(read_whole(run.file)).find(f".//{{{NAMESPACE}}}PrestazioniSociali")
    assert found is not None
    assert found.get("NumeroProtocolloDSU") == number
    assert (found.get("AnnoProtocolloDSU"), found.get("DataDSU")) == (
        ("2026", "2026-03-05") if number else (None, None)
    )


def complete(house: House) -> None:
    """A fiscal code, and the digits of the Comune."""
    person = house.record.person
    seal_texts(person, fiscal_code="ZNZZHL15C04A662K")
    with writing():
        person.save()
        house.place.comune.istat_code = "072006"
        house.place.comune.save()


def test_two_benefits_of_one_person_are_one_beneficiary(house: House, officer: User) -> None:
    make_sender(house.place)
    complete(house)
    make_fact(house.record.person, "cittadinanza", country="380")
    with writing():
        house.record.person.birth_place = "A662"
        house.record.person.save()
    make_benefit(house.record)
    make_benefit(
        house.record,
        request_number="2026/0002",
        character="2",
        starts_on=None,
        ends_on=None,
        months=None,
        monthly_amount=None,
        paid_on=date(2026, 4, 1),
        amount=Decimal(300),
    )
    run = filed(house, officer, Flow.PSA)
    assert run.file is not None
    root = etree.fromstring(read_whole(run.file))
    assert len(root.findall(f"{{{NAMESPACE}}}Beneficiario")) == 1
    assert len(root.findall(f".//{{{NAMESPACE}}}PrestazioniSociali")) == 2
