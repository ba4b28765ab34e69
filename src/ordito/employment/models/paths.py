# SPDX-License-Identifier: EUPL-1.2
"""The path to work and the stages that somebody went through."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile, TakingInCharge
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.employment.models.base import EmploymentQuerySet, EmploymentRow, code_field, maybe_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person


class WorkPathQuerySet(EmploymentQuerySet["WorkPath"]):
    """Paths to work."""

    def going(self) -> Self:
        """Those that stand and are not concluded."""
        return self.current().filter(ended_on__isnull=True)


class WorkPath(EmploymentRow):
    """What a service does with somebody so that they work (L. 68/1999; d.lgs. 151/2015; DGR of each Region).

    `stage` is the one come to last; every step is a `StageStep`. A path with `ended_on` is concluded: nothing more is
    written in it, until it goes back to an earlier stage.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="work_paths")
    taking = models.ForeignKey(
        TakingInCharge, on_delete=models.PROTECT, related_name="+", verbose_name=_("presa in carico")
    )
    stage = code_field(_("fase"))
    started_on = models.DateField(_("avviato il"))
    origin = maybe_code(_("chi lo ha proposto"))
    listed_on = models.DateField(_("iscrizione al collocamento mirato"), null=True, blank=True)
    aims = SealedField(_("obiettivi e desideri"))
    ended_on = models.DateField(_("concluso il"), null=True, blank=True)
    outcome = maybe_code(_("esito"))

    objects = WorkPathQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **EmploymentRow.base_privacy,
        **dict.fromkeys(("case_file", "taking"), Privacy.LINK),
        **dict.fromkeys(("stage", "origin", "listed_on", "outcome"), Privacy.SENSITIVE),
        **dict.fromkeys(("started_on", "ended_on"), Privacy.PERSONAL),
        "aims": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="work_path_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, outcome__isnull=True)
                | Q(ended_on__isnull=False, outcome__isnull=False),
                name="work_path_end_has_outcome",
            ),
            models.UniqueConstraint(
                fields=["case_file"],
                condition=Q(ended_on__isnull=True, annulled_at__isnull=True),
                name="work_path_one_open",
            ),
        ]

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class StageStepQuerySet(EmploymentQuerySet["StageStep"]):
    """Steps through the stages."""

    path = "work_path__case_file"


class StageStep(AuditedModel):
    """A stage come to on a day; `reason` says why, when it lies before the one that was left."""

    work_path = models.ForeignKey(WorkPath, on_delete=models.PROTECT, related_name="steps")
    stage = code_field(_("fase"))
    on = models.DateField(_("dal"))
    reason = SealedField(_("motivo"))
    by_name = models.CharField(_("scritto da"), max_length=160, editable=False)
    written_at = models.DateTimeField(_("scritto il"), editable=False)

    objects = StageStepQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "work_path": Privacy.LINK,
        "stage": Privacy.SENSITIVE,
        "on": Privacy.PERSONAL,
        "reason": Privacy.NARRATIVE,
        **dict.fromkeys(("by_name", "written_at"), Privacy.STAFF),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["work_path", "on", "id"], name="stage_step_way")]

    def __str__(self) -> str:
        return f"step {self.pk} of {self.work_path_id}"

    @property
    def case_file(self) -> CaseFile:
        """The record."""
        return self.work_path.case_file

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.work_path.key_holder


class PathRow(EmploymentRow):
    """A row that belongs to a path."""

    work_path = models.ForeignKey(WorkPath, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def case_file(self) -> CaseFile:
        """The record."""
        return self.work_path.case_file

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.work_path.key_holder
