# SPDX-License-Identifier: EUPL-1.2
"""What hangs on a taking in charge: its reasons, who answered for it and when, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models.codes import Code
from ordito.cases.models.records import TakingInCharge
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models.people import Person


class TakingReason(AuditedModel):
    """One reason of a taking in charge; exactly one of them is the main one."""

    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, related_name="reasons")
    reason = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("motivo"))
    main = models.BooleanField(_("principale"), default=False)

    objects = AuditedQuerySet["TakingReason"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "taking": Privacy.LINK,
        "reason": Privacy.SENSITIVE,
        "main": Privacy.SENSITIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["taking", "reason"], name="taking_reason_once"),
            models.UniqueConstraint(fields=["taking"], condition=Q(main=True), name="taking_one_main_reason"),
        ]

    def __str__(self) -> str:
        return f"reason of {self.taking_id}"


class WorkerAssignment(AuditedModel):
    """Who answered for a taking in charge, and until when; the open row repeats `TakingInCharge.worker`."""

    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, related_name="assignments")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"), null=True, blank=True)

    objects = DatedQuerySet["WorkerAssignment"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "taking": Privacy.LINK,
        **dict.fromkeys(("professional", "valid_from", "valid_to"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="assignment_dates_ordered"
            ),
            models.UniqueConstraint(fields=["taking"], condition=Q(valid_to__isnull=True), name="assignment_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.professional_id} on {self.taking_id}"


class Closure(AuditedModel):
    """How a taking in charge ended; when it was reopened, when and why. The rows of a taking are its history."""

    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, related_name="closures")
    closed_on = models.DateField(_("chiusa il"))
    outcome = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("esito"))
    reason = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("motivo di chiusura"))
    note = SealedField(_("nota"))
    closed_by_name = models.CharField(_("chiusa da"), max_length=160)
    reopened_on = models.DateField(_("riaperta il"), null=True, blank=True)
    reopening_reason = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("motivo di riapertura")
    )
    reopened_by_name = models.CharField(_("riaperta da"), max_length=160, blank=True)

    objects = AuditedQuerySet["Closure"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "taking": Privacy.LINK,
        **dict.fromkeys(("closed_on", "reopened_on"), Privacy.PERSONAL),
        **dict.fromkeys(("outcome", "reason", "reopening_reason"), Privacy.SENSITIVE),
        "note": Privacy.NARRATIVE,
        **dict.fromkeys(("closed_by_name", "reopened_by_name"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["taking"], condition=Q(reopened_on__isnull=True), name="closure_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(reopened_on__isnull=True) | Q(reopened_on__gte=F("closed_on")),
                name="closure_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"closure of {self.taking_id}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.taking.case_file.person
