# SPDX-License-Identifier: EUPL-1.2
"""Removal of a child in an emergency (art. 403 c.c.) and the clock that runs from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import PartQuerySet
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, DatedQuerySet, Privacy
from ordito.protection.enums import ClockUnit, StepHolder
from ordito.protection.models.base import (
    PROTOCOL_PRIVACY,
    ProtectionQuerySet,
    ProtectionRow,
    code_field,
    document_link,
    maybe_code,
    protocol_date,
    protocol_number,
)
from ordito.territory.models import Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import CaseFile, Person


class ClockRule(AuditedModel):
    """One term of the clock of art. 403 c.c., as data: a change of the law is a new row, running clocks keep theirs."""

    step = models.SlugField(_("adempimento"), max_length=30)
    name = models.CharField(_("che cosa"), max_length=160)
    holder = models.CharField(_("a chi spetta"), max_length=10, choices=StepHolder.choices)
    after = models.SlugField(_("a partire da"), max_length=30, blank=True)
    """The step from which the term runs; empty: from the removal."""
    amount = models.PositiveSmallIntegerField(_("quanto"))
    """Zero: at once."""
    unit = models.CharField(_("unità"), max_length=5, choices=ClockUnit.choices)
    consequence = models.CharField(_("se il termine passa"), max_length=300, blank=True)
    source = models.CharField(_("fonte"), max_length=240)
    verified = models.BooleanField(_("verificato sul testo di legge"), default=False)
    position = models.PositiveSmallIntegerField(_("ordine"))
    valid_from = models.DateField(_("valido dal"), null=True, blank=True)
    valid_to = models.DateField(_("valido fino al"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet["ClockRule"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("step", "name", "holder", "after", "amount", "unit", "consequence"), Privacy.PUBLIC),
        **dict.fromkeys(("source", "verified", "position", "valid_from", "valid_to"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="clock_rule_dates_ordered",
            ),
            models.UniqueConstraint(fields=["step"], condition=Q(valid_to__isnull=True), name="clock_rule_one_open"),
        ]

    def __str__(self) -> str:
        return self.name


class EmergencyPlacement(ProtectionRow):
    """A child brought to safety by a public authority, to be validated by the court within short terms."""

    started_at = models.DateTimeField(_("messa in sicurezza"))
    authority = code_field(_("autorità che ha deciso"))
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("struttura")
    )
    place = SealedField(_("luogo"))
    reasons = SealedField(_("motivi"))
    measure = models.OneToOneField(
        "protection.ProtectiveMeasure", on_delete=models.PROTECT, related_name="emergency", editable=False
    )
    """The administrative measure that the removal is; the register of measures has it too."""
    outcome = maybe_code(_("esito"))
    ended_on = models.DateField(_("concluso il"), null=True, blank=True)

    objects = ProtectionQuerySet["EmergencyPlacement"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **ProtectionRow.base_privacy,
        "measure": Privacy.LINK,
        **dict.fromkeys(("started_at", "ended_on"), Privacy.PERSONAL),
        **dict.fromkeys(("authority", "service", "outcome"), Privacy.SENSITIVE),
        **dict.fromkeys(("place", "reasons"), Privacy.NARRATIVE),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case_file"],
                condition=Q(ended_on__isnull=True, annulled_at__isnull=True),
                name="emergency_one_running",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(outcome__isnull=False), name="emergency_end_has_outcome"
            ),
        ]


class EmergencyStepQuerySet(PartQuerySet["EmergencyStep"]):
    """Steps of emergency placements."""

    part = Part.PROTECTION
    path = "placement__case_file"


class EmergencyStep(AuditedModel):
    """One step of a running clock under the rule of its day: done when, by whom, with which protocol."""

    placement = models.ForeignKey(EmergencyPlacement, on_delete=models.PROTECT, related_name="steps")
    rule = models.ForeignKey(ClockRule, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("fatto il"), null=True, blank=True)
    done_by = models.CharField(_("da chi"), max_length=160, blank=True)
    protocol_number = protocol_number()
    protocol_date = protocol_date()
    document = document_link()
    note = SealedField(_("nota"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EmergencyStepQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("placement", "rule"), Privacy.LINK),
        "done_at": Privacy.PERSONAL,
        "done_by": Privacy.STAFF,
        **PROTOCOL_PRIVACY,
        "note": Privacy.NARRATIVE,
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["placement", "rule"], name="emergency_step_once"),
        ]

    def __str__(self) -> str:
        return f"step {self.rule_id} of {self.placement_id}"

    @property
    def case_file(self) -> CaseFile:
        """The record."""
        return self.placement.case_file

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.placement.key_holder
