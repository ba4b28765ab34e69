# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.meetings.models.reach import reach_of
from ordito.territory.models import Organisation, Territory
from ordito.training.enums import PlanState
from ordito.training.models.needs import NeedTheme, TrainingNeed
from ordito.training.models.reach import within_reach
from ordito.training.models.tracks import Track

if TYPE_CHECKING:
    from collections.abc import Mapping


class PlanQuerySet(AuditedQuerySet["TrainingPlan"]):
    """Training plans."""

    def visible_to(self, actor: Actor) -> Self:
        """Shared and adopted plans are known to the network, drafts to who manages them."""
        if not actor.holds(Verb.VIEW_TRAINING):
            return self.none()
        out = ~models.Q(state=PlanState.DRAFT) | models.Q(versions__isnull=False)
        mine = within_reach(actor, Verb.MANAGE_TRAINING)
        return self.filter(pk__in=TrainingPlan.objects.filter(out | mine).values("pk")) if mine else self


class TrainingPlan(AuditedModel):
    """What training is offered in a year (*Piano dell'Offerta Formativa*), and to which needs it answers."""

    title = models.CharField(_("titolo"), max_length=200)
    year = models.PositiveSmallIntegerField(_("anno"))
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente che lo propone")
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("territorio a cui si rivolge")
    )
    bodies: models.ManyToManyField[Organisation, Organisation] = models.ManyToManyField(
        Organisation, related_name="+", blank=True, verbose_name=_("altri enti che vi partecipano")
    )
    aims = models.TextField(_("finalità"), max_length=4000, blank=True)
    state = models.CharField(_("stato"), max_length=8, choices=PlanState.choices, default=PlanState.DRAFT)
    comments_until = models.DateField(_("commenti fino al"), null=True, blank=True)
    declared_people = models.PositiveIntegerField(_("persone dichiarate"), null=True, blank=True)
    declared_editions = models.PositiveIntegerField(_("edizioni dichiarate"), null=True, blank=True)
    declared_hours = models.DecimalField(
        _("ore dichiarate"), max_digits=7, decimal_places=1, null=True, blank=True
    )  # what a report of a past plan said: shown beside what is counted, never in its place
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("title", "year", "organiser", "territory", "bodies", "aims", "state", "comments_until",
             "declared_people", "declared_editions", "declared_hours"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }  # fmt: skip

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-year", "-id"], name="training_plan_page")]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Managed and adopted by the memberships on its organiser or on a place around its own."""
        return reach_of(actor, verb).covers(territory_id=self.territory_id, organiser_id=self.organiser_id)


class PlanLine(AuditedModel):
    """One thing that a plan offers: for whom, how long, how many editions, at what cost."""

    plan = models.ForeignKey(TrainingPlan, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)
    title = models.CharField(_("titolo del corso"), max_length=200)
    theme = models.ForeignKey(
        NeedTheme, on_delete=models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("tema")
    )
    needs: models.ManyToManyField[TrainingNeed, TrainingNeed] = models.ManyToManyField(
        TrainingNeed, related_name="lines", blank=True, verbose_name=_("fabbisogni a cui risponde")
    )
    profiles: models.JSONField[list[str], list[str]] = models.JSONField(
        _("a quali profili si rivolge"), default=list, blank=True
    )  # of `Profile`; none: all
    track = models.ForeignKey(
        Track, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("percorso")
    )
    hours = models.DecimalField(_("ore di ogni edizione"), max_digits=5, decimal_places=1)
    budget = models.DecimalField(_("spesa prevista in euro"), max_digits=11, decimal_places=2, null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet["PlanLine"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("plan", "position", "title", "theme", "needs", "profiles", "track", "hours", "budget"), Privacy.PUBLIC
        ),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return self.title


class PlannedEditions(AuditedModel):
    """How many editions of a line a place gets: a macro-ambito, a province, an Ambito."""

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="spread")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("territorio"))
    number = models.PositiveSmallIntegerField(_("edizioni"))

    objects = AuditedQuerySet["PlannedEditions"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "line": Privacy.PUBLIC,
        "territory": Privacy.PUBLIC,
        "number": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "territory"], name="planned_editions_once_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.number} × {self.territory_id}"


class PlanComment(AuditedModel):
    """What somebody said of a shared plan, for which body or place; it is never changed."""

    plan = models.ForeignKey(TrainingPlan, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(_("commento"), max_length=2000)  # no names of persons served
    at = models.DateTimeField(_("scritto il"))
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("scritto da"), max_length=160)
    by_for = models.CharField(_("per conto di"), max_length=200, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    objects = AuditedQuerySet["PlanComment"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("plan", "text", "at"), Privacy.PUBLIC),
        **dict.fromkeys(("by_id", "by_name", "by_for"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.at:%Y-%m-%d}"


class PlanVersion(AuditedModel):
    """A plan as it was adopted: everything it said, by name, so that it reads alike whatever is renamed later."""

    plan = models.ForeignKey(TrainingPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versione"))
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("contenuto"))
    act = models.CharField(_("atto di adozione"), max_length=200, blank=True)
    adopted_on = models.DateField(_("adottato il"))
    at = models.DateTimeField(_("registrato il"))
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("registrato da"), max_length=160)

    objects = AuditedQuerySet["PlanVersion"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("plan", "number", "content", "act", "adopted_on", "at"), Privacy.PUBLIC),
        **dict.fromkeys(("by_id", "by_name"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number")]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"
