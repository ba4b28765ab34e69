# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, lock
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.kinship import rules
from ordito.kinship.actions.kin import check_dates
from ordito.kinship.actions.people import relative_of
from ordito.kinship.actions.rows import open_record
from ordito.kinship.enums import ListKey
from ordito.kinship.models import Tie

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.kinship.actions.people import Someone

PLAIN = ("service", "organisation", "area", "strength", "direction", "valid_from", "valid_to")
SEALED = ("name", "note")


def add_tie(*, by: Actor, at: datetime, case_file: CaseFile, of: Someone | None, **details: Any) -> Tie:
    """Write a tie of the ecomap, of the whole family or of one of it; `details` are `PLAIN` and `SEALED`.

    Raises:
        NotAllowedError: the actor may not write the family of the record.
        CaseError: nobody and nothing at the other end, the same tie already there, dates out of order.
    """
    permit(rules.can_write_family(by, case_file))
    _check(details, at=at)
    with recorded("kinship.add_tie", by=by, at=at) as trace:
        open_record(case_file)
        row = Tie(case_file=case_file, recorded_at=at)
        if of is not None:
            row.of = relative_of(of, by=by, at=at, case_file=case_file, trace=trace)
        _fill(row, details)
        _refuse_same(row)
        row.save()
        trace.touches(row, case_file)
    return row


def edit_tie(*, by: Actor, at: datetime, tie: Tie, version: int, **details: Any) -> Tie:
    """Correct a tie of the ecomap; whose it is stays.

    Raises:
        NotAllowedError: the actor may not write the family of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: nobody and nothing at the other end, dates out of order.
    """
    permit(rules.can_write_family(by, tie.case_file))
    _check(details, at=at, kept=tie.area_id)
    with recorded("kinship.edit_tie", by=by, at=at) as trace:
        open_record(tie.case_file)
        row = lock(Tie, tie.pk, version=version)
        _fill(row, details)
        row.version += 1
        row.save()
        trace.touches(row, row.case_file, fields=sorted(details))
    return row


def _check(details: dict[str, Any], *, at: datetime, kept: int | None = None) -> None:
    check_dates(details.get("valid_from"), details.get("valid_to"), at=at)
    if not (details.get("service") or details.get("organisation") or (details.get("name") or "").strip()):
        raise CaseError(_("Scrivi con chi è il legame, oppure scegli un servizio o un ente."), field="name")
    first = details.get("valid_from") or timezone.localdate(at)
    if details["area"].pk != kept:
        check_code(details["area"], ListKey.TIE_AREA, at=first, field="area")


def _fill(row: Tie, details: dict[str, Any]) -> None:
    for name in PLAIN:
        setattr(row, name, details.get(name))
    seal_texts(row, **{name: (details.get(name) or "").strip() for name in SEALED})


def _refuse_same(row: Tie) -> None:
    rows = Tie.objects.current().filter(
        case_file=row.case_file,
        of=row.of,
        service=row.service,
        organisation=row.organisation,
        area=row.area,
        valid_to__isnull=True,
    )
    name = open_text(row, "name").casefold()
    if any(open_text(other, "name").casefold() == name for other in rows.select_related("case_file__person")):
        raise CaseError(_("Questo legame c’è già."), field="name")
