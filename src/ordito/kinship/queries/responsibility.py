# SPDX-License-Identifier: EUPL-1.2
"""Who holds parental responsibility for the children of a record, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ordito.cases.enums import Part
from ordito.cases.models import readable_records
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.kinship.models import ParentalResponsibility
from ordito.kinship.queries.ecomap import dates_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.kinship.models import Relative


@dataclass(frozen=True)
class ListedResponsibility:
    """A line: who, for which child, how, by what act, since when."""

    pk: int
    child: str
    child_person_id: int | None
    holder: str
    kind: str
    kind_code: str
    source: str
    measure: str
    period: str
    starts_on: date | None
    recorded_at: datetime
    over: bool
    own: bool
    """Whether it is written in this record."""

    @property
    def words(self) -> str:
        """Who and how, on one line."""
        return f"{self.holder} ({self.kind})"


def responsibilities(actor: Actor, case_file: CaseFile, *, day: date) -> list[ListedResponsibility]:
    """Of the record's own rows, and of those about the same person in records the actor may read.

    One query; two more when a row stands in another record (a brother's or sister's): only then it is asked who may
    read it, and until then nothing of it is opened.
    """
    elsewhere = ParentalResponsibility.objects.filter(child__person=case_file.person_id).exclude(case_file=case_file)
    rows = (
        (ParentalResponsibility.objects.of(case_file, actor) | elsewhere)
        .current()
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day))
        .select_related(
            "case_file__person",
            "source",
            "child__person",
            "child__case_file__person",
            "holder__person",
            "holder__case_file__person",
        )
        .order_by(F("valid_to").desc(nulls_first=True), F("valid_from").desc(nulls_last=True), "pk")
    )
    found = list(rows)
    others = {row.case_file_id for row in found} - {case_file.pk}
    readable = {case_file.pk, *readable_records(actor, Part.FAMILY, others)}
    return [listed(row, case_file, day) for row in found if row.case_file_id in readable]


def listed(row: ParentalResponsibility, case_file: CaseFile, day: date) -> ListedResponsibility:
    """A row in words."""
    return ListedResponsibility(
        row.pk,
        relative_name(row.child),
        row.child.person_id,
        relative_name(row.holder) if row.holder else open_text(row, "holder_name"),
        row.get_kind_display(),
        row.kind,
        row.source.label,
        measure_text(row),
        dates_text(row.valid_from, row.valid_to),
        row.valid_from,
        row.recorded_at,
        row.valid_to is not None and row.valid_to < day,
        row.case_file_id == case_file.pk,
    )


def relative_name(relative: Relative) -> str:
    """The name of somebody of the genogram."""
    if relative.person is not None:
        return relative.person.full_name()
    return open_text(relative, "name") or _("nome non conosciuto")


def measure_text(row: ParentalResponsibility) -> str:
    """The act, with its day."""
    measure = open_text(row, "measure")
    if row.measure_on is None:
        return measure
    day = _("del %(day)s") % {"day": format_date(row.measure_on)}
    return f"{measure} {day}".strip()
