# SPDX-License-Identifier: EUPL-1.2
"""Measures of protection: a removal under art. 403 c.c., a proceeding, a foster care, a community, a care leaver."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from demo.actions.situations import write_fact
from ordito.protection.actions import (
    EmergencyValues,
    FosterValues,
    LeaverValues,
    MeasureValues,
    MeetingPlanValues,
    PlacementValues,
    ProceedingValues,
    ReportValues,
    add_row,
    close_meeting,
    mark_step,
    move_foster,
    plan_meetings,
)
from ordito.protection.enums import (
    Form,
    FosterNature,
    FosterState,
    FosterStay,
    FosterTime,
    MeetingState,
    Nature,
    Standing,
)
from ordito.protection.models import EmergencyStep
from ordito.territory.enums import OrganisationKind

if TYPE_CHECKING:
    from datetime import datetime

    from demo.actions.cast import Cast
    from ordito.cases.models import TakingInCharge
    from ordito.protection.actions import RowValues

SINCE_REMOVAL = timedelta(hours=30)


def _add(cast: Cast, taking: TakingInCharge, values: RowValues, *, at: datetime) -> Any:
    """A row in the record, written by the social worker."""
    return add_row(values, by=cast.worker, at=at, case_file=taking.case_file, form_key=uuid4())


def write_removal(cast: Cast, taking: TakingInCharge) -> None:
    """A child brought to safety yesterday: the service has done its part, the prosecutor's hours are running."""
    started = cast.at - SINCE_REMOVAL
    values = EmergencyValues(
        started_at=started,
        authority=cast.code("protection_office", "social_service"),
        reasons="In casa da ore senza adulti, riscaldamento né cibo. Padre irreperibile, madre ricoverata.",
        place="Comunità di pronta accoglienza Il Nespolo (dimostrativa)",
    )
    placement = _add(cast, taking, values, at=started + timedelta(minutes=50))
    done = {"oral_notice": timedelta(minutes=20), "act_sent": timedelta(hours=9)}
    for step in EmergencyStep.objects.filter(placement=placement).select_related("rule"):
        if step.rule.step in done:
            moment = started + done[step.rule.step]
            number = f"12345/{cast.today.year}" if step.rule.step == "act_sent" else ""
            mark_step(
                by=cast.worker, at=moment + timedelta(minutes=15), step=step, version=step.version, done_at=moment,
                protocol_number=number,
            )  # fmt: skip


def write_proceeding(cast: Cast, taking: TakingInCharge) -> None:
    """A proceeding with its provisional decree, a report due in five days and protected meetings with the father."""
    proceeding = _proceeding(cast, taking, opened=-200, hearing=25)
    measure = _measure(
        cast, taking, day=-150, kind="service_custody", proceeding=proceeding,
        contents=("service_custody", "protected_meetings", "responsibility_limited", "reports"),
        text="Affida al servizio sociale, con incontri protetti con il padre e relazione ogni sei mesi.",
    )  # fmt: skip
    court = cast.code("protection_office", "juvenile_civil")
    report = ReportValues(
        recipient=court, content=cast.code("report_content", "update"), measure=measure, due_on=cast.day(5),
        every_months=6,
    )  # fmt: skip
    _add(cast, taking, report, at=cast.moment(-148))
    concern = ReportValues(
        recipient=cast.code("protection_office", "juvenile_prosecutor"),
        content=cast.code("report_content", "concern"),
        sent_on=cast.day(-215),
        protocol_number="08123",
    )
    _add(cast, taking, concern, at=cast.moment(-214))
    _write_meetings(cast, taking, measure)


def _write_meetings(cast: Cast, taking: TakingInCharge, measure: Any) -> None:
    values = MeetingPlanValues(
        meets=cast.code("protected_meeting_with", "father"), frequency="un’ora ogni due settimane",
        starts_on=cast.day(-60), measure=measure, place="Spazio neutro del centro famiglie",
    )  # fmt: skip
    plan = _add(cast, taking, values, at=cast.moment(-62))
    plan_meetings(by=cast.worker, at=cast.moment(-61), plan=plan, first_at=cast.moment(-53, 16), times=5, weeks=2)
    meetings = list(plan.meetings.filter(planned_at__lt=cast.at).order_by("planned_at"))
    for place, meeting in enumerate(meetings):
        at = meeting.planned_at + timedelta(hours=2)
        if place == 1:
            close_meeting(
                by=cast.worker, at=at, meeting=meeting, version=meeting.version, state=MeetingState.MISSED,
                missed_reason=cast.code("protected_meeting_missed", "adult_absent"),
            )  # fmt: skip
        else:
            close_meeting(
                by=cast.worker, at=at, meeting=meeting, version=meeting.version, state=MeetingState.HELD,
                observation="Il padre è arrivato in anticipo con un gioco. Hanno disegnato insieme; saluto sereno.",
            )  # fmt: skip


