# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.training.models.courses import Edition
from ordito.training.models.enrolments import Enrolment
from ordito.training.models.reach import within_reach

if TYPE_CHECKING:
    from collections.abc import Mapping


class ClosingQuerySet(AuditedQuerySet["EditionClosing"]):
    """Editions as they were closed."""

    def visible_to(self, actor: Actor) -> Self:
        """Who manages an edition sees how it ended, and who sees somebody's enrolment, be it their own."""
        managed = within_reach(actor, Verb.MANAGE_TRAINING, "edition__")
        seen = Q(edition__in=Enrolment.objects.visible_to(actor).values("edition"))
        return self.filter(managed | seen) if managed else self


class EditionClosing(AuditedModel):
    """How an edition ended: what was done, and for whom it was enough. Written once; opening it again takes it away."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="closing")
    lessons = models.PositiveSmallIntegerField(_("lezioni svolte"))
    minutes = models.PositiveIntegerField(_("minuti svolti"))
    threshold = models.PositiveSmallIntegerField(_("frequenza minima in percentuale"))
    summary = models.TextField(_("attività e risultati"), max_length=4000)
    closed_at = models.DateTimeField(_("chiusa il"), editable=False)
    closed_by_id = models.BigIntegerField(null=True, editable=False)
    closed_by_name = models.CharField(_("chiusa da"), max_length=160, editable=False)

    objects = ClosingQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("edition", "lessons", "minutes", "threshold", "summary", "closed_at"), Privacy.PUBLIC),
        **dict.fromkeys(("closed_by_id", "closed_by_name"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"closing of {self.edition_id}"


class OutcomeQuerySet(AuditedQuerySet["EditionOutcome"]):
    """How it ended for each."""

    def visible_to(self, actor: Actor) -> Self:
        """Of the enrolments one sees: one's own, those of one's staff, those of an edition one manages."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(actor))


class EditionOutcome(AuditedModel):
    """How long somebody was there in an edition, and whether it was enough, as it stood when it was closed."""

    closing = models.ForeignKey(EditionClosing, on_delete=models.CASCADE, related_name="outcomes")
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="outcome")
    minutes_due = models.PositiveIntegerField(_("minuti dovuti"))
    minutes = models.PositiveIntegerField(_("minuti frequentati"))
    enough = models.BooleanField(_("frequenza sufficiente"))

    objects = OutcomeQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("closing", "enrolment", "minutes_due", "minutes", "enough"), Privacy.STAFF),
    }

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.minutes}/{self.minutes_due}"
