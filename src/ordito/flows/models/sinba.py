# SPDX-License-Identifier: EUPL-1.2
"""What the flow on minors asks and nothing else in the record says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile
from ordito.core.access import SystemActor
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.flows.enums import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person
    from ordito.core.access import Actor


class SinbaSheetQuerySet(AuditedQuerySet["SinbaSheet"]):
    """The sheets of records."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of records read whole: what is sent stands on all their parts."""
        return (
            self if isinstance(actor, SystemActor) else self.filter(case_file__in=CaseFile.objects.read_whole_by(actor))
        )


class SinbaSheet(AuditedModel):
    """The answers given for the flow on a record; an answer comes before what the record says.

    `answers`: code of the layout by the name of a field, those given alone.
    """

    case_file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(_("risposte"), default=dict)
    written_at = models.DateTimeField(_("scritto il"), editable=False)
    written_by_name = models.CharField(_("scritto da"), max_length=160, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SinbaSheetQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "answers": Privacy.SENSITIVE,
        **dict.fromkeys(("written_at", "written_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"sinba of {self.case_file_id}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class SinbaAssessmentQuerySet(AuditedQuerySet["SinbaAssessment"]):
    """Assessments of minors and families."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of records read whole."""
        return self.filter(sheet__in=SinbaSheet.objects.visible_to(actor))


class SinbaAssessment(AuditedModel):
    """One of the problems of a minor or a family, by the codes of the flow; the flow carries the main one alone."""

    sheet = models.ForeignKey(SinbaSheet, on_delete=models.PROTECT, related_name="assessments")
    subject = models.CharField(_("di chi"), max_length=10, choices=Subject.choices)
    code = models.CharField(_("problematica"), max_length=4)
    main = models.BooleanField(_("principale"), default=False)

    objects = SinbaAssessmentQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sheet": Privacy.LINK,
        **dict.fromkeys(("subject", "code", "main"), Privacy.SENSITIVE),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "subject", "code"], name="sinba_assessment_once"),
            models.UniqueConstraint(
                fields=["sheet", "subject"], condition=Q(main=True), name="sinba_assessment_one_main"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.code}"
