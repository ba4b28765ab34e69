# SPDX-License-Identifier: EUPL-1.2
"""How somebody functions and how near to work they are: dated, area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.employment.enums import AppraisalKind
from ordito.employment.models.base import EmploymentQuerySet, EmploymentRow, code_field
from ordito.employment.models.paths import PathRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import CaseFile, Person


class AppraisalQuerySet(EmploymentQuerySet["Appraisal"]):
    """Functional profiles and assessments of employability."""

    path = "work_path__case_file"


class Appraisal(PathRow):
    """A functional profile or an assessment of employability on a day; its areas and levels are data of the house."""

    kind = models.CharField(_("che cosa"), max_length=14, choices=AppraisalKind.choices)
    held_on = models.DateField(_("data"))
    present = models.CharField(_("chi ha partecipato"), max_length=200, blank=True)
    summary = SealedField(_("sintesi"))

    objects = AppraisalQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **EmploymentRow.base_privacy,
        "work_path": Privacy.LINK,
        "kind": Privacy.SENSITIVE,
        **dict.fromkeys(("held_on", "present"), Privacy.PERSONAL),
        "summary": Privacy.NARRATIVE,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["work_path", "kind", "-held_on"], name="appraisal_page")]


class AreaLevelQuerySet(EmploymentQuerySet["AreaLevel"]):
    """Levels of areas."""

    path = "appraisal__work_path__case_file"


class AreaLevel(AuditedModel):
    """The level of one area with what explains it; an area without a row was not looked at."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="levels")
    area = code_field(_("area"))
    level = code_field(_("livello"))
    note = SealedField(_("nota"))

    objects = AreaLevelQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "appraisal": Privacy.LINK,
        **dict.fromkeys(("area", "level"), Privacy.SENSITIVE),
        "note": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["appraisal", "area"], name="area_level_once")]

    def __str__(self) -> str:
        return f"level {self.pk}"

    @property
    def case_file(self) -> CaseFile:
        """The record."""
        return self.appraisal.case_file

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.appraisal.key_holder
