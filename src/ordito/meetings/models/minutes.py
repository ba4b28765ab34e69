# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.fields import uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.meetings.enums import MinutesState, Visibility
from ordito.meetings.models.meetings import Meeting
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class MinutesQuerySet(AuditedQuerySet["Minutes"]):
    """Minutes of meetings."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible meetings; a draft, with all that stands in it, only to who writes it."""
        draft = Q(state=MinutesState.DRAFT) & ~Q(meeting__in=Meeting.objects.run_by(actor))
        return self.filter(~draft, meeting__in=Meeting.objects.visible_to(actor))

    def published(self) -> Self:
        """What anybody may read; no longer when the meeting was made one for its participants alone."""
        return self.filter(state=MinutesState.PUBLISHED).exclude(meeting__visibility=Visibility.PARTICIPANTS)


class Minutes(AuditedModel):
    """What was said and decided at a meeting; published ones stand at a public address made of `uid`."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="written_minutes")
    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    text = models.TextField(_("in breve"), blank=True)
    state = models.CharField(_("stato"), max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT)
    written_by_name = models.CharField(_("scritto da"), max_length=160, editable=False)
    approved_at = models.DateTimeField(_("approvato il"), null=True, blank=True, editable=False)
    approved_by_name = models.CharField(_("approvato da"), max_length=160, blank=True, editable=False)
    published_at = models.DateTimeField(_("pubblicato il"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MinutesQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "meeting", "uid", "version"), Privacy.TECHNICAL),
        **dict.fromkeys(("text", "state", "published_at"), Privacy.PUBLIC),
        **dict.fromkeys(("written_by_name", "approved_at", "approved_by_name", "updated_at"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=MinutesState.DRAFT) | Q(approved_at__isnull=False), name="minutes_approved_with_date"
            )
        ]

    def __str__(self) -> str:
        return f"minutes {self.pk}"


class AgendaItemQuerySet(AuditedQuerySet["AgendaItem"]):
    """Points of agendas."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible minutes."""
        return self.filter(minutes__in=Minutes.objects.visible_to(actor))


class AgendaItem(AuditedModel):
    """A point of the agenda and what was said of it."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("punto all’ordine del giorno"), max_length=200)
    text = models.TextField(_("che cosa si è detto"), blank=True)

    objects = AgendaItemQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "minutes", "position"), Privacy.TECHNICAL),
        **dict.fromkeys(("title", "text"), Privacy.PUBLIC),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["minutes", "position"], name="agenda_item_page")]

    def __str__(self) -> str:
        return self.title


class DecisionQuerySet(AuditedQuerySet["Decision"]):
    """Decisions."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible minutes, and one's own task while the minutes are still a draft."""
        own = Q(professional=actor.professional_id or 0, minutes__meeting__in=Meeting.objects.visible_to(actor))
        return self.filter(Q(minutes__in=Minutes.objects.visible_to(actor)) | own)

    def to_do(self) -> Self:
        """Tasks that nobody has done yet."""
        return self.filter(done_at__isnull=True)


class Decision(AuditedModel):
    """What was decided, who does it and by when: a task until it is done."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("che cosa si fa"), max_length=500)
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting_tasks",
        verbose_name=_("chi"),
    )  # fmt: skip
    who_else = models.CharField(_("altri"), max_length=160, blank=True)
    due_on = models.DateField(_("entro il"), null=True, blank=True)
    done_at = models.DateTimeField(_("fatto il"), null=True, blank=True, editable=False)
    done_by_name = models.CharField(_("segnato da"), max_length=160, blank=True, editable=False)

    objects = DecisionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "minutes", "position"), Privacy.TECHNICAL),
        **dict.fromkeys(("text", "due_on", "done_at"), Privacy.PUBLIC),
        **dict.fromkeys(("professional", "who_else", "done_by_name"), Privacy.STAFF),
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["minutes", "position"], name="decision_page"),
            models.Index(fields=["professional", "due_on"], name="decision_to_do", condition=Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.text


class OpenNodeQuerySet(AuditedQuerySet["OpenNode"]):
    """Open nodes."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible minutes."""
        return self.filter(minutes__in=Minutes.objects.visible_to(actor))


class OpenNode(AuditedModel):
    """A question that the meeting left open: an end of threads, from which a training need or an action may come."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="open_nodes")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("nodo aperto"), max_length=500)

    objects = OpenNodeQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "minutes", "position"), Privacy.TECHNICAL),
        "text": Privacy.PUBLIC,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["minutes", "position"], name="open_node_page")]

    def __str__(self) -> str:
        return self.text
