# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile, Code
from ordito.core.access import SystemActor, Verb
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.stewardship.enums import RetentionEvent
from ordito.stewardship.models.scopes import ambiti_of, held_for
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person
    from ordito.core.access import Actor

LONGEST_YEARS = 150


class RetentionSeriesQuerySet(DatedQuerySet["RetentionSeries"]):
    """Series of the filing plan."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that came with Ordito, and those of the Ambiti where the actor decides."""
        if isinstance(actor, SystemActor):
            return self
        if not actor.holds(Verb.MANAGE_RETENTION):
            return self.none()
        return self.filter(Q(ambito__isnull=True) | Q(ambito__in=ambiti_of(actor)))

    def used_in(self, ambito_ids: set[int]) -> Self:
        """Those that may count for the records of some Ambiti."""
        return self.filter(Q(ambito__isnull=True) | Q(ambito__in=ambito_ids))


class RetentionSeries(AuditedModel):
    """How long the records of one series of the filing plan (*piano di conservazione*) are kept, and from when.

    Of an Ambito, or of Ordito itself (`ambito` empty), which is only a proposal to be verified. `area` empty: records
    of any area. An Ambito's series wins over Ordito's, one of an area over one of any area.
    """

    ambito = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ambito")
    )
    code = models.CharField(_("codice nel piano"), max_length=30)
    title = models.CharField(_("serie"), max_length=160)
    area = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    event = models.CharField(_("da quando"), max_length=10, choices=RetentionEvent.choices)
    years = models.PositiveSmallIntegerField(_("anni"), validators=[MaxValueValidator(LONGEST_YEARS)])
    source = models.CharField(_("fonte"), max_length=300)
    verified = models.BooleanField(_("verificata"), default=False)
    valid_from = models.DateField(_("in vigore dal"), null=True, blank=True)
    valid_to = models.DateField(_("in vigore fino al"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RetentionSeriesQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("ambito", "code", "title", "area", "event", "years"), Privacy.PUBLIC),
        **dict.fromkeys(("source", "verified", "valid_from", "valid_to"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="retention_series_dates_ordered",
            ),
            models.CheckConstraint(condition=Q(years__gte=1), name="retention_series_some_years"),
            models.UniqueConstraint(
                fields=["ambito", "area"],
                condition=Q(valid_to__isnull=True, area__isnull=False),
                name="retention_series_area_once",
            ),
            models.UniqueConstraint(
                fields=["ambito"],
                condition=Q(valid_to__isnull=True, area__isnull=True),
                name="retention_series_any_area_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class LegalHoldQuerySet(AuditedQuerySet["LegalHold"]):
    """Holds."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the records that the actor reads whole, or of the places where they decide how long these stay."""
        if isinstance(actor, SystemActor):
            return self
        reach = held_for(actor, Verb.MANAGE_RETENTION, prefix="case_file__")
        return self.filter(reach | Q(case_file__in=CaseFile.objects.read_whole_by(actor)))

    def standing(self, today: object) -> Self:
        """Those that block on a day, the last day included, unless lifted; those that begin later block already."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), lifted_at__isnull=True)


class LegalHold(AuditedModel):
    """A record that must not be discarded, whatever its age: a trial, an inquiry, a claim of the person."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    reason = SealedField(_("perché"))
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("fino al"), null=True, blank=True)
    placed_at = models.DateTimeField(_("messo il"), editable=False)
    placed_by_name = models.CharField(_("messo da"), max_length=160)
    lifted_at = models.DateTimeField(_("tolto il"), null=True, editable=False)
    lifted_by_name = models.CharField(_("tolto da"), max_length=160, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LegalHoldQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "reason": Privacy.NARRATIVE,
        **dict.fromkeys(("starts_on", "ends_on"), Privacy.PERSONAL),
        **dict.fromkeys(("placed_at", "placed_by_name", "lifted_at", "lifted_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="legal_hold_dates_ordered"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["case_file", "ends_on"], name="legal_hold_record")]

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person
