# SPDX-License-Identifier: EUPL-1.2
"""Rows of a path to work as labels and values: the same on a page, on paper and where two versions meet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.cases.queries.record_interventions import number_words
from ordito.core.dates import format_date
from ordito.core.fields import SealedField, open_text
from ordito.employment.models import Accommodation, Appraisal, JobMonitoring, JobPlacement, WorkPath

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordito.employment.models import EmploymentRow

FIELDS: Mapping[type[EmploymentRow], tuple[str, ...]] = {
    WorkPath: ("started_on", "origin", "taking", "listed_on", "ended_on", "outcome", "aims"),
    JobPlacement: (
        "kind", "employer_kind", "employer", "employer_name", "weekly_hours", "monthly_amount", "starts_on",
        "planned_end_on", "company_tutor", "job_tutor", "accreditation", "every_weeks", "ends_on", "end_reason",
        "tasks", "note",
    ),
    JobMonitoring: ("held_on", "mode", "trend", "next_on", "note"),
    Accommodation: ("kind", "asked_on", "in_place_on", "ended_on", "detail"),
}  # fmt: skip
"""What is said of each kind of row, in order."""

PROSE = frozenset({"aims", "tasks", "note", "detail"})
"""Fields that hold a text of several lines."""

RELATED: Mapping[type[EmploymentRow], tuple[str, ...]] = {
    WorkPath: ("case_file__person", "stage", "origin", "outcome", "taking__area"),
    Appraisal: ("work_path__case_file__person",),
    JobPlacement: (
        "work_path__case_file__person", "work_path__taking", "kind", "employer_kind", "employer", "job_tutor",
        "accreditation__organisation", "end_reason",
    ),
    JobMonitoring: ("placement__work_path__case_file__person", "mode", "trend"),
    Accommodation: ("placement__work_path__case_file__person", "kind"),
}  # fmt: skip
"""What is read with each kind of row, so that its facts ask nothing more."""


def rows_of(model: type[EmploymentRow]) -> Any:
    """The rows that stand of one kind, with all that their facts say."""
    rows: Any = model._default_manager.filter(annulled_at=None)  # noqa: SLF001 - Django's public name
    if model is Appraisal:
        rows = rows.prefetch_related("levels__area", "levels__level")
    return rows.select_related(*RELATED[model])


def facts_of(row: EmploymentRow) -> list[tuple[str, str]]:
    """Labels with their values in words; what was not written is left out."""
    return _pairs(row, [name for name in FIELDS[type(row)] if name not in PROSE])


def prose_of(row: EmploymentRow) -> list[tuple[str, str]]:
    """Labels with the texts that want room."""
    return _pairs(row, [name for name in FIELDS[type(row)] if name in PROSE])


def _pairs(row: EmploymentRow, names: Sequence[str]) -> list[tuple[str, str]]:
    pairs = ((_label(row, name), _value(row, name)) for name in names)
    return [(label, value) for label, value in pairs if value]


def _label(row: Any, name: str) -> str:
    text = str(row._meta.get_field(name).verbose_name)  # noqa: SLF001 - Django's public name
    return text[:1].upper() + text[1:]


def _value(row: Any, name: str) -> str:
    if isinstance(row._meta.get_field(name), SealedField):  # noqa: SLF001 - Django's public name
        return open_text(row, name)
    if name == "taking":
        values = {"area": row.taking.area, "day": format_date(row.taking.opened_on)}
        return _("%(area)s, dal %(day)s") % values
    return _in_words(getattr(row, name))


def _in_words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value)
    return number_words(value) if isinstance(value, Decimal) else str(value)


def workplace(placement: JobPlacement) -> str:
    """Where somebody works: the body of the network, or the name that was written."""
    return str(placement.employer) if placement.employer else open_text(placement, "employer_name")


def values_of(row: Any) -> dict[str, Any]:
    """What a form of the row shows: sealed texts open, other rows by id."""
    values: dict[str, Any] = {"version": row.version}
    for field in row._meta.concrete_fields:  # noqa: SLF001 - Django's public name
        values.setdefault(
            field.name, open_text(row, field.name) if isinstance(field, SealedField) else field.value_from_object(row)
        )
    if isinstance(row, Appraisal):
        for level in row.levels.all():
            level.appraisal = row
            values |= {f"level_{level.area_id}": str(level.level_id), f"note_{level.area_id}": open_text(level, "note")}
    return values
