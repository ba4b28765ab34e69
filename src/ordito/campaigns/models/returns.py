# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.enums import ReturnState, UnitKind
from ordito.campaigns.models.campaigns import Campaign
from ordito.campaigns.models.reach import LinkActor, Reach, reach_of
from ordito.core.access import Actor, SystemActor, Verb
from ordito.core.fields import uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.questionnaires.models import Submission
from ordito.territory.models import Organisation, Professional, Service, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

WAITING = (ReturnState.TODO, ReturnState.DRAFT, ReturnState.SENT_BACK, ReturnState.REOPENED)
"""States in which somebody still has to fill the return and send it."""


class ReturnQuerySet(AuditedQuerySet["Return"]):
    """Returns."""

    def visible_to(self, actor: Actor) -> Self:
        """Returns within reach of VIEW_CAMPAIGNS, one's own as a professional; with a personal link, that one."""
        if isinstance(actor, SystemActor):
            return self
        if isinstance(actor, LinkActor):
            return self.filter(pk=actor.return_id)
        return self.reached(actor, Verb.VIEW_CAMPAIGNS)

    def reached(self, actor: Actor, verb: Verb) -> Self:
        """Returns on which `actor` holds `verb`: by Ambito, by the body that runs the service, or as the one asked."""
        if not actor.holds(verb):
            return self.none()
        return self.within(reach_of(actor, verb), actor)

    def within(self, reach: Reach, actor: Actor) -> Self:
        """Returns of these places and bodies, and the actor's own as a professional."""
        if reach.everything:
            return self
        own = Q(professional=actor.professional_id) if actor.professional_id else Q(pk__in=())
        return self.filter(Q(ambito__in=reach.places) | Q(organisation__in=reach.bodies) | own)

    def with_campaign(self) -> Self:
        """With the campaign and its version, but not the form itself, which is long and kept at hand."""
        heavy = [f"campaign__version__{name}" for name in ("xform", "findings")]
        return self.select_related("campaign__version").defer(*heavy)

    def owed(self) -> Self:
        """Those that count in every figure: all but the ones marked as not due."""
        return self.exclude(state=ReturnState.NOT_DUE)

    def waiting(self) -> Self:
        """Those that somebody still has to fill and send."""
        return self.filter(state__in=WAITING)

    def late(self, today: date) -> Self:
        """Those still waiting after their own deadline."""
        return self.waiting().filter(due_on__lt=today)


class Return(AuditedModel):
    """What one unit owes to a campaign (*restituzione*): a service, an Ambito or a professional.

    The Ambito and the provider are those of the day on which the campaign opened; they change only by an action that
    says why.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="returns")
    unit_kind = models.CharField(max_length=12, choices=UnitKind.choices)
    unit_name = models.CharField(_("unità"), max_length=200)  # as it was called at the opening; lists order by it
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="returns")
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="returns_as_unit"
    )
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="returns"
    )
    ambito = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="returns", verbose_name=_("Ambito")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="returns",
        verbose_name=_("ente che compila"),
    )  # fmt: skip
    state = models.CharField(_("stato"), max_length=16, choices=ReturnState.choices, default=ReturnState.TODO)
    state_since = models.DateTimeField(_("in questo stato dal"))
    reason = models.CharField(_("motivo"), max_length=500, blank=True)  # of the state; about the unit, never a person
    due_on = models.DateField(_("scadenza"))  # the campaign's, or a later one given to this unit
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="returns"
    )  # the last one sent
    submitted_at = models.DateTimeField(_("inviata il"), null=True, blank=True)  # the first time
    warnings_open = models.PositiveSmallIntegerField(_("avvisi da spiegare"), default=0)

    objects = ReturnQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "professional": Privacy.STAFF,
        "unit_name": Privacy.STAFF,
        **dict.fromkeys(
            ("campaign", "unit_kind", "service", "territory", "ambito", "organisation", "state", "reason", "due_on"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(
            ("id", "public_id", "state_since", "submission", "submitted_at", "warnings_open"), Privacy.TECHNICAL
        ),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "service"], condition=Q(service__isnull=False), name="return_service_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "territory"], condition=Q(territory__isnull=False), name="return_territory_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "professional"],
                condition=Q(professional__isnull=False),
                name="return_professional_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(service__isnull=False, territory__isnull=True, professional__isnull=True)
                    | Q(service__isnull=True, territory__isnull=False, professional__isnull=True)
                    | Q(service__isnull=True, territory__isnull=True, professional__isnull=False)
                ),
                name="return_of_one_unit",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "unit_name", "id"], name="return_page"),
            models.Index(fields=["campaign", "ambito", "state"], name="return_board"),
            models.Index(fields=["campaign", "state", "due_on"], name="return_late"),
            models.Index(fields=["organisation", "state"], name="return_of_body"),
        ]

    def __str__(self) -> str:
        return self.unit_name

    @property
    def last_day(self) -> date:
        """The last day on which this return may be sent."""
        return self.due_on + timedelta(days=self.campaign.grace_days)

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """A return belongs to its Ambito, to the body that fills it, to the professional it asks."""
        if isinstance(actor, LinkActor):
            return verb == Verb.FILL_RETURN and actor.return_id == self.pk
        reach = reach_of(actor, verb)
        own = actor.professional_id is not None and actor.professional_id == self.professional_id
        return own or reach.covers(self.ambito_id) or self.organisation_id in reach.bodies
