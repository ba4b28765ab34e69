# SPDX-License-Identifier: EUPL-1.2
"""Paths to work for tests: rows made through the guard, without the actions' checks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ordito.cases.enums import ListKey as CasesKey
from ordito.core.fields import SealedField, seal_texts
from ordito.core.models import writing
from ordito.employment.engine.months import add_months
from ordito.employment.enums import AREAS, LEVELS, AppraisalKind, ListKey
from ordito.employment.models import (
    Accommodation,
    Accreditation,
    Appraisal,
    AreaLevel,
    JobMonitoring,
    JobPlacement,
    PlacementOutcome,
    StageStep,
    WorkPath,
)
from ordito.territory.enums import OrganisationKind
from tests.factories.cases import NOW, code, make_record
from tests.factories.territory import make_organisation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.accounts.models import User
    from ordito.cases.models import TakingInCharge
    from tests.factories.cases import Place

BORN = date(1992, 5, 20)


def make_adult(place: Place, worker: User, *, surname: str = "Lavoratori", **values: Any) -> TakingInCharge:
    """Somebody of thirty-four with a record, in charge in the area of disability, followed by `worker`."""
    taking = make_record(place, worker=worker, surname=surname, **{"birth_date": BORN, "name": "Gino"} | values)
    with writing():
        taking.area = code(CasesKey.AREA, "disability")
        taking.save()
    return taking


def _make(model: Any, *, written: bool = True, **values: Any) -> Any:
    """A row of any kind, its texts sealed."""
    if written:
        values = {"form_key": uuid4(), "written_at": NOW, "written_by_name": "Qualcuno"} | values
    texts = {
        field.name: values.pop(field.name)
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField) and field.name in values
    }
    row = model(**values)
    if texts:
        seal_texts(row, **texts)
    with writing():
        row.save()
    return row


def make_path(taking: TakingInCharge, *, stage: str = "reception", **values: Any) -> WorkPath:
    """A path of the taking in charge, at its first stage."""
    usual: dict[str, Any] = {"started_on": date(2026, 2, 1)}
    values = usual | values
    at = code(ListKey.STAGE, stage)
    if isinstance(values.get("outcome"), str):
        values["outcome"] = code(ListKey.PATH_OUTCOME, values["outcome"])
    row: WorkPath = _make(WorkPath, case_file=taking.case_file, taking=taking, stage=at, **values)
    _make(StageStep, written=False, work_path=row, stage=at, on=row.started_on, by_name="Qualcuno", written_at=NOW)
    return row


def make_placement(path: WorkPath, **values: Any) -> JobPlacement:
    """A placement of twenty hours in a company, with its three outcomes to come."""
    usual: dict[str, Any] = {
        "kind": "inclusion_internship",
        "employer_kind": "company",
        "employer_name": "Forno Fittizio",
        "weekly_hours": Decimal(20),
        "starts_on": date(2026, 3, 2),
    }
    values = usual | values
    for name, key in (
        ("kind", ListKey.PLACEMENT_KIND),
        ("employer_kind", ListKey.EMPLOYER_KIND),
        ("end_reason", ListKey.PLACEMENT_END),
    ):
        if isinstance(values.get(name), str):
            values[name] = code(key, values[name])
    values.setdefault("monitor_by", values["starts_on"] + timedelta(weeks=4))
    row: JobPlacement = _make(JobPlacement, work_path=path, **values)
    for months in (1, 6, 12):
        due_on = add_months(row.starts_on, months)
        _make(PlacementOutcome, written=False, placement=row, months=months, due_on=due_on)
    return row


def make_monitoring(placement: JobPlacement, *, trend: str = "well", **values: Any) -> JobMonitoring:
    """A visit to the workplace."""
    usual: dict[str, Any] = {"held_on": date(2026, 3, 30), "note": "Arriva puntuale e chiede quando non capisce."}
    values = usual | values
    mode, how = code(ListKey.MONITORING_MODE, "visit"), code(ListKey.MONITORING_TREND, trend)
    row: JobMonitoring = _make(JobMonitoring, placement=placement, mode=mode, trend=how, **values)
    return row


def make_accommodation(placement: JobPlacement, **values: Any) -> Accommodation:
    """An adapted timetable that is asked for."""
    usual: dict[str, Any] = {"asked_on": date(2026, 3, 10), "detail": "Inizio alle 9 per il treno."}
    values = usual | values
    kind = code(ListKey.ACCOMMODATION_KIND, "hours")
    row: Accommodation = _make(Accommodation, placement=placement, kind=kind, **values)
    return row


def make_appraisal(
    path: WorkPath,
    kind: AppraisalKind = AppraisalKind.PROFILE,
    levels: Mapping[str, str] | None = None,
    **values: Any,
) -> Appraisal:
    """A functional profile with one area, unless `levels` by area say more."""
    if levels is None:
        levels = {"attention": "some_help"} if kind == AppraisalKind.PROFILE else {"motivation": "supported"}
    usual: dict[str, Any] = {"held_on": date(2026, 2, 10)}
    values = usual | values
    row: Appraisal = _make(Appraisal, work_path=path, kind=kind, **values)
    for area, level in levels.items():
        known = {"area": code(AREAS[kind], area), "level": code(LEVELS[kind], level)}
        _make(AreaLevel, written=False, appraisal=row, **known, note="Con pause brevi.")
    return row


def make_accreditation(place: Place | None, **values: Any) -> Accreditation:
    """A consortium accredited to accompany people at work, in the list of the place's Ambito (None: everywhere)."""
    usual: dict[str, Any] = {"number": "DD 12/2024", "valid_from": date(2024, 1, 1)}
    values = usual | values
    if "organisation" not in values:
        seat = place.comune if place else None
        values["organisation"] = make_organisation(kind=OrganisationKind.CONSORTIUM, seat=seat)
    kind = code(ListKey.SERVICE_KIND, values.pop("kind", "support"))
    territory = place.ambito if place else None
    row: Accreditation = _make(Accreditation, written=False, form_key=uuid4(), territory=territory, kind=kind, **values)
    return row


def fill_path(taking: TakingInCharge, **values: Any) -> WorkPath:
    """A path with something in each part of it, so that its pages have something to show."""
    path = make_path(taking, stage="placement", aims="Lavorare al mattino, vicino a casa.", **values)
    for day, level in ((date(2026, 2, 10), "much_help"), (date(2026, 6, 10), "some_help")):
        make_appraisal(path, levels={"attention": level, "moving": "alone"}, held_on=day, summary="Migliora.")
    make_appraisal(path, AppraisalKind.EMPLOYABILITY)
    over = {"ends_on": date(2026, 5, 29), "end_reason": "planned", "employer_name": "Vivaio Inventato"}
    make_placement(path, starts_on=date(2026, 3, 2), **over)
    running = make_placement(path, starts_on=date(2026, 6, 1), company_tutor="Sara Fittizia", tasks="Banco e pulizie.")
    make_monitoring(running, held_on=date(2026, 6, 29))
    make_monitoring(running, trend="hard", held_on=date(2026, 7, 27), next_on=date(2026, 9, 7))
    make_accommodation(running)
    make_accommodation(running, in_place_on=date(2026, 6, 15))
    return path
