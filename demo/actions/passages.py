# SPDX-License-Identifier: EUPL-1.2
"""What goes between services: an offer, a referral, a blind request, an access in an emergency, somebody twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases.actions.blind import ask_blindly, deliver_blind_request
from ordito.cases.actions.emergencies import break_glass
from ordito.cases.actions.people import register_person
from ordito.cases.actions.records import open_case_file, take_in_charge
from ordito.cases.enums import Part
from ordito.core.fields import open_text
from ordito.handovers.actions import offer_handover, send_referral
from ordito.territory.enums import OrganisationKind

if TYPE_CHECKING:
    from demo.actions.cast import Cast
    from ordito.cases.models import TakingInCharge


def offer_from_elsewhere(cast: Cast, taking: TakingInCharge) -> None:
    """The other Ambito offers somebody who moves here: the coordinator and the worker find it in the arrivals."""
    here = cast.record("whole")
    offer_handover(
        by=cast.colleague, at=cast.moment(-1, 9), taking=taking, comune=here.comune, body=here.body,
        reason=cast.code("handover_reason", "residence"),
        presentation="La famiglia ha trovato casa da voi e si trasferisce a fine mese. È seguita con un percorso "
        "educativo che sta andando bene: sarebbe bello non interromperlo.",
        names=False, parts=[Part.INTERVENTIONS, Part.ASSESSMENTS, Part.PLANS],
    )  # fmt: skip


def refer_to_health(cast: Cast, taking: TakingInCharge) -> None:
    """Somebody sent to the health authority, which does not work in Ordito: its answer is awaited."""
    send_referral(
        by=cast.worker, at=cast.moment(-15), case_file=taking.case_file,
        body=cast.body(OrganisationKind.HEALTH_AUTHORITY), comune=None,
        reason=cast.code("referral_reason", "mental_health"),
        presentation="Si chiede una valutazione neuropsichiatrica, d’accordo con la famiglia.", names=True,
    )  # fmt: skip


def ask_from_elsewhere(cast: Cast, taking: TakingInCharge, near: TakingInCharge) -> None:
    """The colleague follows the same person too, without knowing of us, and asks blindly; `near` gives the place."""
    person, there = taking.case_file.person, near.case_file
    again = register_person(
        by=cast.colleague, at=cast.moment(-12), comune=there.comune, body=there.body, surely_new=True,
        surname=open_text(person, "surname"), name=open_text(person, "name"),
        fiscal_code=open_text(person, "fiscal_code"), birth_date=person.birth_date, birth_place=person.birth_place,
        sex=person.sex, citizenship=person.citizenship, residence=there.comune,
    )  # fmt: skip
    record = open_case_file(by=cast.colleague, at=cast.moment(-12), person=again, opened_on=cast.day(-12))
    take_in_charge(
        by=cast.colleague, at=cast.moment(-12), case_file=record, mode=cast.code("mode", "consensual"),
        reasons=[cast.code("reason", "parenting")], opened_on=cast.day(-12),
    )  # fmt: skip
    at = cast.moment(-1, 11)
    request = ask_blindly(
        by=cast.colleague, at=at, person=again, contact="Ufficio dimostrativo, 080 000 0004",
        reason="La famiglia è arrivata da poco dai nonni. Vorrei parlare con chi la conosce prima di proporre altro.",
    )  # fmt: skip
    deliver_blind_request(at=at, request_id=request.pk)


def open_in_emergency(cast: Cast, taking: TakingInCharge) -> None:
    """The worker opens a colleague's record at night: it stays in the log, and the coordinator was told."""
    break_glass(
        by=cast.worker, at=cast.moment(-3, 21), case_file=taking.case_file,
        reason=cast.code("emergency_reason", "police"),
        note="I Carabinieri hanno trovato il ragazzo da solo in stazione: devo sapere a chi affidarlo.",
    )  # fmt: skip


def write_twice(cast: Cast, taking: TakingInCharge) -> None:
    """The same child registered again at the front desk, without the fiscal code."""
    person, place = taking.case_file.person, taking.case_file
    register_person(
        by=cast.worker, at=cast.moment(-8), comune=place.comune, body=place.body, surely_new=True,
        surname=open_text(person, "surname"), name=open_text(person, "name"), birth_date=person.birth_date,
        sex=person.sex, citizenship=person.citizenship, residence=person.residence,
    )  # fmt: skip
