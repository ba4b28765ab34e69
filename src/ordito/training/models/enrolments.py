# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.meetings.models.reach import reach_of
from ordito.territory.enums import Profile
from ordito.territory.models import Organisation, Professional, Territory
from ordito.training.enums import EnrolmentSource, EnrolmentState, MessageKey
from ordito.training.models.courses import Edition
from ordito.training.models.reach import within_reach
from ordito.training.models.tracks import Learner

if TYPE_CHECKING:
    from collections.abc import Mapping


def _of_staff(actor: Actor, path: str) -> Q:
    """Enrolments of a body whose staff the actor enrols: the body itself, or one with its seat within a place."""
    if not actor.holds(Verb.ENROL_STAFF):
        return Q(pk__in=())
    reach = reach_of(actor, Verb.ENROL_STAFF)
    if reach.everything:
        return Q(**{f"{path}__isnull": False})
    return Q(**{f"{path}__in": reach.bodies}) | Q(**{f"{path}__seat__in": reach.places})


class EnrolmentQuerySet(AuditedQuerySet["Enrolment"]):
    """Enrolments."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own; an edition's, for who manages or tutors it; a body's, for who enrols its staff."""
        if not actor.holds(Verb.VIEW_TRAINING):
            return self.none()
        seen = within_reach(actor, Verb.MANAGE_TRAINING, "edition__")
        if not seen:
            return self
        if actor.professional_id is not None:
            seen |= Q(professional=actor.professional_id) | Q(
                edition__in=Edition.objects.tutored_by(actor).values("pk")
            )
        return self.filter(seen | _of_staff(actor, "organisation") | _of_staff(actor, "sent_by"))

    def holding_seat(self) -> Self:
        """Those who have a seat."""
        return self.filter(state=EnrolmentState.ENROLLED)

    def in_line(self) -> Self:
        """The waiting list, in the order in which people came."""
        return self.filter(state=EnrolmentState.WAITING).order_by("queued_at", "pk")


class Enrolment(AuditedModel):
    """Somebody's way into an edition; profile, body and place are those of the day they enrolled."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="enrolments")
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments")
    email = models.EmailField(_("e-mail"), blank=True)  # where the letters of this enrolment go
    state = models.CharField(_("stato"), max_length=10, choices=EnrolmentState.choices)
    source = models.CharField(_("da dove"), max_length=8, choices=EnrolmentSource.choices)
    profile = models.CharField(_("profilo"), max_length=30, choices=Profile.choices, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente")
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Comune in cui lavora"),
    )  # fmt: skip
    sent_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("ente che ha iscritto"),
    )  # fmt: skip
    asked_at = models.DateTimeField(_("richiesta del"))
    queued_at = models.DateTimeField(_("in lista dal"))  # the place in the waiting list
    decided_at = models.DateTimeField(_("deciso il"), null=True, blank=True)
    reason = models.CharField(_("motivo"), max_length=300, blank=True)  # of a refusal or a withdrawal
    override_because = models.CharField(_("ammessa fuori percorso perché"), max_length=300, blank=True)
    override_by_name = models.CharField(_("ammessa fuori percorso da"), max_length=160, blank=True)
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("registrata da"), max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EnrolmentQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("edition", "professional", "learner", "email", "state", "source", "profile", "organisation", "territory",
             "sent_by", "asked_at", "queued_at", "decided_at", "reason", "override_because", "override_by_name",
             "by_id", "by_name"),
            Privacy.STAFF,
        ),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(professional__isnull=True, learner__isnull=False)
                | Q(professional__isnull=False, learner__isnull=True),
                name="enrolment_of_one_person",
            ),
            models.UniqueConstraint(fields=["edition", "professional"], name="enrolment_once_per_professional"),
            models.UniqueConstraint(fields=["edition", "learner"], name="enrolment_once_per_learner"),
        ]
        indexes: ClassVar = [models.Index(fields=["edition", "state", "queued_at"], name="enrolment_line")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.professional_id or self.learner_id} {self.state}"

    @property
    def person(self) -> Professional | Learner:
        """Who is enrolled.

        Raises:
            ValueError: never for a saved row: a constraint asks for one of the two.
        """
        found = self.professional or self.learner
        if found is None:
            raise ValueError("An enrolment without a person")
        return found


class EnrolmentMessageTemplate(AuditedModel):
    """The text of one of the e-mails, as an office wrote it in place of the one that comes with Ordito."""

    key = models.CharField(_("quale e-mail"), max_length=20, choices=MessageKey.choices, unique=True)
    subject = models.CharField(_("oggetto"), max_length=200)
    body = models.TextField(_("testo"), max_length=4000)
    by_name = models.CharField(_("modificato da"), max_length=160)
    at = models.DateTimeField(_("modificato il"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet["EnrolmentMessageTemplate"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("key", "subject", "body"), Privacy.PUBLIC),
        **dict.fromkeys(("by_name", "at"), Privacy.STAFF),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return self.key
