# SPDX-License-Identifier: EUPL-1.2
"""A path to work: bodies that are accredited, how somebody does, a workplace with its visits and outcomes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ordito.employment import rules
from ordito.employment.actions import (
    AccommodationValues,
    AccreditationValues,
    AppraisalValues,
    AreaValue,
    MonitoringValues,
    PathValues,
    PlacementValues,
    add_accreditation,
    add_row,
    check_outcome,
    move_path,
)
from ordito.employment.enums import AREAS, LEVELS, AppraisalKind
from ordito.employment.queries.choices import accreditable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from demo.actions.cast import Cast
    from ordito.cases.models import TakingInCharge
    from ordito.employment.actions import RowValues
    from ordito.employment.models import Accreditation

LAST = -58
"""So many days ago the path began: the record that it is in has been followed for longer."""


def write_accreditations(cast: Cast) -> Accreditation:
    """Two bodies that the officer of the Ambito wrote in the list; the first goes with people to work."""
    rows = []
    for place, organisation in enumerate(accreditable()[:2]):
        values = AccreditationValues(
            organisation=organisation,
            kind=cast.code("work_service_kind", ("support", "internship")[place]),
            number=f"DD {120 + place}/{cast.day(-400).year} (dimostrativa)",
            valid_from=cast.day(-400),
        )
        ambito = cast.record("adult").ambito_id
        rows.append(
            add_accreditation(values, by=cast.officer, at=cast.moment(-390), territory_id=ambito, form_key=uuid4())
        )
    return rows[0]


def write_path(cast: Cast, taking: TakingInCharge) -> None:
    """From the first talk to an internship that goes on: a visit is due in two days, the first outcome is known."""
    if taking.area.code not in rules.AREAS:
        return
    values = PathValues(
        taking=taking,
        started_on=cast.day(LAST),
        stage=cast.code("work_stage", "reception"),
        origin=cast.code("work_path_origin", "social_service"),
        listed_on=cast.day(LAST - 200),
        aims="Un lavoro al mattino, vicino a casa, dove si impara con le mani. «Mi piace il pane.»",
    )
    path = _add(cast, taking.case_file, values, day=LAST)
    _appraise(cast, path, AppraisalKind.PROFILE, LAST + 6, {
        "attention": "some_help", "understanding": "aids", "relations": "alone", "emotions": "much_help",
        "moving": "aids", "hands": "alone",
    })  # fmt: skip
    path = _move(cast, path, "employability", LAST + 8)
    _appraise(cast, path, AppraisalKind.EMPLOYABILITY, LAST + 9, {
        "motivation": "acquired", "rules": "supported", "task": "started", "colleagues": "supported",
    })  # fmt: skip
    path = _move(cast, path, "placement", LAST + 18)
    _write_placement(cast, path, write_accreditations(cast))
    _appraise(cast, path, AppraisalKind.EMPLOYABILITY, -6, {
        "motivation": "acquired", "rules": "acquired", "task": "supported", "colleagues": "supported",
    })  # fmt: skip


def _write_placement(cast: Cast, path: Any, accreditation: Accreditation) -> None:
    start = LAST + 18
    values = PlacementValues(
        kind=cast.code("job_placement_kind", "inclusion_internship"),
        employer_kind=cast.code("job_employer_kind", "company"),
        employer_name="Forno del Borgo (dimostrativo)",
        starts_on=cast.day(start),
        planned_end_on=cast.day(start + 180),
        weekly_hours=Decimal(20),
        monthly_amount=Decimal(500),
        tasks="Aiuto al banco e al forno, dalle 8 alle 12.",
        company_tutor="Sara Fornai (inventata)",
        accreditation=accreditation,
        every_weeks=4,
    )
    placement = _add(cast, path, values, day=start)
    adapted = AccommodationValues(
        kind=cast.code("job_accommodation_kind", "instructions"),
        asked_on=cast.day(start + 2),
        in_place_on=cast.day(start + 10),
        detail="Cartellini con le fotografie dei passaggi, accanto al forno.",
    )
    _add(cast, placement, adapted, day=start + 10)
    visits = (
        (start + 12, "hard", "Arriva presto e si agita nell’attesa. Concordato di entrare dal retro.", None),
        (-10, "mostly", "Ora aspetta con calma. Il capo si allontana anche per mezz’ora.", cast.day(2)),
    )
    for day, trend, note, next_on in visits:
        visit = MonitoringValues(
            held_on=cast.day(day), mode=cast.code("job_monitoring_mode", "visit"),
            trend=cast.code("job_monitoring_trend", trend), note=note, next_on=next_on,
        )  # fmt: skip
        _add(cast, placement, visit, day=day)
    outcome = placement.outcomes.order_by("months")[0]
    check_outcome(
        by=cast.worker, at=cast.moment(-8), outcome=outcome, version=outcome.version, checked_on=cast.day(-8),
        state=cast.code("job_outcome_state", "same_place"),
    )  # fmt: skip


def _add(cast: Cast, parent: Any, values: RowValues, *, day: int) -> Any:
    return add_row(values, by=cast.worker, at=cast.moment(day), parent=parent, form_key=uuid4())


def _move(cast: Cast, path: Any, stage: str, day: int) -> Any:
    return move_path(
        by=cast.worker, at=cast.moment(day), work_path=path, version=path.version, to=cast.code("work_stage", stage),
        on=cast.day(day),
    )  # fmt: skip


def _appraise(cast: Cast, path: Any, kind: AppraisalKind, day: int, levels: Mapping[str, str]) -> None:
    found = [AreaValue(cast.code(AREAS[kind], area), cast.code(LEVELS[kind], level)) for area, level in levels.items()]
    values = AppraisalValues(kind=kind, held_on=cast.day(day), levels=found, present="la persona, la sorella")
    _add(cast, path, values, day=day)
