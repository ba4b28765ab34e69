# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order, lock
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.kinship import rules
from ordito.kinship.actions.kin import check_dates
from ordito.kinship.actions.people import relative_of
from ordito.kinship.actions.rows import open_record
from ordito.kinship.enums import ListKey
from ordito.kinship.models import ParentalResponsibility

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.audit.actions import Trace
    from ordito.cases.models import CaseFile, Code
    from ordito.core.access import Actor
    from ordito.kinship.actions.people import Someone

SEALED = ("holder_name", "measure")
PLAIN = ("kind", "source", "measure_on", "valid_from", "valid_to")


def add_responsibility(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    child: Someone,
    holder: Someone | None,
    **details: Any,
) -> ParentalResponsibility:
    """Write who holds parental responsibility for a child; `details` are `PLAIN` and `SEALED`, `kind` and `source` due.

    A new state of the same holder for the same child ends the one before, on the day before.

    Raises:
        NotAllowedError: the actor may not write the family of the record.
        CaseError: nobody named, the same state already there, dates out of order, a code out of its list.
    """
    permit(rules.can_write_family(by, case_file))
    _check(details, at=at)
    if holder is None and not details.get("holder_name", "").strip():
        raise CaseError(_("Scegli chi ha la responsabilità, oppure scrivi il nome."), field="holder")
    with recorded("kinship.add_responsibility", by=by, at=at) as trace:
        open_record(case_file)
        row = ParentalResponsibility(case_file=case_file, recorded_at=at)
        row.child = relative_of(child, by=by, at=at, case_file=case_file, trace=trace)
        if holder is not None:
            row.holder = relative_of(holder, by=by, at=at, case_file=case_file, trace=trace)
            if row.holder.pk == row.child.pk:
                raise CaseError(_("Nessuno ha la responsabilità genitoriale di sé."), field="holder")
        _fill(row, details)
        _close_before(row, trace)
        row.save()
        trace.touches(row, case_file)
    return row


def edit_responsibility(
    *, by: Actor, at: datetime, row: ParentalResponsibility, version: int, **details: Any
) -> ParentalResponsibility:
    """Correct a responsibility; who and for whom stay.

    Raises:
        NotAllowedError: the actor may not write the family of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: dates out of order, a code out of its list.
    """
    permit(rules.can_write_family(by, row.case_file))
    _check(details, at=at, kept=row.source_id)
    with recorded("kinship.edit_responsibility", by=by, at=at) as trace:
        open_record(row.case_file)
        current = lock(ParentalResponsibility, row.pk, version=version)
        _fill(current, details)
        current.version += 1
        current.save()
        trace.touches(current, current.case_file, fields=sorted(details))
    return current


def _check(details: dict[str, Any], *, at: datetime, kept: int | None = None) -> None:
    first: date | None = details.get("valid_from")
    check_dates(first, details.get("valid_to"), at=at)
    check_not_future(details.get("measure_on"), at=at, field="measure_on")
    source: Code = details["source"]
    if source.pk != kept:
        check_code(source, ListKey.RESPONSIBILITY_SOURCE, at=first or timezone.localdate(at), field="source")


def _fill(row: ParentalResponsibility, details: dict[str, Any]) -> None:
    for name in PLAIN:
        setattr(row, name, details.get(name))
    seal_texts(row, **{name: (details.get(name) or "").strip() for name in SEALED})


def _close_before(row: ParentalResponsibility, trace: Trace) -> None:
    """What the same holder was until then ends the day before; the same again, or without a day, is refused."""
    rows = ParentalResponsibility.objects.current().filter(child=row.child, holder=row.holder, valid_to__isnull=True)
    for other in rows.select_related("case_file__person"):
        if row.holder is None and open_text(other, "holder_name") != open_text(row, "holder_name"):
            continue
        if other.kind == row.kind or row.valid_from is None:
            raise CaseError(
                _("Per questa persona c’è già una responsabilità in corso: scrivi da quando cambia, o correggila."),
                field="valid_from",
            )
        last = row.valid_from - timedelta(days=1)
        check_order(other.valid_from, last, field="valid_from")
        other.valid_to = last
        other.version += 1
        other.save()
        trace.touches(other, fields=["valid_to"])
