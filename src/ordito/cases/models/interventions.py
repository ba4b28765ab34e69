# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import InterventionState, Part
from ordito.cases.models.codes import Code
from ordito.cases.models.parts import PartQuerySet, Row, readable
from ordito.cases.models.records import CaseFile, TakingInCharge
from ordito.cases.models.scopes import in_service
from ordito.core.access import Actor, Verb
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Organisation, Service, ServiceType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models.people import Person

BEGUN = (InterventionState.ACTIVE, InterventionState.SUSPENDED, InterventionState.CLOSED)
"""States of an intervention that was delivered, for a while at least: those that have a beginning."""
CODE_BYTES = 8


def new_public_code() -> str:
    """A code that tells an intervention to its provider and says nothing of anybody: thirteen letters and digits."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")


class InterventionQuerySet(AuditedQuerySet["Intervention"]):
    """Interventions."""

    def current(self) -> Self:
        """Rows that stand, asked for and refused ones among them."""
        return self.filter(annulled_at__isnull=True)

    def delivered(self) -> Self:
        """Rows that stand of what was or is delivered: they have a beginning. What counts, flows and papers read."""
        return self.current().filter(state__in=BEGUN)

    def waiting(self) -> Self:
        """Rows that stand, authorised and not begun: the waiting lists."""
        return self.current().filter(state=InterventionState.AUTHORISED)

    def visible_to(self, actor: Actor) -> Self:
        """Those of records followed, or shared with the actor in this part."""
        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        return self.current().filter(readable(actor, path="taking__case_file", part=Part.INTERVENTIONS))

    def of(self, case_file: CaseFile, actor: Actor) -> Self:
        """As `visible_to`, of one record."""
        rows = self.filter(taking__case_file=case_file)
        opening = case_file.opening_of(actor)
        if opening is None:
            return rows.visible_to(actor)
        return rows.current() if Part.INTERVENTIONS in opening.parts else self.none()

    def listed_for(self, actor: Actor) -> Self:
        """Those counted and listed without narrative, for whoever answers for the work of a service."""
        held = in_service(actor, Verb.VIEW_WORKLIST, prefix="taking__case_file__")
        return self.current().filter(held, taking__annulled_at__isnull=True)


class Intervention(AuditedModel):
    """A service asked for or delivered: type, provider, period, quantity, cost, and where it stands in its life.

    `starts_on` is empty until it begins; `quantity` and `unit` are those of now (`InterventionAmount` keeps the earlier
    ones); `authorised_to` is the last day authorised, `ends_on` the last day delivered.
    """

    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, related_name="interventions")
    public_code = models.CharField(
        _("codice per il gestore"), max_length=16, unique=True, default=new_public_code, editable=False
    )
    state = models.CharField(
        _("stato"), max_length=12, choices=InterventionState.choices, default=InterventionState.ACTIVE
    )
    kind = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("intervento")
    )
    service_type = models.ForeignKey(
        ServiceType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tipo di servizio"),
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("servizio")
    )
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente gestore")
    )
    requested_on = models.DateField(_("richiesto il"), null=True, blank=True)
    authorised_on = models.DateField(_("autorizzato il"), null=True, blank=True)
    authorised_to = models.DateField(_("autorizzato fino al"), null=True, blank=True)
    priority = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("priorità")
    )
    priority_reason = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("motivo della priorità")
    )
    starts_on = models.DateField(_("dal"), null=True, blank=True)
    ends_on = models.DateField(_("al"), null=True, blank=True)
    end_reason = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("motivo della fine")
    )
    quantity = models.DecimalField(_("quantità"), max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unità di misura")
    )
    cost = models.DecimalField(_("costo in euro"), max_digits=10, decimal_places=2, null=True, blank=True)
    cost_per = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("costo per")
    )
    import_batch = models.BigIntegerField(null=True, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InterventionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("taking", "public_code"), Privacy.LINK),
        **dict.fromkeys(("kind", "service_type", "service", "provider", "end_reason"), Privacy.SENSITIVE),
        **dict.fromkeys(("state", "priority", "priority_reason"), Privacy.SENSITIVE),
        **dict.fromkeys(("requested_on", "authorised_on", "authorised_to", "starts_on", "ends_on"), Privacy.PERSONAL),
        **dict.fromkeys(("quantity", "unit", "cost", "cost_per"), Privacy.PERSONAL),
        **dict.fromkeys(("id", "import_batch", "annulled_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="intervention_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(kind__isnull=False) | Q(service_type__isnull=False), name="intervention_says_what"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0), name="intervention_quantity_positive"
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="intervention_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEGUN, starts_on__isnull=False)
                | (~Q(state__in=BEGUN) & Q(starts_on__isnull=True)),
                name="intervention_begun_has_start",
            ),
            models.CheckConstraint(
                condition=Q(state=InterventionState.CLOSED, ends_on__isnull=False)
                | (~Q(state=InterventionState.CLOSED) & Q(ends_on__isnull=True)),
                name="intervention_closed_has_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="intervention_batch"),
            models.Index(
                fields=["service", "authorised_on"],
                condition=Q(state=InterventionState.AUTHORISED, annulled_at__isnull=True),
                name="intervention_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"intervention {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.taking.case_file.person


class OfInterventionQuerySet(PartQuerySet[Row]):
    """Rows that belong to an intervention."""

    part = Part.INTERVENTIONS
    path = "intervention__taking__case_file"


class InterventionStep(AuditedModel):
    """One step in the life of an intervention: from which state to which, the day, why, and who wrote it."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="steps")
    source = models.CharField(_("da"), max_length=12, choices=InterventionState.choices, blank=True)
    target = models.CharField(_("a"), max_length=12, choices=InterventionState.choices)
    on = models.DateField(_("il"))
    reason = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("motivo")
    )
    written_at = models.DateTimeField(_("scritto il"), editable=False)
    author_name = models.CharField(_("scritto da"), max_length=160)

    objects = OfInterventionQuerySet["InterventionStep"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "intervention": Privacy.LINK,
        **dict.fromkeys(("source", "target", "reason"), Privacy.SENSITIVE),
        "on": Privacy.PERSONAL,
        **dict.fromkeys(("written_at", "author_name"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"{self.source} to {self.target} of {self.intervention_id}"


class InterventionAmount(AuditedModel):
    """How much of an intervention there was before its amount changed; both days are included."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="amounts")
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"))
    quantity = models.DecimalField(_("quantità"), max_digits=9, decimal_places=2)
    unit = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("unità di misura"))

    objects = OfInterventionQuerySet["InterventionAmount"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "intervention": Privacy.LINK,
        **dict.fromkeys(("valid_from", "valid_to", "quantity", "unit"), Privacy.PERSONAL),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="amount_dates_ordered"),
            models.UniqueConstraint(fields=["intervention", "valid_from"], name="amount_once_for_day"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.intervention_id}"


class InterventionPayer(AuditedModel):
    """Who pays which share of an intervention, in per cent; the shares of one intervention add up to 100."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="payers")
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi paga"))
    share = models.DecimalField(_("quota"), max_digits=5, decimal_places=2)

    objects = OfInterventionQuerySet["InterventionPayer"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "intervention": Privacy.LINK,
        **dict.fromkeys(("kind", "share"), Privacy.PERSONAL),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intervention", "kind"], name="payer_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="payer_share_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.share}% of {self.intervention_id}"


class InterventionAttendance(AuditedModel):
    """A day on which an intervention was delivered, as its provider tells it: hours, or how many times."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="attendance")
    day = models.DateField(_("giorno"))
    hours = models.DecimalField(_("ore"), max_digits=5, decimal_places=2, null=True, blank=True)
    units = models.DecimalField(_("prestazioni"), max_digits=7, decimal_places=2, null=True, blank=True)
    note = SealedField(_("nota"))
    import_batch = models.BigIntegerField(null=True, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfInterventionQuerySet["InterventionAttendance"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "intervention": Privacy.LINK,
        **dict.fromkeys(("day", "hours", "units"), Privacy.PERSONAL),
        "note": Privacy.NARRATIVE,
        **dict.fromkeys(("id", "import_batch", "annulled_at"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["intervention", "day"], condition=Q(annulled_at__isnull=True), name="attendance_once_for_day"
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=24) | Q(hours__isnull=True, units__gt=0),
                name="attendance_says_how_much",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="attendance_batch")
        ]

    def __str__(self) -> str:
        return f"{self.intervention_id} on {self.day}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.intervention.key_holder