def write_foster(cast: Cast, taking: TakingInCharge) -> None:
    """A consensual foster care that started nearly six months ago: its report is due in some days."""
    measure = _add(
        cast,
        taking,
        MeasureValues(
            nature=Nature.ADMINISTRATIVE,
            issuer=cast.code("protection_office", "social_service"),
            kind=cast.code("measure_kind", "consensual_foster_care"),
            issued_on=cast.day(-178),
            text="Affidamento consensuale per ventiquattro mesi, reso esecutivo dal giudice tutelare.",
        ),
        at=cast.moment(-177),
    )
    values = FosterValues(
        form=Form.CONSENSUAL, nature=FosterNature.OUTSIDE_FAMILY, time=FosterTime.FULL, stay=FosterStay.RESIDENTIAL,
        requested_on=cast.day(-220), measure=measure, review_on=cast.day(20),
    )  # fmt: skip
    foster = _add(cast, taking, values, at=cast.moment(-176))
    way = (
        (FosterState.SEARCH, -210, ""),
        (FosterState.MATCHING, -195, ""),
        (FosterState.IDENTIFIED, -185, "Famiglia Accoglienti (inventata)"),
        (FosterState.STARTED, -175, ""),
    )
    for state, day, family in way:
        foster = move_foster(
            by=cast.worker, at=cast.moment(-174), foster=foster, version=foster.version, to=state, on=cast.day(day),
            family=family,
        )  # fmt: skip
    write_fact(cast, taking, "dove-vive", kind="foster_family", source="service", valid_from=cast.day(-175))


def write_shelter(cast: Cast, taking: TakingInCharge) -> None:
    """A stay in a community by order of the court, whose first six-monthly card is due in ten days."""
    proceeding = _proceeding(cast, taking, opened=-230, hearing=60)
    measure = _measure(
        cast, taking, day=-175, kind="community_placement", proceeding=proceeding,
        contents=("placement_community", "parenting_support", "monitoring"),
        text="Dispone il collocamento in una comunità educativa e il sostegno alla genitorialità.",
    )  # fmt: skip
    values = PlacementValues(
        kind=cast.code("out_of_home_kind", "educational_community"), form=Form.JUDICIAL,
        reason=cast.code("out_of_home_reason", "parents_difficulty"), starts_on=cast.day(-172), measure=measure,
        character=cast.code("out_of_home_character", "community_educational"),
        place="Comunità educativa Il Melograno (dimostrativa)",
    )  # fmt: skip
    _add(cast, taking, values, at=cast.moment(-171))
    write_fact(cast, taking, "dove-vive", kind="social_residence", source="service", valid_from=cast.day(-172))


def write_leaver(cast: Cast, taking: TakingInCharge) -> None:
    """A path to living on one's own, prepared before coming of age."""
    values = LeaverValues(
        starts_on=max(cast.day(-50), taking.opened_on),
        housing=cast.code("leaver_housing", "shared_home"),
        activity=cast.code("leaver_activity", "vocational"),
        review_on=cast.day(45),
        goals="Finire la qualifica, imparare a gestire la spesa e il conto, prova di autonomia in appartamento.",
    )
    _add(cast, taking, values, at=cast.moment(-20))


def _proceeding(cast: Cast, taking: TakingInCharge, *, opened: int, hearing: int) -> Any:
    values = ProceedingValues(
        office=cast.code("protection_office", "juvenile_civil"),
        subject=cast.code("proceeding_subject", "responsibility"),
        court=cast.body(OrganisationKind.COURT),
        number=str(400 + opened % 97),
        year=cast.day(opened).year,
        judge="dott.ssa Fittizia",
        opened_on=cast.day(opened),
        next_hearing_on=cast.day(hearing),
    )
    return _add(cast, taking, values, at=cast.moment(opened + 3))


def _measure(
    cast: Cast, taking: TakingInCharge, *, day: int, kind: str, proceeding: Any, contents: tuple[str, ...], text: str
) -> Any:
    values = MeasureValues(
        nature=Nature.JUDICIAL,
        issuer=cast.code("protection_office", "juvenile_civil"),
        kind=cast.code("measure_kind", kind),
        issued_on=cast.day(day),
        contents=[cast.code("measure_content", content) for content in contents],
        proceeding=proceeding,
        standing=Standing.PROVISIONAL,
        notified_on=cast.day(day + 2),
        protocol_number=f"{9000 + day}",
        protocol_date=cast.day(day + 2),
        text=text,
    )
    return _add(cast, taking, values, at=cast.moment(day + 2))
