# SPDX-License-Identifier: EUPL-1.2
"""Whether the processing of a record is limited, and what stands on its pages while it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from ordito.core.fields import open_text
from ordito.stewardship.models import Limitation

if TYPE_CHECKING:
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.stewardship.models import LimitationException


@dataclass(frozen=True)
class LimitationView:
    """A limitation in words; `excepted` is the exception that lets the service write today."""

    row: Limitation
    note: str
    end_reason: str
    excepted: LimitationException | None
    exceptions: tuple[tuple[LimitationException, str], ...]


def limitation_stands() -> Exists:
    """Whether the processing of a record is limited today."""
    return Exists(Limitation.objects.standing(timezone.localdate()).filter(case_file=OuterRef("pk")))


def limitation_freezes() -> Exists:
    """Whether nobody writes in a record today."""
    return Exists(Limitation.objects.freezing(timezone.localdate()).filter(case_file=OuterRef("pk")))


def limitations_of(record: RecordHeader, *, standing: bool = False) -> list[LimitationView]:
    """The limitations of a record, the latest first; two queries."""
    rows = Limitation.objects.filter(case_file=record.case_file)
    if standing:
        rows = rows.standing(record.today)
    rows = rows.select_related("ground").prefetch_related("exceptions__ground").order_by("-starts_on", "-pk")
    return [_view(row, record) for row in rows]


def _view(row: Limitation, record: RecordHeader) -> LimitationView:
    row.case_file = record.case_file  # one key for all of them
    exceptions = sorted(row.exceptions.all(), key=lambda one: one.pk, reverse=True)
    for one in exceptions:
        one.limitation = row
    lasting = (one for one in exceptions if one.valid_from <= record.today <= one.valid_to)
    return LimitationView(
        row,
        open_text(row, "note"),
        open_text(row, "end_reason"),
        next(lasting, None),
        tuple((one, open_text(one, "note")) for one in exceptions),
    )
