# SPDX-License-Identifier: EUPL-1.2
"""Work and training in a workplace, who visits it, what is adapted there, and whether it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.employment.models.accreditations import Accreditation
from ordito.employment.models.base import EmploymentQuerySet, EmploymentRow, code_field, maybe_code
from ordito.employment.models.paths import PathRow
from ordito.territory.models import Organisation, Professional

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import CaseFile, Person

USUAL_WEEKS = 4


class JobPlacementQuerySet(EmploymentQuerySet["JobPlacement"]):
    """Job placements."""

    path = "work_path__case_file"

    def running(self) -> Self:
        """Those that go on, in paths that go on."""
        return self.current().filter(
            ends_on__isnull=True, work_path__ended_on__isnull=True, work_path__annulled_at__isnull=True
        )


class JobPlacement(PathRow):
    """A period of work or training in a workplace (*inserimento lavorativo*).

    `company_tutor` is a person of the workplace, `job_tutor` the one of the network who accompanies both
    (*tutor dell'inserimento lavorativo*). `monitor_by` is the last day for the next visit: `every_weeks` after the
    latest one or after the start; None: nobody is to visit.
    """

    kind = code_field(_("tipo di inserimento"))
    employer_kind = code_field(_("tipo di luogo di lavoro"))
    employer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente")
    )
    employer_name = SealedField(_("azienda o datore di lavoro"))
    tasks = SealedField(_("mansione"))
    weekly_hours = models.DecimalField(_("ore alla settimana"), max_digits=4, decimal_places=1)
    monthly_amount = models.DecimalField(
        _("indennità o retribuzione al mese (euro)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("dal"))
    planned_end_on = models.DateField(_("fine prevista"), null=True, blank=True)
    company_tutor = SealedField(_("tutor aziendale"))
    job_tutor = models.ForeignKey(
        Professional,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tutor dell’inserimento lavorativo"),
    )
    accreditation = models.ForeignKey(
        Accreditation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("ente accreditato che accompagna"),
    )
    every_weeks = models.PositiveSmallIntegerField(
        _("monitoraggio ogni (settimane)"), null=True, blank=True, default=USUAL_WEEKS
    )
    monitor_by = models.DateField(_("prossimo monitoraggio entro il"), null=True, blank=True, editable=False)
    note = SealedField(_("nota"))
    ends_on = models.DateField(_("al"), null=True, blank=True)
    end_reason = maybe_code(_("perché è finito"))

    objects = JobPlacementQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **EmploymentRow.base_privacy,
        "work_path": Privacy.LINK,
        **dict.fromkeys(("kind", "employer_kind", "employer", "end_reason", "accreditation"), Privacy.SENSITIVE),
        **dict.fromkeys(("weekly_hours", "monthly_amount", "starts_on", "planned_end_on"), Privacy.PERSONAL),
        **dict.fromkeys(("ends_on", "every_weeks", "monitor_by"), Privacy.PERSONAL),
        **dict.fromkeys(("employer_name", "tasks", "company_tutor", "note"), Privacy.NARRATIVE),
        "job_tutor": Privacy.STAFF,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="job_placement_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_reason__isnull=True)
                | Q(ends_on__isnull=False, end_reason__isnull=False),
                name="job_placement_end_has_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["monitor_by"],
                condition=Q(ends_on__isnull=True, annulled_at__isnull=True),
                name="job_placement_to_monitor",
            )
        ]


class PlacementRow(EmploymentRow):
    """A row that belongs to a placement."""

    placement = models.ForeignKey(JobPlacement, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def case_file(self) -> CaseFile:
        """The record."""
        return self.placement.case_file

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.placement.key_holder


class JobMonitoringQuerySet(EmploymentQuerySet["JobMonitoring"]):
    """Visits and calls of the job tutor."""

    path = "placement__work_path__case_file"


class JobMonitoring(PlacementRow):
    """The job tutor looked how it goes; `next_on` when the next time was agreed."""

    held_on = models.DateField(_("data"))
    mode = code_field(_("come"))
    trend = code_field(_("come va"))
    note = SealedField(_("che cosa si è visto"))
    next_on = models.DateField(_("prossimo monitoraggio"), null=True, blank=True)

    objects = JobMonitoringQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **EmploymentRow.base_privacy,
        "placement": Privacy.LINK,
        **dict.fromkeys(("held_on", "next_on"), Privacy.PERSONAL),
        **dict.fromkeys(("mode", "trend"), Privacy.SENSITIVE),
        "note": Privacy.NARRATIVE,
    }


class AccommodationQuerySet(EmploymentQuerySet["Accommodation"]):
    """Accommodations."""

    path = "placement__work_path__case_file"


class Accommodation(PlacementRow):
    """Something adapted so that somebody can work there (d.lgs. 216/2003, art. 3, comma 3-bis)."""

    kind = code_field(_("che cosa"))
    detail = SealedField(_("in che cosa consiste"))
    asked_on = models.DateField(_("chiesto il"))
    in_place_on = models.DateField(_("in atto dal"), null=True, blank=True)
    ended_on = models.DateField(_("non serve più dal"), null=True, blank=True)

    objects = AccommodationQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **EmploymentRow.base_privacy,
        "placement": Privacy.LINK,
        "kind": Privacy.SENSITIVE,
        **dict.fromkeys(("asked_on", "in_place_on", "ended_on"), Privacy.PERSONAL),
        "detail": Privacy.NARRATIVE,
    }


class PlacementOutcomeQuerySet(EmploymentQuerySet["PlacementOutcome"]):
    """Outcomes of placements."""

    path = "placement__work_path__case_file"

    def waiting(self) -> Self:
        """Those to be looked at, of placements that stand in paths that go on."""
        return self.filter(
            checked_on__isnull=True,
            placement__annulled_at__isnull=True,
            placement__work_path__ended_on__isnull=True,
            placement__work_path__annulled_at__isnull=True,
        )


class PlacementOutcome(AuditedModel):
    """Whether somebody works, so many months after a placement began; it is there to be filled from the start."""

    placement = models.ForeignKey(JobPlacement, on_delete=models.PROTECT, related_name="outcomes")
    months = models.PositiveSmallIntegerField(_("mesi dall’inizio"))
    due_on = models.DateField(_("da rilevare il"))
    checked_on = models.DateField(_("rilevato il"), null=True, blank=True)
    state = maybe_code(_("che cosa fa"))
    note = SealedField(_("nota"))
    by_name = models.CharField(_("scritto da"), max_length=160, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlacementOutcomeQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "placement": Privacy.LINK,
        **dict.fromkeys(("months", "due_on", "checked_on"), Privacy.PERSONAL),
        "state": Privacy.SENSITIVE,
        "note": Privacy.NARRATIVE,
        "by_name": Privacy.STAFF,
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["placement", "months"], name="placement_outcome_once"),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, state__isnull=True)
                | Q(checked_on__isnull=False, state__isnull=False),
                name="placement_outcome_says_what",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(checked_on__isnull=True), name="placement_outcome_waiting")
        ]

    def __str__(self) -> str:
        return f"outcome at {self.months} of {self.placement_id}"

    @property
    def case_file(self) -> CaseFile:
        """The record."""
        return self.placement.case_file

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.placement.key_holder
