# SPDX-License-Identifier: EUPL-1.2
"""What is scored and on which scale, as the pages list it; which instruments somebody may choose among."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from ordito.assessments.enums import StrengthEnd
from ordito.assessments.models import Assessment, Instrument, Scheme, SubDimension

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ordito.assessments.models import Dimension, Scale

MOST_STEPS = 11
"""A scale with more values than these is typed as a number, not chosen among buttons."""


@dataclass(frozen=True)
class Line:
    """One sub-dimension with its scale; `bands` are (first, last, word)."""

    sub_dimension: SubDimension
    bands: tuple[tuple[int, int, str], ...]

    @property
    def pk(self) -> int:
        """The sub-dimension's id."""
        return self.sub_dimension.pk

    @property
    def key(self) -> tuple[str, str]:
        """The same over the versions of a scheme."""
        return self.dimension.code, self.sub_dimension.code

    @property
    def label(self) -> str:
        """The sub-dimension's name."""
        return self.sub_dimension.label

    @property
    def code(self) -> str:
        """The sub-dimension's short code."""
        return self.sub_dimension.code

    @property
    def dimension(self) -> Dimension:
        """The side of the scheme it stands on."""
        return self.sub_dimension.dimension

    @property
    def scale(self) -> Scale:
        """Its scale."""
        return self.sub_dimension.scale

    @property
    def steps(self) -> tuple[tuple[int, str], ...]:
        """Each value with its word, for a scale short enough to choose from."""
        values = range(self.scale.lowest, self.scale.highest + 1)
        return tuple((value, self.word(value)) for value in values) if len(values) <= MOST_STEPS else ()

    def word(self, value: int | None) -> str:
        """What a value means; empty when the scale does not say."""
        return next((word for first, last, word in self.bands if value is not None and first <= value <= last), "")

    def share(self, value: int | None) -> float | None:
        """Where a value stands between the difficulty (0) and the strength (1)."""
        if value is None:
            return None
        part = (value - self.scale.lowest) / (self.scale.highest - self.scale.lowest)
        return 1 - part if self.scale.strength == StrengthEnd.LOW else part

    def gain(self, before: int, after: int) -> int:
        """By how many points it got better (negative: worse)."""
        return before - after if self.scale.strength == StrengthEnd.LOW else after - before


def lines_of(scheme_id: int) -> list[Line]:
    """The sub-dimensions of a scheme in order; two queries."""
    rows = SubDimension.objects.in_order().filter(dimension__scheme=scheme_id).prefetch_related("scale__bands")
    return [
        Line(row, tuple(sorted((band.first, band.last, band.label) for band in row.scale.bands.all()))) for row in rows
    ]


def instruments_for(ambito_id: int | None, *, day: date) -> list[Instrument]:
    """The instruments in use in an Ambito on a day, by name: its own before those that hold everywhere."""
    rows = Instrument.objects.at(day).filter(Q(territory=ambito_id) | Q(territory__isnull=True))
    chosen: dict[str, Instrument] = {}
    for row in rows.select_related("scheme").order_by("pk"):
        before = chosen.get(row.key)
        if before is None or row.territory_id is not None or before.territory_id is None:
            chosen[row.key] = row
    return sorted(chosen.values(), key=lambda row: (row.name, row.pk))


def kept_instruments(ambito_id: int | None) -> QuerySet[Instrument]:
    """All instruments that an office sees: its own (`is_own`) and those that hold everywhere, the ended ones too."""
    rows = Instrument.objects.filter(Q(territory=ambito_id) | Q(territory__isnull=True)).annotate(is_own=own(ambito_id))
    return rows.select_related("scheme", "questionnaire_version").order_by("name", "pk")


def own(ambito_id: int | None) -> ExpressionWrapper[Any]:
    """Whether a row is of the place whose settings one keeps (None: of all places)."""
    mine = Q(territory__isnull=True) if ambito_id is None else Q(territory=ambito_id, territory__isnull=False)
    return ExpressionWrapper(mine, output_field=BooleanField())


def schemes_for(ambito_id: int | None) -> QuerySet[Scheme]:
    """All versions of the schemes that an office sees, the newest first; `used` says that scores follow them."""
    rows = Scheme.objects.filter(Q(territory=ambito_id) | Q(territory__isnull=True))
    return rows.annotate(used=Exists(_uses())).order_by("name", "-number")


def is_used(scheme: Scheme) -> bool:
    """Whether an assessment follows this version: then it never changes."""
    return Assessment.objects.filter(instrument__scheme=scheme).exists()


def _uses() -> QuerySet[Assessment]:
    return Assessment.objects.filter(instrument__scheme=OuterRef("pk"))


def one_scale(lines: Sequence[Line]) -> Scale | None:
    """The scale that all lines share, if they do."""
    scales = {line.scale.pk: line.scale for line in lines}
    return next(iter(scales.values())) if len(scales) == 1 else None
