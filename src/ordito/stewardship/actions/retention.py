# SPDX-License-Identifier: EUPL-1.2
"""Series of the filing plan, and holds on records."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, ConflictError, check_code, check_order, lock
from ordito.cases.enums import ListKey
from ordito.cases.models import Code
from ordito.core.access import Verb, permit, require
from ordito.core.fields import seal_texts
from ordito.stewardship import rules
from ordito.stewardship.actions.keeping import lock_kept
from ordito.stewardship.models import LegalHold, RetentionSeries

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.territory.models import Territory

SEEDS = Path(__file__).resolve().parents[1] / "seeds" / "retention_series.csv"


@dataclass(frozen=True)
class SeriesValues:
    """What is written of a series; `years` from 1."""

    code: str
    title: str
    area: Code | None
    event: str
    years: int
    source: str
    verified: bool
    valid_from: date | None = None
    valid_to: date | None = None


def add_series(values: SeriesValues, *, by: Actor, at: datetime, ambito: Territory) -> RetentionSeries:
    """Add a series to an Ambito's plan.

    Raises:
        NotAllowedError: the actor does not manage retention there.
        CaseError: days in the wrong order, or the Ambito has a series for that area already.
    """
    row = RetentionSeries(ambito=ambito)
    permit(rules.can_edit_series(by, row))
    _check(values, at)
    with recorded("stewardship.add_series", by=by, at=at) as trace:
        _write(row, values)
        trace.touches(row)
    return row


def edit_series(values: SeriesValues, *, by: Actor, at: datetime, series: RetentionSeries, version: int) -> None:
    """Change a series of an Ambito.

    Raises:
        NotAllowedError: the actor does not manage retention there.
        CaseError: as for `add_series`.
        ConflictError: somebody else saved it first.
    """
    permit(rules.can_edit_series(by, series))
    _check(values, at)
    with recorded("stewardship.edit_series", by=by, at=at) as trace:
        row = lock(RetentionSeries, series.pk, version=version)
        row.version += 1
        _write(row, values)
        trace.touches(row, fields=list(vars(values)))


def _check(values: SeriesValues, at: datetime) -> None:
    check_code(values.area, ListKey.AREA, at=timezone.localdate(at), field="area")
    check_order(values.valid_from, values.valid_to, field="valid_to")


def _write(row: RetentionSeries, values: SeriesValues) -> None:
    same = RetentionSeries.objects.filter(ambito=row.ambito, area=values.area, valid_to__isnull=True)
    if values.valid_to is None and same.exclude(pk=row.pk).exists():
        words = _("C’è già una serie in vigore per quest’area: chiudi prima quella, con «in vigore fino al».")
        raise CaseError(words, field="area")
    for name, value in vars(values).items():
        setattr(row, name, value)
    row.save()


def load_series(*, by: Actor, at: datetime) -> int:
    """Put Ordito's own proposals beside what is there; those already there stay as they are. Returns how many came.

    Raises:
        NotAllowedError: only the house itself loads them (commands run as the system).
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    areas = {code.code: code for code in Code.objects.filter(code_list__key=ListKey.AREA)}
    with recorded("stewardship.load_series", by=by, at=at) as trace, SEEDS.open(encoding="utf-8") as file:
        known = set(RetentionSeries.objects.filter(ambito__isnull=True).values_list("code", flat=True))
        fresh = [line for line in csv.DictReader(file) if line["code"] not in known]
        for line in fresh:
            row = RetentionSeries(ambito=None, area=areas.get(line.pop("area")), verified=False, **line)
            row.full_clean(validate_unique=False, validate_constraints=False)
            row.save()
            trace.touches(row)
    return len(fresh)


def place_hold(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    reason: str,
    starts_on: date,
    ends_on: date | None,
    form_key: UUID,
) -> LegalHold:
    """Keep a record from being discarded, from a day on; the same form sent twice writes one hold.

    Raises:
        NotAllowedError: the actor neither writes the record nor manages its retention.
        CaseError: no reason, days in the wrong order, or a record whose data are gone.
    """
    permit(rules.can_hold(by, case_file))
    if not reason.strip():
        raise CaseError(_("Scrivi perché la cartella va conservata."), field="reason")
    check_order(starts_on, ends_on, field="ends_on")
    if made := LegalHold.objects.filter(form_key=form_key, case_file=case_file).first():
        return made
    with recorded("stewardship.place_hold", by=by, at=at) as trace:
        row = LegalHold(
            case_file=lock_kept(case_file),
            starts_on=starts_on,
            ends_on=ends_on,
            placed_at=at,
            placed_by_name=by.actor_name[:160],
            form_key=form_key,
        )
        seal_texts(row, reason=reason.strip())
        row.save()
        trace.touches(row, case_file)
    return row


def lift_hold(*, by: Actor, at: datetime, hold: LegalHold, version: int) -> None:
    """End a hold: from today the record is not held any more. It stays in the history of the record.

    Raises:
        NotAllowedError: as for placing it.
        ConflictError: somebody else changed it first.
    """
    permit(rules.can_lift(by, hold))
    with recorded("stewardship.lift_hold", by=by, at=at) as trace:
        row = lock(LegalHold, hold.pk, version=version)
        if row.lifted_at is not None:
            raise ConflictError(row)
        row.lifted_at, row.lifted_by_name = at, by.actor_name[:160]
        row.version += 1
        row.save()
        trace.touches(row, row.case_file, fields=["lifted_at"])
