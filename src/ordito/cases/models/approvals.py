# SPDX-License-Identifier: EUPL-1.2
"""Where a territory wants a supervisor to approve a piece of work, what waits for approval and how it was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ApprovalKind, ApprovalState
from ordito.cases.models.codes import Code
from ordito.cases.models.records import CaseFile, TakingInCharge
from ordito.cases.models.scopes import in_service
from ordito.core.access import Verb
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models.people import Person
    from ordito.core.access import Actor


class ApprovalRule(AuditedModel):
    """A Comune or an Ambito wants a kind of work approved, between two dates."""

    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="approval_rules", verbose_name=_("territorio")
    )
    kind = models.CharField(_("che cosa"), max_length=20, choices=ApprovalKind.choices)
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"), null=True, blank=True)

    objects = DatedQuerySet["ApprovalRule"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("territory", "kind", "valid_from", "valid_to"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="approval_rule_dates_ordered",
            ),
            models.UniqueConstraint(
                fields=["territory", "kind"], condition=Q(valid_to__isnull=True), name="approval_rule_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} approved in {self.territory_id}"


class ApprovalQuerySet(AuditedQuerySet["Approval"]):
    """Approvals asked and decided."""

    def waiting(self) -> Self:
        """Those nobody has decided yet."""
        return self.filter(state=ApprovalState.ASKED)

    def visible_to(self, actor: Actor) -> Self:
        """Those of the records that the actor reads whole."""
        return self.filter(case_file__in=CaseFile.objects.read_whole_by(actor))

    def for_decision_by(self, actor: Actor) -> Self:
        """Those waiting in the services where the actor approves, but for what they asked themselves."""
        mine = self.waiting().filter(in_service(actor, Verb.APPROVE_WORK, prefix="case_file__"))
        return mine.exclude(asked_by_id=actor.actor_id) if actor.actor_id is not None else mine


class Approval(AuditedModel):
    """One request to a supervisor about one row: an assessment, a plan, or the closure of a taking in charge.

    `row_id` is the row's id in the table that `kind` stands for; a row has one waiting request at most.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(_("che cosa"), max_length=20, choices=ApprovalKind.choices)
    row_id = models.BigIntegerField()
    state = models.CharField(_("stato"), max_length=10, choices=ApprovalState.choices, default=ApprovalState.ASKED)
    asked_at = models.DateTimeField(_("chiesta il"))
    asked_by_id = models.BigIntegerField(null=True, editable=False)
    asked_by_name = models.CharField(_("chiesta da"), max_length=160)
    request = SealedField(_("che cosa scrive chi chiede"))
    decided_at = models.DateTimeField(_("decisa il"), null=True, blank=True)
    decided_by_name = models.CharField(_("decisa da"), max_length=160, blank=True)
    answer = SealedField(_("che cosa risponde chi decide"))

    objects = ApprovalQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        **dict.fromkeys(("id", "row_id", "kind", "state"), Privacy.TECHNICAL),
        **dict.fromkeys(("asked_at", "asked_by_id", "asked_by_name", "decided_at", "decided_by_name"), Privacy.STAFF),
        **dict.fromkeys(("request", "answer"), Privacy.NARRATIVE),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "row_id"], condition=Q(state=ApprovalState.ASKED), name="approval_waiting_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "row_id", "-asked_at"], name="approval_row")]

    def __str__(self) -> str:
        return f"approval {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class ClosureProposal(AuditedModel):
    """How somebody proposes to close a taking in charge, kept until a supervisor decides."""

    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="closure")
    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, related_name="closure_proposals")
    closed_on = models.DateField(_("ultimo giorno"))
    outcome = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("esito"))
    reason = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("motivo di chiusura"))
    note = SealedField(_("nota"))
    team_reads_to = models.DateField(_("l’équipe legge fino al"), null=True, blank=True)

    objects = AuditedQuerySet["ClosureProposal"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("approval", "taking"), Privacy.LINK),
        "closed_on": Privacy.PERSONAL,
        **dict.fromkeys(("outcome", "reason"), Privacy.SENSITIVE),
        "note": Privacy.NARRATIVE,
        "team_reads_to": Privacy.STAFF,
    }

    def __str__(self) -> str:
        return f"closure proposed of {self.taking_id}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.taking.case_file.person
