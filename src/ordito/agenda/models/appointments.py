# SPDX-License-Identifier: EUPL-1.2
"""Appointments of a record: when, which kind, where, who of the service, who of the family, and how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.agenda.enums import AppointmentState
from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, Code, DiaryEntry, PartQuerySet, Person
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.territory.models import Professional, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class AppointmentQuerySet(PartQuerySet["Appointment"]):
    """Appointments."""

    part = Part.AGENDA

    def planned(self) -> Self:
        """Those still to be held, and those of which nobody has said yet how they went."""
        return self.filter(state=AppointmentState.PLANNED)

    def of_worker(self, professional_id: int | None) -> Self:
        """Those in which a professional takes part."""
        taking_part = AppointmentStaff.objects.filter(professional=professional_id)
        return self.filter(pk__in=taking_part.values("appointment_id"))

    def between(self, first: datetime, end: datetime) -> Self:
        """Those that begin from a moment on and before another."""
        return self.filter(starts_at__gte=first, starts_at__lt=end)


class Appointment(AuditedModel):
    """Something agreed for a day and an hour.

    `uid` is what calendars know it by: random, it leads to nobody. `version` is also the SEQUENCE of RFC 5545.
    `series` is shared by the rows that one form made (every n weeks, k times). `outcome` says why it was missed or
    cancelled. `place` is the room or the street, that no calendar gets.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="appointments")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    series = models.UUIDField(null=True, blank=True, editable=False)
    form_key = models.UUIDField(editable=False)
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo"))
    starts_at = models.DateTimeField(_("comincia"))
    ends_at = models.DateTimeField(_("finisce"))
    comune = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Comune")
    )
    place = SealedField(_("luogo"))
    note = SealedField(_("nota"))
    state = models.CharField(
        _("stato"), max_length=9, choices=AppointmentState.choices, default=AppointmentState.PLANNED
    )
    missed_by = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chi è mancato")
    )
    outcome = SealedField(_("perché"))
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_by_name = models.CharField(_("scritto da"), max_length=160, blank=True, editable=False)
    diary_entry = models.ForeignKey(
        DiaryEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    created_by_name = models.CharField(_("fissato da"), max_length=160, editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AppointmentQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "uid", "series", "form_key", "number", "version"), Privacy.TECHNICAL),
        **dict.fromkeys(("case_file", "diary_entry"), Privacy.LINK),
        **dict.fromkeys(("kind", "state", "missed_by"), Privacy.SENSITIVE),
        **dict.fromkeys(("starts_at", "ends_at", "comune"), Privacy.PERSONAL),
        **dict.fromkeys(("place", "note", "outcome"), Privacy.NARRATIVE),
        **dict.fromkeys(("told_at", "told_by_name", "created_at", "created_by_name", "updated_at"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state=AppointmentState.MISSED, missed_by__isnull=False)
                | (~Q(state=AppointmentState.MISSED) & Q(missed_by__isnull=True)),
                name="appointment_missed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(diary_entry__isnull=True) | Q(state=AppointmentState.HELD),
                name="appointment_told_was_held",
            ),
            models.UniqueConstraint(fields=["case_file", "form_key", "number"], name="appointment_form_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_file", "-starts_at", "-id"], name="appointment_record"),
            models.Index(fields=["starts_at"], name="appointment_when"),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class AppointmentStaffQuerySet(PartQuerySet["AppointmentStaff"]):
    """Who takes part for the services."""

    part = Part.AGENDA
    path = "appointment__case_file"


class AppointmentStaff(AuditedModel):
    """A professional who takes part."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="staff")
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, related_name="+", verbose_name=_("operatore")
    )

    objects = AppointmentStaffQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "appointment": Privacy.LINK,
        "professional": Privacy.STAFF,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appointment", "professional"], name="appointment_staff_once")
        ]
        indexes: ClassVar = [models.Index(fields=["professional", "appointment"], name="appointment_of_worker")]

    def __str__(self) -> str:
        return f"{self.professional_id} at {self.appointment_id}"


class AppointmentPersonQuerySet(PartQuerySet["AppointmentPerson"]):
    """Who takes part of the family."""

    part = Part.AGENDA
    path = "appointment__case_file"


class AppointmentPerson(AuditedModel):
    """The person of the record, or somebody of their family, who takes part."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("persona"))

    objects = AppointmentPersonQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("appointment", "person"), Privacy.LINK),
    }

    class Meta:
        # Not unique: two persons who turn out to be one (`cases.PersonMerge`) may both have been there.
        indexes: ClassVar = [models.Index(fields=["appointment", "person"], name="appointment_person")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.appointment_id}"


class AppointmentMoveQuerySet(PartQuerySet["AppointmentMove"]):
    """When appointments were to be before they were moved."""

    part = Part.AGENDA
    path = "appointment__case_file"


class AppointmentMove(AuditedModel):
    """When an appointment was to be before somebody moved it: an old date is never lost."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="moves")
    starts_at = models.DateTimeField(_("cominciava"))
    ends_at = models.DateTimeField(_("finiva"))
    moved_at = models.DateTimeField(_("spostato il"))
    moved_by_name = models.CharField(_("spostato da"), max_length=160)

    objects = AppointmentMoveQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "appointment": Privacy.LINK,
        **dict.fromkeys(("starts_at", "ends_at"), Privacy.PERSONAL),
        **dict.fromkeys(("moved_at", "moved_by_name"), Privacy.STAFF),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["appointment", "id"], name="appointment_moves")]

    def __str__(self) -> str:
        return f"move {self.pk} of {self.appointment_id}"
