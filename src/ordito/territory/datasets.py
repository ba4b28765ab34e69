# SPDX-License-Identifier: EUPL-1.2
"""The extracts of the network for `indicators`: its services, public facts, and its workers, no person by name.

How many workers a body has, of which profile, it must publish (d.lgs. 33/2013, art. 16); how many hours one of them
works it need not.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Func, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ordito.core.declare import About, Column, ColumnRole, Dataset
from ordito.territory.enums import ManagementForm, OrganisationKind, Profile
from ordito.territory.models import ProfessionalRole, Service, ServiceType
from ordito.territory.queries.targets import target_ages

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
    Column("service_type", ColumnRole.DIMENSION, "code", _("Tipo di servizio"), _types, ages=target_ages),
    Column("management", ColumnRole.DIMENSION, "code", _("Forma di gestione"), lambda: dict(ManagementForm.choices)),
    Column(
        "provider_kind", ColumnRole.DIMENSION, "code", _("Tipo di ente gestore"), lambda: dict(OrganisationKind.choices)
    ),
    Column("places", ColumnRole.MEASURE, "number", _("Posti")),
    Column("reached", ColumnRole.MEASURE, "number", _("Persone raggiunte"), of_people=True),
    Column("staff_count", ColumnRole.MEASURE, "number", _("Operatori impiegati")),
    Column("opened_on", ColumnRole.MEASURE, "date", _("Attivo dal")),
    Column("closed_on", ColumnRole.MEASURE, "date", _("Cessato il")),
)
STAFF = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Incarico")),
    Column("person", ColumnRole.PSEUDONYM, "number", _("Operatore")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune dove lavora")),
    Column("profile", ColumnRole.DIMENSION, "code", _("Profilo"), lambda: dict(Profile.choices)),
    Column("body_kind", ColumnRole.DIMENSION, "code", _("Tipo di ente"), lambda: dict(OrganisationKind.choices)),
    Column("service_type", ColumnRole.DIMENSION, "code", _("Tipo di servizio"), _types, ages=target_ages),
    Column("weekly_hours", ColumnRole.MEASURE, "number", _("Ore alla settimana"), centre=25, reach=15),
    Column("starts_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("ends_on", ColumnRole.MEASURE, "date", _("Al")),
)


def services() -> QuerySet[Service, Any]:
    """Every service of the network, those that closed too: their last day is one on which they are open.

    Of many nobody knows since when they are there.
    """
    opened = Coalesce("valid_from", Value(date.min))
    return Service.objects.order_by("pk").values_list(
        "pk",
        "territory__code",
        "service_type__code",
        "management",
        "provider__kind",
        "places",
        "reached",
        "staff_count",
        opened,
        NextDay("valid_to"),
    )


def roles() -> QuerySet[ProfessionalRole, Any]:
    """Every role of a worker, in the Comune of the service or else of the seat of the body."""
    place = Coalesce("service__territory__code", "organisation__seat__code", Value(""))
    return ProfessionalRole.objects.order_by("pk").values_list(
        "pk",
        "professional",
        place,
        "profile",
        "organisation__kind",
        "service__service_type__code",
        "weekly_hours",
        Coalesce("valid_from", Value(date.min)),
        NextDay("valid_to"),
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
    Dataset(
        "staff",
        _("Operatori"),
        STAFF,
        roles,
        row="row",
        begin="starts_on",
        end="ends_on",
        about=About.STAFF,
    ),
)
