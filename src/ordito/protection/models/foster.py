# SPDX-License-Identifier: EUPL-1.2
"""Family foster care (L. 184/1983, artt. 2–5) and the projects of who comes of age out of their family."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import PartQuerySet
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.protection.enums import Form, FosterNature, FosterState, FosterStay, FosterTime
from ordito.protection.models.base import ProtectionQuerySet, ProtectionRow, maybe_code
from ordito.protection.models.measures import ProtectiveMeasure
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import CaseFile, Person


class FosterCare(ProtectionRow):
    """A child with a foster family, from the assessment of the case to the end."""

    state = models.CharField(_("stato"), max_length=10, choices=FosterState.choices, default=FosterState.ASSESSMENT)
    form = models.CharField(_("forma"), max_length=10, choices=Form.choices)
    nature = models.CharField(_("natura"), max_length=14, choices=FosterNature.choices)
    time = models.CharField(_("tempo"), max_length=4, choices=FosterTime.choices)
    stay = models.CharField(_("carattere"), max_length=11, choices=FosterStay.choices)
    measure = models.ForeignKey(
        ProtectiveMeasure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="foster_cares",
        verbose_name=_("provvedimento"),
    )
    requested_on = models.DateField(_("chiesto il"))
    family = SealedField(_("famiglia affidataria"))
    family_contacts = SealedField(_("recapiti della famiglia affidataria"))
    started_on = models.DateField(_("avviato il"), null=True, blank=True)
    extended_to = models.DateField(_("prorogato fino al"), null=True, blank=True)
    """By the juvenile court, beyond twenty-four months (L. 184/1983, art. 4, comma 4)."""
    review_on = models.DateField(_("da rivedere il"), null=True, blank=True)
    ended_on = models.DateField(_("concluso il"), null=True, blank=True)
    outcome = maybe_code(_("esito"))
    note = SealedField(_("nota"))

    objects = ProtectionQuerySet["FosterCare"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **ProtectionRow.base_privacy,
        "measure": Privacy.LINK,
        **dict.fromkeys(("state", "form", "nature", "time", "stay", "outcome"), Privacy.SENSITIVE),
        **dict.fromkeys(("requested_on", "started_on", "extended_to", "review_on", "ended_on"), Privacy.PERSONAL),
        **dict.fromkeys(("family", "family_contacts"), Privacy.IDENTITY),
        "note": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="foster_dates_ordered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("started", "ended")) | Q(started_on__isnull=False), name="foster_start_is_dated"
            ),
        ]


class FosterStepQuerySet(PartQuerySet["FosterStep"]):
    """Steps of foster cares."""

    part = Part.PROTECTION
    path = "foster__case_file"


class FosterStep(AuditedModel):
    """The history of a foster care: when it came to a state."""

    foster = models.ForeignKey(FosterCare, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(_("stato"), max_length=10, choices=FosterState.choices)
    on = models.DateField(_("dal"))
    note = SealedField(_("nota"))
    by_name = models.CharField(_("scritto da"), max_length=160)

    objects = FosterStepQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "foster": Privacy.LINK,
        "state": Privacy.SENSITIVE,
        "on": Privacy.PERSONAL,
        "note": Privacy.NARRATIVE,
        "by_name": Privacy.STAFF,
    }

    def __str__(self) -> str:
        return f"{self.state} of {self.foster_id}"

    @property
    def case_file(self) -> CaseFile:
        """The record."""
        return self.foster.case_file

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.foster.key_holder


class CareLeaverProject(ProtectionRow):
    """A project of autonomy from eighteen to twenty-one years for who lived out of their family (*care leaver*)."""

    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"), null=True, blank=True)
    autonomy_tutor = models.ForeignKey(
        Professional,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tutor per l’autonomia"),
    )
    housing = maybe_code(_("dove abita"))
    activity = maybe_code(_("studio o lavoro"))
    review_on = models.DateField(_("da rivedere il"), null=True, blank=True)
    goals = SealedField(_("obiettivi del progetto"))
    outcome = maybe_code(_("esito"))

    objects = ProtectionQuerySet["CareLeaverProject"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **ProtectionRow.base_privacy,
        **dict.fromkeys(("housing", "activity", "outcome"), Privacy.SENSITIVE),
        **dict.fromkeys(("starts_on", "ends_on", "review_on"), Privacy.PERSONAL),
        "autonomy_tutor": Privacy.STAFF,
        "goals": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="leaver_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | Q(ends_on__isnull=False), name="leaver_outcome_needs_end"
            ),
        ]
