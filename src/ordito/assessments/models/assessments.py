# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.assessments.enums import AssessmentState
from ordito.assessments.models.instruments import Instrument
from ordito.assessments.models.schemes import SubDimension
from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, Code, PartQuerySet, TakingInCharge
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person


class AssessmentQuerySet(PartQuerySet["Assessment"]):
    """Assessments."""

    part = Part.ASSESSMENTS

    def current(self) -> Self:
        """Those that stand; a draft thrown away does not."""
        return self.filter(discarded_at__isnull=True)

    def done(self) -> Self:
        """Those with scores that count."""
        return self.current().exclude(state=AssessmentState.DRAFT)


class Assessment(AuditedModel):
    """A scored, dated instrument: the day it speaks of and the day it was written are two things.

    Where a territory wants it approved, the decision is an `Approval` of the record and stands there alone.
    Of several at one time of a taking in charge one is the `main` one, which national flows and statistics read.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="assessments")
    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("strumento")
    )
    time = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tempo"))
    held_on = models.DateField(_("data della valutazione"))
    with_family = models.BooleanField(_("famiglia presente"), null=True, blank=True)
    with_child = models.BooleanField(_("bambina o bambino presente"), null=True, blank=True)
    summary = SealedField(_("sintesi"))
    state = models.CharField(
        _("stato"), max_length=10, choices=AssessmentState.choices, default=AssessmentState.DRAFT, editable=False
    )
    main = models.BooleanField(_("principale"), default=False)
    author_id = models.BigIntegerField(null=True, editable=False)
    author_name = models.CharField(_("scritta da"), max_length=160)
    written_at = models.DateTimeField(_("scritta il"), editable=False)
    completed_at = models.DateTimeField(_("completata il"), null=True, blank=True, editable=False)
    discarded_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessmentQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("case_file", "taking"), Privacy.LINK),
        **dict.fromkeys(("instrument", "time", "with_family", "with_child"), Privacy.SENSITIVE),
        "held_on": Privacy.PERSONAL,
        "summary": Privacy.NARRATIVE,
        **dict.fromkeys(("author_id", "author_name", "written_at", "completed_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "state", "main", "discarded_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["taking", "time"],
                condition=Q(main=True, discarded_at__isnull=True),
                name="assessment_one_main_in_taking",
            ),
            models.UniqueConstraint(
                fields=["case_file", "time"],
                condition=Q(main=True, discarded_at__isnull=True, taking__isnull=True),
                name="assessment_one_main_without_taking",
            ),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.DRAFT) | Q(completed_at__isnull=False),
                name="assessment_completed_says_when",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case_file", "-held_on", "-id"], name="assessment_page")]

    def __str__(self) -> str:
        return f"assessment {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class AssessorQuerySet(PartQuerySet["Assessor"]):
    """Who assessed."""

    part = Part.ASSESSMENTS
    path = "assessment__case_file"


class Assessor(AuditedModel):
    """A colleague who assessed together with the author."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="assessors")
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, related_name="+", verbose_name=_("operatore")
    )

    objects = AssessorQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "assessment": Privacy.LINK,
        "professional": Privacy.STAFF,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "professional"], name="assessor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.professional_id} on {self.assessment_id}"


class ScoreQuerySet(PartQuerySet["Score"]):
    """Scores."""

    part = Part.ASSESSMENTS
    path = "assessment__case_file"


class Score(AuditedModel):
    """The value of a sub-dimension from one point of view, with what explains it; no value: not assessed yet."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="scores")
    sub_dimension = models.ForeignKey(SubDimension, on_delete=models.PROTECT, related_name="+")
    viewpoint = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("punto di vista"))
    value = models.IntegerField(_("punteggio"), null=True, blank=True)
    note = SealedField(_("nota"))
    saved_at = models.DateTimeField(_("salvato il"), editable=False)
    saved_by_name = models.CharField(_("salvato da"), max_length=160)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScoreQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "assessment": Privacy.LINK,
        **dict.fromkeys(("sub_dimension", "viewpoint", "value"), Privacy.SENSITIVE),
        "note": Privacy.NARRATIVE,
        **dict.fromkeys(("saved_at", "saved_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "sub_dimension", "viewpoint"], name="score_once"),
        ]

    def __str__(self) -> str:
        return f"score {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.assessment.case_file.person
