# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models.codes import Code
from ordito.cases.models.records import CaseFile
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.cases.models.people import Person
    from ordito.core.access import Actor


class EmergencyAccessQuerySet(AuditedQuerySet["EmergencyAccess"]):
    """Openings of a record in an emergency."""

    def lasting(self, at: datetime) -> Self:
        """Those that still open the record at a moment."""
        return self.filter(ends_at__gt=at)

    def visible_to(self, actor: Actor) -> Self:
        """Those of the records that the actor answers for."""
        return self.filter(case_file__in=CaseFile.objects.followed_by(actor))


class EmergencyAccess(AuditedModel):
    """Somebody of the service opened a record that they do not follow, saying why and for how long ("break the glass").

    They read all of it and write nothing; who answers for the record knows at once and may end it.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="emergencies")
    reader_id = models.BigIntegerField(editable=False)
    reader_name = models.CharField(_("aperta da"), max_length=160)
    reason = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("motivo"))
    note = SealedField(_("che cosa succede"))
    starts_at = models.DateTimeField(_("dalle"))
    ends_at = models.DateTimeField(_("fino alle"))
    ended_by_name = models.CharField(_("terminata da"), max_length=160, blank=True)

    objects = EmergencyAccessQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "case_file": Privacy.LINK,
        "reason": Privacy.SENSITIVE,
        "note": Privacy.NARRATIVE,
        **dict.fromkeys(("reader_id", "reader_name", "starts_at", "ends_at", "ended_by_name"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="emergency_times_ordered")
        ]
        indexes: ClassVar = [models.Index(fields=["reader_id", "ends_at"], name="emergency_reader")]

    def __str__(self) -> str:
        return f"emergency access {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person
