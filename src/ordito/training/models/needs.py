# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.enums import Profile
from ordito.territory.models import Organisation, Territory
from ordito.training.enums import NeedOrigin, Priority

if TYPE_CHECKING:
    from collections.abc import Mapping


class NeedTheme(AuditedModel):
    """What several needs are about: made by hand, the name under which a plan answers them."""

    name = models.CharField(_("nome del tema"), max_length=120, unique=True)
    description = models.TextField(_("di che cosa si tratta"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet["NeedTheme"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "name": Privacy.PUBLIC,
        "description": Privacy.PUBLIC,
        "version": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return self.name


class NeedQuerySet(AuditedQuerySet["TrainingNeed"]):
    """Training needs."""

    def visible_to(self, actor: Actor) -> Self:
        """Needs are known to the whole network."""
        return self if actor.holds(Verb.VIEW_TRAINING) else self.none()


class TrainingNeed(AuditedModel):
    """Something that operators say they need to learn, said for a body or a place.

    A need that comes from an open node, an indicator or a finding is tied to it by a thread as well.
    """

    text = models.TextField(_("che cosa serve imparare"), max_length=2000)  # no names of persons served
    area = models.CharField(_("area di lavoro"), max_length=120, blank=True)
    profile = models.CharField(_("di quale profilo"), max_length=30, choices=Profile.choices, blank=True)
    origin = models.CharField(_("da dove viene"), max_length=12, choices=NeedOrigin.choices, default=NeedOrigin.TYPED)
    origin_text = models.CharField(_("quale"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente")
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territorio")
    )
    theme = models.ForeignKey(
        NeedTheme, on_delete=models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("tema")
    )
    raised_at = models.DateTimeField(_("segnalato il"))
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("segnalato da"), max_length=160)
    by_role = models.CharField(_("ruolo"), max_length=160, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = NeedQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("text", "area", "profile", "origin", "origin_text", "organisation", "territory", "theme", "raised_at"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("by_id", "by_name", "by_role"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-raised_at", "-id"], name="training_need_page")]

    def __str__(self) -> str:
        return self.text[:80]


class NeedVote(AuditedModel):
    """How much a referent says that a need presses, for a body or a place; one for each person, the last holds."""

    need = models.ForeignKey(TrainingNeed, on_delete=models.PROTECT, related_name="votes")
    priority = models.PositiveSmallIntegerField(_("priorità"), choices=Priority.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    by_id = models.BigIntegerField(editable=False)
    by_name = models.CharField(_("votato da"), max_length=160)
    at = models.DateTimeField(_("votato il"))

    objects = AuditedQuerySet["NeedVote"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("need", "priority", "organisation", "territory"), Privacy.PUBLIC),
        **dict.fromkeys(("by_id", "by_name", "at"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["need", "by_id"], name="need_vote_once_each")]

    def __str__(self) -> str:
        return f"{self.need_id}: {self.priority}"
