# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.indicators.engine.definition import Definition
from ordito.indicators.enums import Direction, IndicatorState, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping


class IndicatorQuerySet(AuditedQuerySet["Indicator"]):
    """Indicators."""

    def visible_to(self, actor: Actor) -> Self:
        """Proposals too are known to the whole network: to whoever may see statistics."""
        return self if actor.holds(Verb.VIEW_STATISTICS) else self.none()

    def in_use(self) -> Self:
        """Those that figures are made of, each with its version in use."""
        return self.filter(state=IndicatorState.IN_USE).select_related("current")


class Indicator(AuditedModel):
    """A question about the work of services that people agree to answer alike; its recipe is its version in use."""

    code = models.SlugField(_("codice"), max_length=40, unique=True)
    name = models.CharField(_("nome"), max_length=160)
    question = models.CharField(_("domanda"), max_length=300)
    why = models.TextField(_("a che cosa serve"), max_length=2000, blank=True)  # no names of persons served
    origin = models.CharField(_("da dove viene"), max_length=12, choices=Origin.choices, default=Origin.PERSON)
    origin_text = models.CharField(_("quale"), max_length=300, blank=True)
    unit = models.CharField(_("unità di misura"), max_length=60, blank=True)
    direction = models.CharField(
        _("quando va meglio"), max_length=8, choices=Direction.choices, default=Direction.NEITHER
    )
    target = models.DecimalField(_("valore atteso"), max_digits=12, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    owner = models.CharField(_("ente che ne risponde"), max_length=200, blank=True)
    state = models.CharField(_("stato"), max_length=10, choices=IndicatorState.choices, default=IndicatorState.PROPOSED)
    current = models.ForeignKey(
        "IndicatorVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("versione"),
    )
    retired_because = models.CharField(_("perché è stato ritirato"), max_length=300, blank=True)
    proposed_at = models.DateTimeField(_("proposto il"))
    proposed_by_id = models.BigIntegerField(null=True, editable=False)
    proposed_by_name = models.CharField(_("proposto da"), max_length=160, blank=True)
    proposed_for = models.CharField(_("per conto di"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = IndicatorQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("code", "name", "question", "why", "origin", "origin_text", "unit"), Privacy.PUBLIC),
        **dict.fromkeys(("direction", "target", "source", "owner", "state", "current"), Privacy.PUBLIC),
        **dict.fromkeys(("retired_because", "proposed_at", "position"), Privacy.PUBLIC),
        **dict.fromkeys(("proposed_by_id", "proposed_by_name", "proposed_for"), Privacy.STAFF),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=IndicatorState.IN_USE) | Q(current__isnull=False),
                name="indicator_in_use_has_version",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def recipe(self) -> Definition:
        """The recipe in use; ValueError when there is none."""
        if self.current is None:
            raise ValueError(f"{self.code} is not in use")
        return self.current.recipe


class IndicatorVersion(AuditedModel):
    """How an indicator is counted, from a moment on; frozen once in use, so that a figure can be made again.

    Without `in_use_from` it is the draft of which each indicator has at most one; with `in_use_until` another followed.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="versions", verbose_name=_("indicatore")
    )
    number = models.PositiveSmallIntegerField(_("versione"))
    definition: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("definizione"))
    changes = models.CharField(_("che cosa cambia"), max_length=500, blank=True)
    breaks_series = models.BooleanField(_("la serie si interrompe"), default=False)
    in_use_from = models.DateTimeField(_("in uso dal"), null=True, blank=True)
    in_use_until = models.DateTimeField(_("in uso fino al"), null=True, blank=True)
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("definita da"), max_length=160)
    at = models.DateTimeField(_("definita il"))

    objects = AuditedQuerySet["IndicatorVersion"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("indicator", "number", "definition", "changes", "breaks_series"), Privacy.PUBLIC),
        **dict.fromkeys(("in_use_from", "in_use_until", "at"), Privacy.PUBLIC),
        **dict.fromkeys(("by_id", "by_name"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "number"], name="indicator_version_number"),
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(in_use_from__isnull=True), name="indicator_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.number}"

    @property
    def recipe(self) -> Definition:
        """The definition, typed."""
        return Definition.from_data(self.definition)
