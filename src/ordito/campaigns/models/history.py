# SPDX-License-Identifier: EUPL-1.2
"""What happened to a return, and what was said about it.

Reasons, comments and explanations are about services and answers, never about a followed person; the pages say so
where they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.enums import Move, ReturnState
from ordito.campaigns.models.campaigns import Campaign, WarningRule
from ordito.campaigns.models.returns import Return
from ordito.core.access import SystemActor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.files.models import StoredFile
from ordito.territory.models import Service, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor

WHO = {"by_id": Privacy.STAFF, "by_name": Privacy.STAFF}


class OfReturnQuerySet(AuditedQuerySet[Any]):
    """Rows that hang on a return."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible returns."""
        return self.filter(due__in=Return.objects.visible_to(actor))


class ReturnEvent(AuditedModel):
    """One step in the story of a return: what happened, from which state to which, who, when, why."""

    due = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=16, choices=Move.choices, blank=True)  # blank: it was asked for
    from_state = models.CharField(max_length=16, choices=ReturnState.choices, blank=True)
    to_state = models.CharField(max_length=16, choices=ReturnState.choices)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("chi"), max_length=160)
    at = models.DateTimeField(_("quando"))
    reason = models.CharField(_("motivo"), max_length=500, blank=True)

    objects = OfReturnQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **WHO,
        **dict.fromkeys(("id", "due", "move", "from_state", "to_state", "at", "reason"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due", "-at", "-id"], name="return_event_page")]

    def __str__(self) -> str:
        return f"{self.due_id}: {self.from_state} → {self.to_state}"


class ReturnComment(AuditedModel):
    """What must be corrected at a question (`ref`, empty for the whole), said by who sent the return back."""

    due = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="comments")
    ref = models.CharField(max_length=300, blank=True)  # concrete place of the answer, "/data/visit[2]/name"
    text = models.CharField(_("commento"), max_length=1000)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("chi"), max_length=160)
    at = models.DateTimeField(_("quando"))
    resolved_at = models.DateTimeField(null=True, blank=True)  # the return was sent again after it

    objects = OfReturnQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **WHO,
        **dict.fromkeys(("id", "due", "ref", "text", "at", "resolved_at"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due", "resolved_at"], name="return_comment_open")]

    def __str__(self) -> str:
        return f"{self.due_id} {self.ref}"


class Explanation(AuditedModel):
    """Why an answer that a rule finds odd is right all the same."""

    due = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="explanations")
    rule = models.ForeignKey(WarningRule, on_delete=models.CASCADE, related_name="explanations")
    text = models.CharField(_("spiegazione"), max_length=1000)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("chi"), max_length=160)
    at = models.DateTimeField(_("quando"))

    objects = OfReturnQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **WHO,
        **dict.fromkeys(("id", "due", "rule", "text", "at"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["due", "rule"], name="explanation_once")]

    def __str__(self) -> str:
        return f"{self.due_id} {self.rule_id}"


class SignatureQuerySet(AuditedQuerySet["Signature"]):
    """Signatures."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of campaigns and Ambiti some return of which one approves: they name all the bodies of the Ambito."""
        if isinstance(actor, SystemActor):
            return self
        approved = Return.objects.reached(actor, Verb.APPROVE_RETURN)
        same = approved.filter(ambito=OuterRef("ambito"), campaign=OuterRef("campaign"))
        return self.filter(Exists(same))


class Signature(AuditedModel):
    """An Ambito answers for the returns it approved at once: a simple electronic signature (art. 3, n. 10 eIDAS).

    Where the act asks more, the PDF signed with a qualified certificate is attached as `file`.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="signatures")
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="signatures")
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("chi"), max_length=160)
    at = models.DateTimeField(_("quando"))
    statement = models.TextField(_("dichiarazione"))  # the sentence that was on the page
    returns_signed: models.JSONField[list[int], list[int]] = models.JSONField(default=list)  # ids
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SignatureQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **WHO,
        **dict.fromkeys(("id", "campaign", "ambito", "at", "statement", "returns_signed", "file"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["campaign", "ambito", "-at"], name="signature_page")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.ambito_id} {self.by_name}"


class RegisterUpdate(AuditedModel):
    """What a return changed in the register of services, confirmed by somebody: column → [before, after], as text."""

    due = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="register_updates")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="register_updates")
    changes: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(default=dict)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("chi"), max_length=160)
    at = models.DateTimeField(_("quando"))

    objects = OfReturnQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **WHO,
        "changes": Privacy.PUBLIC,
        **dict.fromkeys(("id", "due", "service", "at"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["service", "-at"], name="register_update_page")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.at:%Y-%m-%d}"
