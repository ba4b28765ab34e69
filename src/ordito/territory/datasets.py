# SPDX-License-Identifier: EUPL-1.2
"""The extract of services for `indicators`: public facts of the network, no person in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Func, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ordito.core.declare import About, Column, ColumnRole, Dataset
from ordito.territory.enums import ManagementForm
from ordito.territory.models import Service, ServiceType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler


class NextDay(Func):
    """The day after a date, in words that the database knows by itself: the extract is read without the framework."""

    template = "(%(expressions)s + 1)"
    output_field = DateField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra_context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """SQLite has dates as texts."""
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '+1 day')", **extra_context)


def _types() -> Mapping[str, str]:
    return dict(ServiceType.objects.order_by("name", "pk").values_list("code", "name"))


SERVICE = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Servizio")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune della sede")),
    Column("service_type", ColumnRole.DIMENSION, "code", _("Tipo di servizio"), _types),
    Column(
        "management",
        ColumnRole.DIMENSION,
        "code",
        _("Forma di gestione"),
        lambda: {code: str(label) for code, label in ManagementForm.choices},
    ),
    Column("opened_on", ColumnRole.MEASURE, "date", _("Attivo dal")),
    Column("closed_on", ColumnRole.MEASURE, "date", _("Cessato il")),
)


def services() -> QuerySet[Service, Any]:
    """Every service of the network, those that closed too: their last day is one on which they are open.

    Of many nobody knows since when they are there.
    """
    opened = Coalesce("valid_from", Value(date.min))
    return Service.objects.order_by("pk").values_list(
        "pk", "territory__code", "service_type__code", "management", opened, NextDay("valid_to")
    )


DATASETS = (
    Dataset(
        "services",
        _("Servizi"),
        SERVICE,
        services,
        row="row",
        begin="opened_on",
        end="closed_on",
        about=About.THINGS,
    ),
)
