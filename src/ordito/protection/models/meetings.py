# SPDX-License-Identifier: EUPL-1.2
"""Protected meetings: what was ordered or agreed, and each meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import DiaryEntry, PartQuerySet
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.protection.enums import MeetingState
from ordito.protection.models.base import ProtectionQuerySet, ProtectionRow, code_field, maybe_code
from ordito.protection.models.measures import ProtectiveMeasure
from ordito.territory.models import Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import CaseFile, Person


class ProtectedMeetingPlan(ProtectionRow):
    """Meetings of a child with somebody of the family in the presence of an operator: with whom, how often, where."""

    meets = code_field(_("con chi"))
    name = SealedField(_("nome"))
    measure = models.ForeignKey(
        ProtectiveMeasure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meeting_plans",
        verbose_name=_("provvedimento"),
    )
    frequency = models.CharField(_("frequenza"), max_length=120)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("servizio")
    )
    place = SealedField(_("luogo"))
    rules = SealedField(_("regole dell’incontro"))
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"), null=True, blank=True)
    suspended_on = models.DateField(_("sospesi dal"), null=True, blank=True)
    suspended_by = maybe_code(_("sospesi da"))

    objects = ProtectionQuerySet["ProtectedMeetingPlan"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **ProtectionRow.base_privacy,
        "measure": Privacy.LINK,
        **dict.fromkeys(("meets", "service", "suspended_by"), Privacy.SENSITIVE),
        **dict.fromkeys(("frequency", "starts_on", "ends_on", "suspended_on"), Privacy.PERSONAL),
        "name": Privacy.IDENTITY,
        **dict.fromkeys(("place", "rules"), Privacy.NARRATIVE),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="meeting_plan_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(suspended_on__isnull=True, suspended_by__isnull=True)
                | Q(suspended_on__isnull=False, suspended_by__isnull=False),
                name="meeting_plan_suspended_by_somebody",
            ),
        ]


class ProtectedMeetingQuerySet(PartQuerySet["ProtectedMeeting"]):
    """Protected meetings."""

    part = Part.PROTECTION
    path = "plan__case_file"


class ProtectedMeeting(AuditedModel):
    """One meeting: planned, then held with what was observed, or missed with why."""

    plan = models.ForeignKey(ProtectedMeetingPlan, on_delete=models.PROTECT, related_name="meetings")
    planned_at = models.DateTimeField(_("giorno e ora"))
    state = models.CharField(_("stato"), max_length=7, choices=MeetingState.choices, default=MeetingState.PLANNED)
    missed_reason = maybe_code(_("perché non si è svolto"))
    observation = SealedField(_("osservazione"))
    observed_by_name = models.CharField(_("scritta da"), max_length=160, blank=True, editable=False)
    diary_entry = models.ForeignKey(
        DiaryEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProtectedMeetingQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("plan", "diary_entry"), Privacy.LINK),
        "planned_at": Privacy.PERSONAL,
        **dict.fromkeys(("state", "missed_reason"), Privacy.SENSITIVE),
        "observation": Privacy.NARRATIVE,
        "observed_by_name": Privacy.STAFF,
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "planned_at"], name="protected_meeting_once"),
            models.CheckConstraint(
                condition=Q(state="missed") | Q(missed_reason__isnull=True), name="protected_meeting_missed_why"
            ),
        ]

    def __str__(self) -> str:
        return f"protected meeting {self.pk}"

    @property
    def case_file(self) -> CaseFile:
        """The record."""
        return self.plan.case_file

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.plan.key_holder
