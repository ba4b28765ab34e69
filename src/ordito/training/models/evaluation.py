# SPDX-License-Identifier: EUPL-1.2
"""What an edition was worth: questionnaires without names, and indicators of the place before and after.

Nothing here leads from answers to a person. A secret opens one answer sheet while it is being written; when it is sent
the two are parted, so that a spent secret says only that it is spent. Who got which is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Grant, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.indicators.models import Indicator
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.territory.models import Organisation
from ordito.training.enums import EvaluationLevel
from ordito.training.models.courses import Edition
from ordito.training.models.reach import within_reach

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ordito.core.access import Actor

FOLLOW_UPS = frozenset({EvaluationLevel.PERSON, EvaluationLevel.SERVICE})
"""Asked months later, by e-mail."""
LEARNING = frozenset({EvaluationLevel.BEFORE, EvaluationLevel.AFTER})
"""Asked twice with the same questions, paired by a code that the person makes."""
MOST_CODES = 300
"""Single-use codes of one questionnaire."""
YEARS = (MinValueValidator(2000), MaxValueValidator(2100))


@dataclass(frozen=True)
class RespondentActor:
    """Who answers without a name: no account, no membership, one answer sheet and nothing else (None: none yet)."""

    actor_name: str
    response_id: int | None = None
    actor_id: None = None
    professional_id: None = None
    grants: tuple[Grant, ...] = ()

    def holds(self, verb: Verb) -> bool:  # noqa: ARG002 - as every actor
        """Nothing of what is asked by verb."""
        return False


@dataclass(frozen=True)
class Window:
    """Which questionnaire, the first and last day on which answers are taken, and what a follow-up does meanwhile.

    Whoever is asked by e-mail is reminded at most `reminders` times, `remind_after` days after each letter.
    """

    questionnaire: QuestionnaireVersion
    opens_on: date
    closes_on: date
    reminders: int = 0
    remind_after: int = 14


class EvaluationQuerySet(AuditedQuerySet["Evaluation"]):
    """Questionnaires of editions."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of editions that the actor manages or tutors: they hand out the addresses."""
        seen = Q(pk__in=())
        if actor.holds(Verb.MANAGE_TRAINING):
            managed = within_reach(actor, Verb.MANAGE_TRAINING, "edition__")
            if not managed:
                return self
            seen |= managed
        if actor.professional_id is not None and actor.holds(Verb.VIEW_TRAINING):
            seen |= Q(edition__tutor=actor.professional_id)
        return self.filter(seen)


class Evaluation(AuditedModel):
    """One questionnaire of an edition, open between two days; its figures are read once it is closed."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("edizione")
    )
    level = models.CharField(_("livello"), max_length=12, choices=EvaluationLevel.choices)
    questionnaire = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("questionario")
    )
    opens_on = models.DateField(_("aperto dal"))
    closes_on = models.DateField(_("aperto fino al"))
    key = models.CharField(max_length=60, unique=True, editable=False)
    invited_at = models.DateTimeField(_("inviti spediti il"), null=True, blank=True)
    invited = models.PositiveIntegerField(_("inviti spediti"), default=0)  # people or bodies, of a follow-up
    reminders = models.PositiveSmallIntegerField(_("solleciti al massimo"), default=0)  # of a follow-up
    remind_after = models.PositiveSmallIntegerField(_("giorni fra una e-mail e l’altra"), default=14)
    reminded = models.PositiveSmallIntegerField(_("solleciti spediti"), default=0)
    reminded_at = models.DateTimeField(_("ultimo sollecito del"), null=True, blank=True)
    codes = models.PositiveIntegerField(_("codici preparati"), default=0)  # with any, an answer asks for one
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EvaluationQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("edition", "level", "questionnaire", "opens_on", "closes_on", "invited_at", "invited", "codes"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("reminders", "remind_after", "reminded", "reminded_at"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "level"], name="evaluation_level_once"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="evaluation_days_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.level}"

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """As of its edition; what is filled in the room is handed out by who tutors or manages it."""
        if verb != Verb.KEEP_REGISTER:
            return self.edition.allows(actor, verb)
        tutors = actor.professional_id is not None and actor.professional_id == self.edition.tutor_id
        return tutors or self.edition.allows(actor, Verb.MANAGE_TRAINING)

    def is_open(self, today: date) -> bool:
        """Whether answers are taken; both days count."""
        return self.opens_on <= today <= self.closes_on

    def is_closed(self, today: date) -> bool:
        """Whether no answer comes any more, so that its figures may be read."""
        return today > self.closes_on

    def is_to_remind(self, today: date) -> bool:
        """Whether another letter is due to who was asked by e-mail: so many days after the last, so many at most."""
        last = self.reminded_at or self.invited_at
        if last is None or self.reminded >= self.reminders or not self.is_open(today):
            return False
        return today >= timezone.localdate(last) + timedelta(days=self.remind_after)

    @property
    def is_follow_up(self) -> bool:
        """Whether it goes out by e-mail months later."""
        return self.level in FOLLOW_UPS

    @property
    def is_paired(self) -> bool:
        """Whether an answer carries a code that pairs it with another."""
        return self.level in LEARNING


class EvaluationResponseQuerySet(AuditedQuerySet["EvaluationResponse"]):
    """Answer sheets."""

    def visible_to(self, actor: Actor) -> Self:
        """The one that somebody is writing; nobody else reads a single one: figures are read, and texts apart."""
        return self.filter(pk=actor.response_id) if isinstance(actor, RespondentActor) else self.none()

    def sent(self) -> Self:
        """Those whose answers came."""
        return self.filter(submission__isnull=False)


class EvaluationResponse(AuditedModel):
    """One answer sheet, of nobody; what owns the answers for `questionnaires`."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="responses")
    pair = models.CharField(max_length=32, blank=True)  # keyed digest of the person's own code, see `LEARNING`
    submission = models.OneToOneField(
        "questionnaires.Submission", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = EvaluationResponseQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "pair": Privacy.LINK,
        **dict.fromkeys(("id", "evaluation", "submission"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evaluation", "pair"],
                condition=~Q(pair="") & Q(submission__isnull=False),
                name="evaluation_pair_sent_once",
            )
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class EvaluationToken(AuditedModel):
    """A secret that opens one answer sheet; only its digest is kept. Spent, it leads nowhere."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of a random secret
    response = models.ForeignKey(EvaluationResponse, on_delete=models.PROTECT, null=True, related_name="tokens")
    spent = models.BooleanField(default=False)

    objects = AuditedQuerySet["EvaluationToken"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("id", "evaluation", "digest", "response", "spent"), Privacy.TECHNICAL
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(spent=False) | Q(response__isnull=True), name="evaluation_token_spent_leads_nowhere"
            )
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


class EvaluationIndicator(AuditedModel):
    """An indicator of the edition's place, to be read in a year before it and in one after.

    With `body` it counts only what that body answers for: the service of who was taught.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="evaluation_indicators")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("indicatore"))
    body = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente")
    )
    year_before = models.PositiveSmallIntegerField(_("anno prima"), validators=YEARS)
    year_after = models.PositiveSmallIntegerField(_("anno dopo"), validators=YEARS)

    objects = AuditedQuerySet["EvaluationIndicator"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("edition", "indicator", "body", "year_before", "year_after"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "indicator"], name="evaluation_indicator_once"),
            models.CheckConstraint(
                condition=Q(year_after__gt=F("year_before")), name="evaluation_indicator_years_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.indicator_id}"
