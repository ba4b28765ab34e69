# SPDX-License-Identifier: EUPL-1.2
"""One person written twice: joined within a service, and asked about, blindly, between services."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import DeliveryState
from ordito.cases.models.people import Person
from ordito.cases.models.records import CaseFile
from ordito.cases.models.scopes import in_caseload
from ordito.core.access import Actor, Verb
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class PersonMergeQuerySet(AuditedQuerySet["PersonMerge"]):
    """Merges."""

    def standing(self) -> Self:
        """Those not undone."""
        return self.filter(undone_at__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """Those of persons the actor may open."""
        if not actor.holds(Verb.MERGE_PERSONS):
            return self.none()
        return self.filter(kept__in=Person.objects.visible_to(actor))


class PersonMerge(AuditedModel):
    """Two rows of one person become one: `kept` stays, `absorbed` is annulled with all that it had moved away.

    `moved` says by "app.model.field" the ids of the rows whose foreign key was changed; `before` is what `kept` said of
    the fields that took the other's value (sealed JSON). Both serve the undo. A record that both had is one: the
    absorbed one is annulled, and this row is the pointer from its number to the record that goes on.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absorptions")
    kept_record = models.ForeignKey(CaseFile, on_delete=models.PROTECT, null=True, related_name="merges")
    absorbed_record = models.ForeignKey(CaseFile, on_delete=models.PROTECT, null=True, related_name="absorptions")
    moved = models.JSONField(default=dict)
    fields_taken = models.JSONField(default=list)
    before = SealedField()
    reason = SealedField(_("perché sono la stessa persona"))
    merged_at = models.DateTimeField(_("unite il"))
    merged_by_name = models.CharField(_("unite da"), max_length=160)
    undone_at = models.DateTimeField(_("annullata il"), null=True)
    undone_by_name = models.CharField(_("annullata da"), max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PersonMergeQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("kept", "absorbed", "kept_record", "absorbed_record", "moved"), Privacy.LINK),
        "before": Privacy.IDENTITY,
        "reason": Privacy.NARRATIVE,
        **dict.fromkeys(("merged_at", "merged_by_name", "undone_at", "undone_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "fields_taken", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="merge_absorbed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person who stays."""
        return self.kept


class BlindRequestQuerySet(AuditedQuerySet["BlindRequest"]):
    """Blind requests."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of the service that one coordinates."""
        if not actor.holds(Verb.SEARCH_PERSON):
            return self.none()
        return self.filter(Q(asked_by_id=actor.actor_id) | in_caseload(actor))


class BlindRequest(AuditedModel):
    """A worker asks whoever else may follow a person to get in touch, without learning whether anybody does.

    Where a record exists is never told: it could tell where somebody hides. A job looks for other bodies' records
    afterwards, so that asking costs and answers the same whether there are any or none.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="blind_requests")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    comune = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Comune"))
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    reason = SealedField(_("perché lo chiedi"))
    contact = SealedField(_("come contattarti"))
    asked_by_id = models.BigIntegerField(null=True, editable=False)
    asked_by_name = models.CharField(_("chiesto da"), max_length=160)
    asked_at = models.DateTimeField(_("inviata il"))

    objects = BlindRequestQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "person": Privacy.LINK,
        **dict.fromkeys(("body", "comune", "ambito"), Privacy.PERSONAL),
        **dict.fromkeys(("reason", "contact"), Privacy.NARRATIVE),
        **dict.fromkeys(("asked_by_id", "asked_by_name", "asked_at"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["asked_by_id", "-id"], name="blind_request_asker")]

    def __str__(self) -> str:
        return f"blind request {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person as the asking service knows them."""
        return self.person


class BlindDeliveryQuerySet(AuditedQuerySet["BlindDelivery"]):
    """Blind requests as they reach a record."""

    def visible_to(self, actor: Actor) -> Self:
        """Those about records that the actor follows."""
        return self.filter(case_file__in=CaseFile.objects.followed_by(actor))


class BlindDelivery(AuditedModel):
    """A blind request that found a record: whoever follows it decides, and ignoring it is a decision too."""

    request = models.ForeignKey(BlindRequest, on_delete=models.PROTECT, related_name="deliveries")
    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="blind_deliveries")
    state = models.CharField(_("stato"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    answer = SealedField(_("risposta"))
    delivered_at = models.DateTimeField(_("arrivata il"))
    decided_at = models.DateTimeField(_("decisa il"), null=True)
    decided_by_name = models.CharField(_("decisa da"), max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BlindDeliveryQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("request", "case_file"), Privacy.LINK),
        "state": Privacy.PERSONAL,
        "answer": Privacy.NARRATIVE,
        **dict.fromkeys(("delivered_at", "decided_at", "decided_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "case_file"], name="blind_delivery_once"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING, decided_at__isnull=True)
                | (~Q(state=DeliveryState.WAITING) & Q(decided_at__isnull=False)),
                name="blind_delivery_decided_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"blind delivery {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person
