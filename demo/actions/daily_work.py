# SPDX-License-Identifier: EUPL-1.2
"""What fills the days: interventions and waiting lists, the diary with its hours, a report, a closure to approve."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from demo.actions.accounts import HOME
from ordito.cases.actions.approvals import propose_closure
from ordito.cases.actions.concerns import report_concern
from ordito.cases.actions.diary import publish_entry
from ordito.cases.actions.intervention_steps import take_step
from ordito.cases.actions.interventions import add_intervention, request_intervention, set_cost
from ordito.cases.actions.taking_edit import edit_taking
from ordito.cases.actions.team import add_team_member
from ordito.cases.enums import Part

if TYPE_CHECKING:
    from datetime import datetime

    from demo.actions.cast import Cast
    from ordito.cases.models import CaseFile, Intervention, TakingInCharge

DIARY = (
    (
        "home_visit",
        "Visita a casa",
        75,
        "La casa è curata. Si parla di come sono andate queste due settimane. Ci si rivede tra quindici giorni.",
    ),
    (
        "phone",
        "Telefonata con i servizi",
        20,
        "Ci si aggiorna su presenze e orari. Tutto procede; restano da concordare i giorni del prossimo mese.",
    ),
    (
        "interview",
        "Colloquio in sede",
        60,
        "Si riprende che cosa si era detto: due impegni su tre mantenuti. Si parla di chi può dare una mano.",
    ),
    (
        "team",
        "Incontro di équipe",
        90,
        "Ognuno porta quello che vede. Si conferma il sostegno e si decide chi ne parla con la famiglia.",
    ),
    (
        "network",
        "Incontro con la rete",
        45,
        "Presenti i servizi e una vicina che aiuta. Si dividono i compiti fino alla prossima verifica.",
    ),
)


def write_diary(cast: Cast, taking: TakingInCharge, *, entries: int, last: int) -> None:
    """So many entries with their minutes, two weeks apart; the latest so many days ago."""
    for place in range(entries):
        day = -last - 14 * place
        if cast.day(day) < taking.opened_on:
            break
        _write(cast, taking.case_file, DIARY[place % len(DIARY)], at=cast.moment(day, 16))


def write_removal_entry(cast: Cast, record: CaseFile) -> None:
    """What the worker wrote of the day on which a child was brought to safety."""
    text = (
        "Chiamata dei Carabinieri, con loro in casa. Il bambino è al sicuro in comunità, sta bene e ha mangiato. "
        "Sentita la Procura per le vie brevi; inviati l’atto e la relazione."
    )
    _write(cast, record, ("home_visit", "Messa in sicurezza", 180, text), at=cast.at - timedelta(hours=20))


def _write(cast: Cast, record: CaseFile, entry: tuple[str, str, int, str], *, at: datetime) -> None:
    kind, title, minutes, text = entry
    publish_entry(
        by=cast.worker, at=at, case_file=record, kind=cast.code("diary_kind", kind),
        happened_on=timezone.localdate(at), title=title, text=text, minutes=minutes,
    )  # fmt: skip


def write_contact(cast: Cast, taking: TakingInCharge, *, day: int) -> None:
    """A telephone call with the family."""
    text = "Va tutto come concordato. Richiamare a fine mese per fissare la visita."
    _write(cast, taking.case_file, ("phone", "Telefonata con la famiglia", 15, text), at=cast.moment(day, 12))


def write_review_day(cast: Cast, taking: TakingInCharge, *, day: int) -> None:
    """When the taking in charge is to be looked at again; the last thing written, so that these records come first."""
    taking.refresh_from_db()
    reasons = [row.reason for row in taking.reasons.select_related("reason__code_list").order_by("-main", "pk")]
    edit_taking(
        by=cast.worker, at=cast.at, taking=taking, version=taking.version, mode=taking.mode, reasons=reasons,
        review_on=cast.day(day),
    )  # fmt: skip


def write_private_note(cast: Cast, record: CaseFile) -> None:
    """A note that only its writer reads."""
    publish_entry(
        by=cast.worker, at=cast.moment(-3, 18), case_file=record, kind=cast.code("diary_kind", "note"),
        happened_on=cast.day(-3), title="Per la supervisione",
        text="Mi accorgo di rimandare il colloquio con il padre: ne parlo in supervisione prima di fissarlo.",
        private=True,
    )  # fmt: skip


def write_interventions(cast: Cast, taking: TakingInCharge) -> None:
    """One intervention in each state, with amount, cost and who pays; the requests of the last months."""
    since = max(taking.opened_on, cast.day(-150))
    active = add_intervention(
        by=cast.worker, at=cast.moment((since - cast.today).days + 1), taking=taking, starts_on=since,
        service=cast.service("ADE"), kind=cast.code("intervention_kind", "home_education"), quantity=Decimal(4),
        unit=cast.code("quantity_unit", "hours_week"),
    )  # fmt: skip
    set_cost(
        by=cast.worker, at=cast.moment(-20), intervention=active, version=active.version, cost=Decimal("23.50"),
        cost_per=cast.code("cost_per", "hour"),
        payers={cast.code("payer_kind", "comune"): Decimal(80), cast.code("payer_kind", "region"): Decimal(20)},
    )  # fmt: skip
    suspended = add_intervention(
        by=cast.worker, at=cast.moment(-88), taking=taking, starts_on=cast.day(-90),
        kind=cast.code("intervention_kind", "psychological"), quantity=Decimal(2),
        unit=cast.code("quantity_unit", "meetings"),
    )  # fmt: skip
    _step(cast, suspended, "suspend", -12, reason=cast.code("intervention_pause", "illness"))
    closed = add_intervention(
        by=cast.worker, at=cast.moment(-118), taking=taking, starts_on=cast.day(-120),
        kind=cast.code("intervention_kind", "meals"),
    )  # fmt: skip
    _step(cast, closed, "close", -30, reason=cast.code("intervention_end", "goals"))
    refused = _request(cast, taking, -60, kind=cast.code("intervention_kind", "transport"))
    _step(cast, refused, "refuse", -45, reason=cast.code("intervention_refusal", "no_funds"))
    _request(cast, taking, -6, kind=cast.code("intervention_kind", "economic"))


def write_waiting(cast: Cast, takings: list[TakingInCharge]) -> None:
    """A waiting list for home education: the later, the less urgent, but for the last."""
    priorities = (("ordinary", None), ("high", "home"), ("urgent", "harm"))
    for place, taking in enumerate(takings):
        priority, reason = priorities[place % len(priorities)]
        urgent = {
            "priority": cast.code("waiting_priority", priority),
            "priority_reason": cast.code("priority_reason", reason) if reason else None,
        }
        day = max(-50 + 9 * place, (taking.opened_on - cast.today).days + 1)
        row = _request(
            cast, taking, day, service=cast.service("ADE"), kind=cast.code("intervention_kind", "home_education"),
            quantity=Decimal(3), unit=cast.code("quantity_unit", "hours_week"), **urgent,
        )  # fmt: skip
        _step(cast, row, "authorise", day + 4, authorised_to=cast.day(200), **urgent)


def _request(cast: Cast, taking: TakingInCharge, day: int, **what: Any) -> Intervention:
    return request_intervention(by=cast.worker, at=cast.moment(day), taking=taking, requested_on=cast.day(day), **what)


def _step(cast: Cast, row: Intervention, step: str, day: int, **details: Any) -> Intervention:
    row.refresh_from_db()
    return take_step(
        by=cast.worker,
        at=cast.moment(day),
        intervention=row,
        version=row.version,
        step=step,
        on=cast.day(day),
        **details,
    )


def write_team(cast: Cast, taking: TakingInCharge) -> None:
    """A colleague of the same service in the team, who writes interventions and diary."""
    others = [row for row in cast.scene.workers[HOME] if row.pk != taking.worker_id]
    if not others:
        return
    add_team_member(
        by=cast.worker, at=cast.moment(-100), taking=taking, professional=others[0],
        organisation=taking.case_file.body, shares=[Part.INTERVENTIONS, Part.DIARY, Part.PLANS],
        writes=[Part.DIARY], purpose=cast.code("sharing_purpose", "joint_plan"), valid_from=cast.day(-100),
        valid_to=cast.day(260),
    )  # fmt: skip


def write_concern(cast: Cast, taking: TakingInCharge) -> None:
    """A school signals somebody already followed: it is to be weighed within the term of the regulation."""
    report_concern(
        by=cast.worker, at=cast.moment(-2), person=taking.case_file.person, received_on=cast.day(-2),
        reporter_kind=cast.code("reporter_kind", "school"), urgency=cast.code("urgency", "high"),
        content="Molte assenze nell’ultimo mese. L’alunno arriva senza merenda e si addormenta in classe.",
        reporter="La dirigente scolastica", reporter_body="Istituto comprensivo dimostrativo 1",
    )  # fmt: skip


def write_closure(cast: Cast, taking: TakingInCharge) -> None:
    """A closure that waits for the coordinator."""
    at = cast.at - timedelta(hours=3)
    propose_closure(
        by=cast.worker, at=at, taking=taking, closed_on=timezone.localdate(at),
        outcome=cast.code("outcome", "improved"), reason=cast.code("closure_reason", "adult"),
        note="Ha compiuto diciotto anni e ha un lavoro da apprendista: il percorso si chiude d’accordo.",
        request="Ne abbiamo parlato in équipe: puoi guardarla entro la settimana?",
    )  # fmt: skip
