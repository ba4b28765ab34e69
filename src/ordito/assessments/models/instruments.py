# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.assessments.enums import InstrumentKind
from ordito.assessments.models.schemes import Scheme, SubDimension
from ordito.cases.models import Code
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.questionnaires.models import Question, QuestionnaireVersion
from ordito.territory.models import Territory
from ordito.territory.models.places import covers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor, Verb


class Instrument(AuditedModel):
    """How a scheme is scored: on its own page, by a questionnaire, or by scores alone worked out elsewhere.

    Of standard instruments whose questions are protected only names, ranges and cut-offs stand here, entered by the
    office. An Ambito's own row takes the place of the row with the same `key` that holds everywhere.
    """

    key = models.CharField(_("chiave"), max_length=60)
    name = models.CharField(_("nome"), max_length=160)
    kind = models.CharField(_("tipo"), max_length=13, choices=InstrumentKind.choices)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="instruments", verbose_name=_("schema"))
    questionnaire_version = models.ForeignKey(
        QuestionnaireVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("questionario"),
    )
    viewpoint = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chi risponde")
    )
    months = models.PositiveSmallIntegerField(_("mesi fra una rilevazione e la successiva"), default=6)
    terms = models.CharField(_("condizioni d’uso"), max_length=400, blank=True)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ambito")
    )
    valid_from = models.DateField(_("in uso dal"), null=True, blank=True)
    valid_to = models.DateField(_("in uso fino al"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet["Instrument"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("key", "name", "kind", "scheme", "questionnaire_version", "months", "terms", "territory"), Privacy.PUBLIC
        ),
        **dict.fromkeys(("viewpoint", "valid_from", "valid_to"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=InstrumentKind.QUESTIONNAIRE, questionnaire_version__isnull=False)
                | ~Q(kind=InstrumentKind.QUESTIONNAIRE) & Q(questionnaire_version__isnull=True),
                name="instrument_questionnaire_says_which",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="instrument_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """For whoever holds the verb on its Ambito or around it; on all places, for what holds everywhere."""
        return any(verb in grant.verbs and covers(grant, self.territory_id) for grant in actor.grants)


class QuestionScore(AuditedModel):
    """Which question of a questionnaire gives the score of a sub-dimension.

    Anything that needs arithmetic, such as a sum, is a calculation of the questionnaire itself.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="question_scores")
    sub_dimension = models.ForeignKey(SubDimension, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")

    objects = AuditedQuerySet["QuestionScore"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("instrument", "sub_dimension", "question"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "sub_dimension"], name="question_score_once")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} of {self.instrument_id}"
