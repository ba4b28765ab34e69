# SPDX-License-Identifier: EUPL-1.2
"""What a copy for research may hold: codes, bands and quarters; no name, no free text, no exact date, no number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases.enums import Protection
from ordito.cases.models import TakingInCharge, TakingReason
from ordito.core.dates import completed_years, quarter
from ordito.stewardship.models import Limitation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from ordito.stewardship.models import ResearchRelease

PERSON = "persona"
AT_ONCE = 500
AGE_BANDS = (3, 6, 11, 14, 18, 25, 35, 45, 55, 65, 75)
MONTHS = 12


@dataclass(frozen=True)
class Variable:
    """A column that may be asked for. `known`: an outsider may know it of somebody, so that it can single them out."""

    key: str
    label: _StrPromise
    known: bool
    value: Callable[[Any], str]


def _age_band(taking: TakingInCharge) -> str:
    birth = taking.case_file.person.birth_date
    if birth is None or birth > taking.opened_on:
        return ""
    age = completed_years(birth, taking.opened_on)
    first = max((bound for bound in (0, *AGE_BANDS) if bound <= age), default=0)
    after = next((bound for bound in AGE_BANDS if bound > age), None)
    return f"{first}-{after - 1}" if after else f"{first}+"


def _quarter(day: date | None) -> str:
    return f"{day.year}-T{quarter(day)}" if day else ""


def _months(taking: TakingInCharge) -> str:
    """Months that are over: of 31 January to 1 March one, of 31 January to 1 February none."""
    first, last = taking.opened_on, taking.closed_on
    if last is None:
        return ""
    begun = (last.year - first.year) * MONTHS + last.month - first.month
    return str(begun - (last.day < first.day))


def _label(row: Any) -> str:
    return str(row.label) if row else ""


def _yes(value: bool) -> str:  # noqa: FBT001 - a cell
    return _("sì") if value else _("no")


VARIABLES: tuple[Variable, ...] = (
    Variable("sex", gettext_lazy("sesso"), known=True, value=lambda row: row.case_file.person.sex),
    Variable("age", gettext_lazy("fascia di età all’apertura"), known=True, value=_age_band),
    Variable("comune", gettext_lazy("Comune"), known=True, value=lambda row: row.case_file.comune.name),
    Variable("opened", gettext_lazy("trimestre di apertura"), known=True, value=lambda row: _quarter(row.opened_on)),
    Variable("closed", gettext_lazy("trimestre di chiusura"), known=True, value=lambda row: _quarter(row.closed_on)),
    Variable("months", gettext_lazy("mesi interi di presa in carico"), known=False, value=_months),
    Variable("area", gettext_lazy("area"), known=False, value=lambda row: _label(row.area)),
    Variable("mode", gettext_lazy("modalità"), known=False, value=lambda row: _label(row.mode)),
    Variable("reason", gettext_lazy("motivo principale"), known=False, value=lambda row: row.main_reason or ""),
    Variable("outcome", gettext_lazy("esito"), known=False, value=lambda row: _label(row.outcome)),
    Variable("closure", gettext_lazy("motivo di chiusura"), known=False, value=lambda row: _label(row.closure_reason)),
    Variable("interventions", gettext_lazy("numero di interventi"), known=False, value=lambda row: str(row.many)),
    Variable(
        "alone",
        gettext_lazy("minore straniero non accompagnato"),
        known=True,
        value=lambda row: _yes(row.case_file.person.unaccompanied_minor),
    ),
)
BY_KEY = {variable.key: variable for variable in VARIABLES}


def takings_of(release: ResearchRelease, today: date) -> QuerySet[TakingInCharge]:
    """The takings in charge that a release is about.

    Protected people are never handed out, nor those whose processing is limited (GDPR, article 18) or whose data were
    discarded.
    """
    main = TakingReason.objects.filter(taking=OuterRef("pk"), main=True)
    limited = Limitation.objects.standing(today).values("case_file")
    return (
        TakingInCharge.objects.current()
        .filter(
            case_file__ambito=release.ambito_id,
            case_file__body=release.body_id,
            case_file__annulled_at__isnull=True,
            opened_on__gte=release.since,
            opened_on__lte=release.until,
            case_file__person__protection=Protection.NONE,
        )
        .exclude(case_file__in=limited)
        .exclude(case_file__person__wrapped_key=b"")
        .select_related("case_file__person", "case_file__comune", "area", "mode", "outcome", "closure_reason")
        .annotate(main_reason=Subquery(main.values("reason__label")[:1]), many=Count("interventions"))
        .order_by("pk")
    )


def rows_of(
    release: ResearchRelease, variables: Sequence[Variable], name: Callable[[int], str], today: date
) -> Iterator[list[str]]:
    """One row for each taking in charge: what stands for the person, then the variables."""
    for taking in takings_of(release, today).iterator(chunk_size=AT_ONCE):
        yield [name(taking.case_file.person.link), *(variable.value(taking) for variable in variables)]
