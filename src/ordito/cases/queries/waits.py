# SPDX-License-Identifier: EUPL-1.2
"""How long people wait: extracts of `indicators` from a request to what follows it, whatever app knows what follows.

A wait whose second day is missing is open, never zero; the figures of its length are of those that ended. The band of
a wait is a code, so that "how many within 30 days" is a count of persons, which noise protects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Case, CharField, Exists, F, FloatField, Func, IntegerField, Model, OuterRef, Q, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ConcernState, ListKey
from ordito.cases.models import CaseFile, ConcernReport, TakingInCharge
from ordito.cases.queries.extracts import coded
from ordito.core.declare import Column, ColumnRole, Dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet, Subquery
    from django.db.models.sql.compiler import SQLCompiler

    from ordito.core.declare import Text

Row = TypeVar("Row", bound=Model)
BANDS = (30, 60, 90)
"""The last days of the bands of waits."""
LONGER, WAITING = "over", "waiting"
USUAL = (120.0, 120.0)
"""Days that a wait takes, and how far from them one may lie: a mean counts whoever waited longer as eight months."""


class DaysBetween(Func):
    """Whole days from the second date to the first, in words that each database knows by itself."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """SQLite has dates as texts."""
        later, earlier = (
            Func(date, function="julianday", output_field=FloatField()) for date in self.get_source_expressions()
        )
        sql, parameters = Cast(later - earlier, IntegerField()).as_sql(compiler, connection)
        return sql, tuple(parameters)


def _band_names() -> Mapping[str, Text]:
    names: dict[str, Text] = {}
    for first, last in zip((0, *(day + 1 for day in BANDS)), BANDS, strict=False):
        names[str(last)] = _("%(first)s–%(last)s giorni") % {"first": first, "last": last}
    return names | {LONGER: _("oltre %(last)s giorni") % {"last": BANDS[-1]}, WAITING: _("ancora in attesa")}


BAND = Column("band", ColumnRole.DIMENSION, "code", _("Fascia di attesa"), _band_names)
WHO = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Richiesta")),
    Column("person", ColumnRole.PSEUDONYM, "number", _("Persona")),
    Column("holder", ColumnRole.PSEUDONYM, "number", _("Persona in anagrafica")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune che ha ricevuto la richiesta")),
    Column("sex", ColumnRole.DIMENSION, "code", _("Sesso")),
    Column("birth_date", ColumnRole.MEASURE, "date", _("Data di nascita")),
)
DAYS = (
    BAND,
    Column("asked_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("followed_on", ColumnRole.MEASURE, "date", _("Al")),
)
REPORT = (
    *WHO,
    coded("reporter_kind", _("Chi segnala"), ListKey.REPORTER_KIND),
    coded("urgency", _("Urgenza"), ListKey.URGENCY),
    *DAYS,
)
OF_PERSON = ("pk", "person__link", "person", "comune__code", "person__sex", "person__birth_date")
"""The fields of `WHO`, of a row that has a person and a Comune."""
TOUCHED = {"cases.person": "person", "cases.casefile": "person__case_files"}
"""A request belongs to its person, who may have no record yet."""


def banded(begin: str, end: str) -> Case:
    """The band of a wait between two fields or annotations of a row."""
    days = DaysBetween(end, begin)
    whens = [When(Q(**{f"{end}__isnull": True}), then=Value(WAITING))]
    whens += [When(LessThanOrEqual(days, last), then=Value(str(last))) for last in BANDS]
    return Case(*whens, default=Value(LONGER), output_field=CharField())


def of_persons(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows of persons who stand, none of whose records is left out of figures for now."""
    left_out = CaseFile.objects.current().filter(person=OuterRef("person")).exclude(pk__in=CaseFile.objects.counted())
    return rows.filter(~Exists(left_out), person__isnull=False, person__annulled_at__isnull=True)


def reports_until(followed: Subquery, *, new: bool) -> QuerySet[ConcernReport, Any]:
    """The concern reports that somebody goes on with, from the day received to the day of what followed.

    A subquery on the report gives that day. Of `new` people only: who was in charge already when signalled does not
    wait to be taken in charge. Nobody waits any more once the taking in charge that came of it has ended: what follows
    later follows something else.
    """
    rows = of_persons(ConcernReport.objects.all()).exclude(state=ConcernState.FILED).annotate(followed=followed)
    later = Q(followed__isnull=True) | Q(followed__gt=F("taking__closed_on"))
    over = Q(taking__closed_on__isnull=False) & later
    if new:
        known = TakingInCharge.objects.current().filter(
            Q(closed_on__isnull=True) | Q(closed_on__gte=OuterRef("received_on")),
            case_file__person=OuterRef("person"),
            opened_on__lt=OuterRef("received_on"),
        )
        rows = rows.filter(~Exists(known))
    fields = (*OF_PERSON, "reporter_kind__code", "urgency__code")
    return (
        rows.exclude(over)
        .order_by("pk")
        .values_list(*fields, banded("received_on", "followed"), "received_on", "followed")
    )


def wait(name: str, label: Text, columns: tuple[Column, ...], rows: Callable[[], QuerySet[Any, Any]]) -> Dataset:
    """A wait of people from a request on."""
    return Dataset(
        name,
        label,
        columns,
        rows,
        row="row",
        begin="asked_on",
        end="followed_on",
        owner="holder",
        touched=TOUCHED,
        length=USUAL,
    )
