# SPDX-License-Identifier: EUPL-1.2
"""Sendings: what was checked, what cannot go and why, what went and what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.files.models import StoredFile
from ordito.flows.enums import FAULTS, FLOWS, ItemState, Operation, Outcome, RunState
from ordito.flows.models.benefits import SocialBenefit
from ordito.flows.models.senders import OfSenderQuerySet
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class FlowRun(AuditedModel):
    """One sending of a body for a period (both days included), from the check to the file and the log of it."""

    flow = models.CharField(_("flusso"), max_length=10, choices=FLOWS)
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"))
    state = models.CharField(_("stato"), max_length=10, choices=RunState.choices, default=RunState.CHECKING)
    job_id = models.BigIntegerField(null=True, editable=False)
    made_at = models.DateTimeField(_("controllato il"), editable=False)
    made_by_name = models.CharField(_("controllato da"), max_length=160, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    sha256 = models.CharField(_("impronta del file"), max_length=64, blank=True, editable=False)
    sent_on = models.DateField(_("inviato il"), null=True, blank=True)
    sent_by_name = models.CharField(_("inviato da"), max_length=160, blank=True, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfSenderQuerySet["FlowRun"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("flow", "ambito", "body", "starts_on", "ends_on", "sent_on"), Privacy.PUBLIC),
        **dict.fromkeys(("made_at", "made_by_name", "sent_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "state", "job_id", "file", "sha256", "form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="flow_run_dates_ordered"),
            models.CheckConstraint(
                condition=~Q(state=RunState.SENT) | Q(sent_on__isnull=False), name="flow_run_sent_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flow} {self.pk}"


class FlowItemQuerySet(AuditedQuerySet["FlowItem"]):
    """What a sending says of records."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the sendings that the actor sees."""
        return self.filter(run__in=FlowRun.objects.visible_to(actor))

    def sent(self) -> Self:
        """What really went."""
        return self.filter(state=ItemState.READY, run__state=RunState.SENT)


class FlowItem(AuditedModel):
    """A record, or one of its benefits, in a sending.

    `external_id` is what INPS knows it by, `digest` stands for all that was sent (keyed, 32 hexadecimal digits): equal
    digests, equal data. `record_version` is the record's at the check.
    """

    run = models.ForeignKey(FlowRun, on_delete=models.PROTECT, related_name="items")
    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    benefit = models.ForeignKey(SocialBenefit, on_delete=models.PROTECT, null=True, related_name="+")
    operation = models.CharField(_("operazione"), max_length=1, choices=Operation.choices, default=Operation.INSERT)
    state = models.CharField(_("stato"), max_length=10, choices=ItemState.choices)
    external_id = models.CharField(_("identificativo inviato"), max_length=40)
    digest = models.CharField(max_length=32, blank=True, editable=False)
    record_version = models.PositiveIntegerField(editable=False)
    outcome = models.CharField(_("esito"), max_length=10, choices=Outcome.choices, blank=True)
    outcome_text = models.CharField(_("motivo dello scarto"), max_length=300, blank=True)

    objects = FlowItemQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("run", "case_file", "benefit", "external_id"), Privacy.LINK),
        **dict.fromkeys(("operation", "state", "outcome", "outcome_text"), Privacy.PERSONAL),
        **dict.fromkeys(("id", "digest", "record_version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "case_file"], condition=Q(benefit__isnull=True), name="flow_item_record_once"
            ),
            models.UniqueConstraint(
                fields=["run", "benefit"], condition=Q(benefit__isnull=False), name="flow_item_benefit_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["external_id"], name="flow_item_external")]

    def __str__(self) -> str:
        return f"item {self.pk} of {self.run_id}"


class FlowProblemQuerySet(AuditedQuerySet["FlowProblem"]):
    """Why records cannot go."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the sendings that the actor sees."""
        return self.filter(item__in=FlowItem.objects.visible_to(actor))


class FlowProblem(AuditedModel):
    """A rule broken by a record, and the field."""

    item = models.ForeignKey(FlowItem, on_delete=models.CASCADE, related_name="problems")
    section = models.CharField(max_length=40)
    field = models.CharField(_("dato"), max_length=60)
    fault = models.CharField(_("regola"), max_length=10, choices=FAULTS)

    objects = FlowProblemQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "item": Privacy.LINK,
        **dict.fromkeys(("section", "field", "fault"), Privacy.PERSONAL),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "section", "field", "fault"], name="flow_problem_once")
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.fault}"
