# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.enums import CampaignState, Level, PeriodKind, UnitKind
from ordito.campaigns.models.reach import Reach, reach_of, reaches_of
from ordito.core.access import Actor, SystemActor, Verb
from ordito.core.fields import uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.territory.models import ServiceType, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def _of(reach: Reach) -> Q:
    """Campaigns of the places within reach."""
    return ~Q(pk__in=()) if reach.everything else Q(territory__in=reach.places)


class CampaignQuerySet(AuditedQuerySet["Campaign"]):
    """Campaigns."""

    def visible_to(self, actor: Actor) -> Self:
        """Who runs or watches its territory sees a campaign whole; others once it is open and asks something of them.

        What is still being prepared is seen only by who may run it.
        """
        if isinstance(actor, SystemActor):
            return self
        from ordito.campaigns.models.returns import Return  # it names this class

        runs, watches = reaches_of(actor, Verb.MANAGE_CAMPAIGN, Verb.VIEW_CAMPAIGNS)
        seen = Return.objects.within(watches, actor) if actor.holds(Verb.VIEW_CAMPAIGNS) else Return.objects.none()
        asked = Exists(seen.filter(campaign=OuterRef("pk")))
        begun = ~Q(state=CampaignState.DRAFT)
        return self.filter(_of(runs) | begun & (_of(watches) | asked))

    def under_way(self) -> Self:
        """Those that are open."""
        return self.filter(state=CampaignState.OPEN)


class Campaign(AuditedModel):
    """Who owes which answers, for which period, by when (*rilevazione*)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    title = models.CharField(_("titolo"), max_length=160)
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("questionario")
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("territorio")
    )
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later",
        verbose_name=_("rilevazione precedente"),
    )  # fmt: skip
    period_kind = models.CharField(_("tipo di periodo"), max_length=12, choices=PeriodKind.choices)
    period_label = models.CharField(_("periodo"), max_length=60)
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"))
    unit_kind = models.CharField(_("chi deve rispondere"), max_length=12, choices=UnitKind.choices)
    service_types: models.ManyToManyField[ServiceType, ServiceType] = models.ManyToManyField(
        ServiceType, related_name="+", blank=True, verbose_name=_("tipi di servizio")
    )
    areas: models.ManyToManyField[Territory, Territory] = models.ManyToManyField(
        Territory, related_name="+", blank=True, verbose_name=_("territori")
    )  # none: all of `territory`
    universe_on = models.DateField(_("situazione al"))  # the day whose services and Ambiti are asked
    levels: models.JSONField[list[str], list[str]] = models.JSONField(_("passaggi"), default=list)  # of `Level`
    opens_on = models.DateField(_("apertura"))
    deadline = models.DateField(_("scadenza"))
    grace_days = models.PositiveSmallIntegerField(_("giorni di tolleranza"), default=0)
    help_text = models.TextField(_("istruzioni"), blank=True)
    contact = models.CharField(_("a chi chiedere aiuto"), max_length=200, blank=True)
    state = models.CharField(_("stato"), max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT)
    job_id = models.BigIntegerField(null=True, blank=True)  # the work that opens it, when it is long
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("creata il"))
    opened_at = models.DateTimeField(_("aperta il"), null=True, blank=True)
    closed_at = models.DateTimeField(_("chiusa il"), null=True, blank=True)

    objects = CampaignQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "created_by": Privacy.STAFF,
        "contact": Privacy.STAFF,
        **dict.fromkeys(
            ("title", "version", "territory", "previous", "period_kind", "period_label", "starts_on", "ends_on",
             "unit_kind", "service_types", "areas", "universe_on", "levels", "opens_on", "deadline", "grace_days",
             "help_text", "state"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("id", "public_id", "job_id", "created_at", "opened_at", "closed_at"), Privacy.TECHNICAL),
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_period_ordered"),
            models.CheckConstraint(condition=Q(deadline__gte=F("opens_on")), name="campaign_deadline_after_opening"),
        ]
        indexes: ClassVar = [models.Index(fields=["-deadline", "-id"], name="campaign_page")]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date:
        """The last day on which answers are taken, for returns without a date of their own."""
        return self.deadline + timedelta(days=self.grace_days)

    @property
    def is_open(self) -> bool:
        """Whether answers are taken at all."""
        return self.state == CampaignState.OPEN

    def has_level(self, level: Level) -> bool:
        """Whether returns go through a step."""
        return level in self.levels

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """A campaign belongs to its territory."""
        return reach_of(actor, verb).covers(self.territory_id)


class WarningRuleQuerySet(AuditedQuerySet["WarningRule"]):
    """Rules."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible campaigns."""
        return self.filter(campaign__in=Campaign.objects.visible_to(actor))


class WarningRule(AuditedModel):
    """A check across fields or against the last round: when `expression` is true, `text` asks for an explanation.

    The language is the one of the questionnaires; `${name}` is an answer, `${name_prev}` that of the last round.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="warning_rules")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("nome"), max_length=80)
    expression = models.TextField(_("quando avvisare"))
    text = models.CharField(_("avviso"), max_length=300)

    objects = WarningRuleQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "campaign", "position"), Privacy.TECHNICAL),
        **dict.fromkeys(("name", "expression", "text"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "name"], name="warning_rule_name_unique")]

    def __str__(self) -> str:
        return self.name
