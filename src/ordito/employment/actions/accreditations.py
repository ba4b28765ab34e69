# SPDX-License-Identifier: EUPL-1.2
"""The list of accredited bodies that an Ambito keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, check_order, lock
from ordito.core.access import permit
from ordito.core.dates import format_date
from ordito.employment import rules
from ordito.employment.enums import ListKey
from ordito.employment.models import Accreditation, JobPlacement

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Organisation

FIELDS = ("organisation", "kind", "number", "valid_from", "valid_to")


@dataclass(frozen=True)
class AccreditationValues:
    """Who is accredited for what, by which act, from when to when."""

    organisation: Organisation
    kind: Code
    number: str
    valid_from: date
    valid_to: date | None = None

    def check(self) -> None:
        """Refuse an entry of another list and days out of order."""
        check_code(self.kind, ListKey.SERVICE_KIND, at=self.valid_from, field="kind")
        check_order(self.valid_from, self.valid_to, field="valid_to")


def add_accreditation(
    values: AccreditationValues, *, by: Actor, at: datetime, territory_id: int | None, form_key: UUID
) -> Accreditation:
    """Add a body to the list of an Ambito; the same form sent again is the row that it already wrote.

    Raises:
        NotAllowedError: the actor does not keep the settings of that Ambito.
        CaseError: the body is in the list for the same service on some of those days, or days are out of order.
    """
    row = Accreditation(territory_id=territory_id, form_key=form_key)
    permit(rules.can_keep_accreditation(by, row))
    with recorded("employment.add_accreditation", by=by, at=at) as trace:
        written = Accreditation.objects.filter(form_key=form_key, territory=territory_id).first()
        if written is not None:
            trace.touches(written)
            return written
        _put(row, values)
        row.save(force_insert=True)
        trace.touches(row)
    return row


def edit_accreditation(
    values: AccreditationValues, *, by: Actor, at: datetime, accreditation: Accreditation, version: int
) -> Accreditation:
    """Correct an accreditation, or write when it ends.

    Raises:
        NotAllowedError: the actor does not keep the settings of that Ambito.
        ConflictError: somebody saved meanwhile.
        CaseError: as `add_accreditation`; or a placement that it accompanies began on a day that it would not cover.
    """
    permit(rules.can_keep_accreditation(by, accreditation))
    with recorded("employment.edit_accreditation", by=by, at=at) as trace:
        row = lock(Accreditation, accreditation.pk, version=version)
        before = {name: getattr(row, name) for name in FIELDS}
        _put(row, values)
        _check_used(row)
        row.version += 1
        row.save()
        trace.touches(row, fields=[name for name in FIELDS if before[name] != getattr(row, name)])
    return row


def _put(row: Accreditation, values: AccreditationValues) -> None:
    values.check()
    row.organisation, row.kind, row.number = values.organisation, values.kind, values.number.strip()
    row.valid_from, row.valid_to = values.valid_from, values.valid_to
    same = Accreditation.objects.filter(territory=row.territory_id, organisation=row.organisation, kind=row.kind)
    for other in same.exclude(pk=row.pk):
        begins_after = row.valid_to is not None and row.valid_to < other.valid_from
        ended_before = other.valid_to is not None and other.valid_to < row.valid_from
        if not begins_after and not ended_before:
            words = _("Questo ente è già in elenco per lo stesso servizio dal %(day)s.")
            raise CaseError(words % {"day": format_date(other.valid_from)}, field="valid_from")


def _check_used(row: Accreditation) -> None:
    """The list may not deny what placements already say."""
    starts = JobPlacement.objects.current().filter(accreditation=row).values_list("starts_on", flat=True)
    if any(day < row.valid_from or (row.valid_to is not None and day > row.valid_to) for day in starts):
        raise CaseError(_("In quei giorni un inserimento indica già questo ente come accreditato."), field="valid_to")
