# SPDX-License-Identifier: EUPL-1.2
"""Who else works on a record: deputies of the responsible worker, and the multidisciplinary team (*équipe*)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models.codes import Code
from ordito.cases.models.records import TakingInCharge
from ordito.cases.models.takings import Closure
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.territory.models import Organisation, Professional

if TYPE_CHECKING:
    from collections.abc import Mapping


class TeamMemberQuerySet(DatedQuerySet["TeamMember"]):
    """People of teams."""

    def at(self, day: Any) -> Self:
        """In the team on `day`: not expired, nor stopped by then, unless they read on after the closing."""
        going_on = Q(stopped_on__isnull=True) | Q(stopped_on__gt=day) | Q(reads_to__gte=day)
        return super().at(day).filter(going_on)

    def not_ended(self, day: Any) -> Self:
        """In the team on `day`, or to be."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def stopped(self, day: Any) -> Self:
        """Whom the closing that stands stopped, and who would still be in the team on `day`."""
        return self.not_ended(day).filter(stopped_by__isnull=False, stopped_by__reopened_on__isnull=True)


class TeamMember(AuditedModel):
    """Somebody of the team, also of another body, who sees the parts shared with them until the expiry.

    A deputy reads and writes the whole record as the responsible worker does, in their own service, while it lasts.
    Closing the taking in charge stops them all on `stopped_on`; who closes may let the team read on until `reads_to`.
    `stopped_by` is that closing: only it gives them back. Whom an earlier one stopped, and who did not come back then,
    may be in the team again by another row.
    """

    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, related_name="team")
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, related_name="+", verbose_name=_("operatore")
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    deputy = models.BooleanField(_("sostituisce chi segue"), default=False)
    purpose = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("perché")
    )
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("fino al"), null=True, blank=True)
    stopped_on = models.DateField(_("fermata il"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        Closure, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fermata da")
    )
    reads_to = models.DateField(_("legge ancora fino al"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TeamMemberQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
        **dict.fromkeys(("taking", "stopped_by"), Privacy.LINK),
        **dict.fromkeys(("professional", "organisation", "deputy", "purpose"), Privacy.STAFF),
        **dict.fromkeys(("valid_from", "valid_to", "stopped_on", "reads_to"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="team_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(reads_to__isnull=True) | Q(stopped_on__isnull=False, deputy=False),
                name="team_reads_on_after_stopping",
            ),
            models.UniqueConstraint(
                fields=["taking", "professional"],
                condition=Q(valid_to__isnull=True, stopped_on__isnull=True),
                name="team_open_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["professional", "taking"], name="team_professional")]

    def __str__(self) -> str:
        return f"{self.professional_id} in team of {self.taking_id}"


class TeamShare(AuditedModel):
    """A part of the record that a team member reads, and also writes when `writes` says so."""

    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="shares")
    part = models.CharField(_("parte"), max_length=20, choices=Part.choices)
    writes = models.BooleanField(_("anche per scrivere"), default=False)

    objects = AuditedQuerySet["TeamShare"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "member": Privacy.LINK,
        **dict.fromkeys(("part", "writes"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "part"], name="team_share_once")]

    def __str__(self) -> str:
        return f"{self.part} to {self.member_id}"
