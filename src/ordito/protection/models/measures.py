# SPDX-License-Identifier: EUPL-1.2
"""Proceedings, measures and the reports that an authority expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import PartQuerySet
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.protection.enums import Nature, Standing
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
from ordito.territory.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping


class Proceeding(ProtectionRow):
    """A proceeding before an office, with its number of the office's register."""

    office = code_field(_("ufficio"))
    court = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sede")
    )
    number = models.CharField(_("numero di ruolo"), max_length=30, blank=True)
    year = models.PositiveSmallIntegerField(_("anno"), null=True, blank=True)
    judge = SealedField(_("giudice"))
    subject = code_field(_("oggetto"))
    opened_on = models.DateField(_("aperto il"), null=True, blank=True)
    next_hearing_on = models.DateField(_("prossima udienza"), null=True, blank=True)
    closed_on = models.DateField(_("definito il"), null=True, blank=True)
    note = SealedField(_("nota"))

    objects = ProtectionQuerySet["Proceeding"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **ProtectionRow.base_privacy,
        **dict.fromkeys(("office", "court", "subject"), Privacy.SENSITIVE),
        **dict.fromkeys(("number", "year", "opened_on", "next_hearing_on", "closed_on"), Privacy.PERSONAL),
        **dict.fromkeys(("judge", "note"), Privacy.NARRATIVE),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="proceeding_dates_ordered",
            )
        ]

    @property
    def register_number(self) -> str:
        """``812/2026``, as the office's register has it; empty when unknown."""
        return "/".join(str(part) for part in (self.number, self.year) if part)


class ProtectiveMeasure(ProtectionRow):
    """A measure about the person, of a judge or of a public authority; its contents are rows of their own."""

    nature = models.CharField(_("natura"), max_length=14, choices=Nature.choices)
    issuer = code_field(_("emesso da"))
    proceeding = models.ForeignKey(
        Proceeding,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("procedimento"),
    )
    kind = code_field(_("tipo"))
    concerns = maybe_code(_("verso chi"))
    standing = models.CharField(_("provvisorio o definitivo"), max_length=11, choices=Standing.choices, blank=True)
    issued_on = models.DateField(_("emesso il"))
    notified_on = models.DateField(_("notificato il"), null=True, blank=True)
    until = models.DateField(_("vale fino al"), null=True, blank=True)
    protocol_number = protocol_number()
    protocol_date = protocol_date()
    document = document_link()
    text = SealedField(_("che cosa dispone"))
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("sostituisce"),
    )
    ended_on = models.DateField(_("cessato il"), null=True, blank=True)
    """The day when another measure took its place, or it was revoked, or lost its effect."""

    objects = ProtectionQuerySet["ProtectiveMeasure"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **ProtectionRow.base_privacy,
        **PROTOCOL_PRIVACY,
        **dict.fromkeys(("proceeding", "replaces"), Privacy.LINK),
        **dict.fromkeys(("nature", "issuer", "kind", "concerns", "standing"), Privacy.SENSITIVE),
        **dict.fromkeys(("issued_on", "notified_on", "until", "ended_on"), Privacy.PERSONAL),
        "text": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("issued_on")), name="measure_until_after_issue"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("issued_on")), name="measure_end_after_issue"
            ),
        ]


class MeasureContentQuerySet(PartQuerySet["MeasureContent"]):
    """Contents of measures."""

    part = Part.PROTECTION
    path = "measure__case_file"


class MeasureContent(AuditedModel):
    """One thing that a measure orders, such as protected meetings or the forfeiture of parental responsibility."""

    measure = models.ForeignKey(ProtectiveMeasure, on_delete=models.PROTECT, related_name="contents")
    content = code_field(_("contenuto"))

    objects = MeasureContentQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "measure": Privacy.LINK,
        "content": Privacy.SENSITIVE,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["measure", "content"], name="measure_content_once")]

    def __str__(self) -> str:
        return f"content {self.content_id} of {self.measure_id}"


class ReportDue(ProtectionRow):
    """A report to an authority: by when, sent when under which protocol. One that nobody asked for has no `due_on`."""

    recipient = code_field(_("destinatario"))
    content = code_field(_("che cosa"))
    measure = models.ForeignKey(
        ProtectiveMeasure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("provvedimento che la chiede"),
    )
    due_on = models.DateField(_("entro il"), null=True, blank=True)
    every_months = models.PositiveSmallIntegerField(_("si ripete ogni (mesi)"), null=True, blank=True)
    sent_on = models.DateField(_("inviata il"), null=True, blank=True)
    protocol_number = protocol_number()
    protocol_date = protocol_date()
    document = document_link()
    note = SealedField(_("nota"))
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next", editable=False
    )
    """The report before it, when it repeats."""
    dropped_on = models.DateField(_("non più dovuta dal"), null=True, blank=True)

    objects = ProtectionQuerySet["ReportDue"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **ProtectionRow.base_privacy,
        **PROTOCOL_PRIVACY,
        **dict.fromkeys(("measure", "follows"), Privacy.LINK),
        **dict.fromkeys(("recipient", "content"), Privacy.SENSITIVE),
        **dict.fromkeys(("due_on", "every_months", "sent_on", "dropped_on"), Privacy.PERSONAL),
        "note": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(sent_on__isnull=False), name="report_due_or_sent"
            ),
            models.CheckConstraint(
                condition=Q(every_months__isnull=True) | Q(every_months__gt=0), name="report_recurrence_positive"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(sent_on__isnull=True), name="report_due_waiting")
        ]
