# SPDX-License-Identifier: EUPL-1.2
"""People sent to another service, and responsibility that moves to another body.

A referral (*invio*) accompanies somebody to a service that does its own part: the record stays where it is. A handover
(*passaggio di competenza*) moves the responsibility: what is decided here is that **nothing moves between bodies but
what was agreed, and nothing is shared afterwards**. The one who offers chooses what the other side reads before it
decides, and which parts of the record it gets; those parts are printed at that moment into a sealed dossier. Who
accepts registers the person in their own body (same `link`, a key of its own), opens a record and a taking in charge,
and receives the dossier as a document. The old record stays with its body: who offered then closes their taking in
charge. A record read by two bodies at once would leave neither of them answerable for it, and copying rows would mix
two histories; a dossier is what an office hands over on paper, and it can be shown to the person. Between two Comuni of
one body (a union, a consortium) there is no other body and no other record: the record itself moves to the service that
accepts, and the handover is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, Code, TakingInCharge
from ordito.cases.models.scopes import in_service
from ordito.core.access import SystemActor, Verb
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.handovers.enums import PassageState
from ordito.territory.models import Organisation, Service, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person
    from ordito.core.access import Actor

Row = TypeVar("Row", bound=models.Model)


class PassageQuerySet(AuditedQuerySet[Row]):
    """Referrals or handovers; `receives` is the verb with which the other side answers."""

    receives: ClassVar[Verb]

    def sent_by(self, actor: Actor) -> Self:
        """Those of the records that the actor reads whole."""
        return self.filter(case_file__in=CaseFile.objects.read_whole_by(actor))

    def received_by(self, actor: Actor) -> Self:
        """Those offered to the services where the actor may answer; who offered them sees them from their own side."""
        if isinstance(actor, SystemActor):
            return self
        return self.filter(in_service(actor, self.receives))

    def visible_to(self, actor: Actor) -> Self:
        """From either side."""
        if isinstance(actor, SystemActor):
            return self
        sent = Q(case_file__in=CaseFile.objects.read_whole_by(actor))
        return self.filter(sent | in_service(actor, self.receives))

    def waiting(self) -> Self:
        """Without an answer."""
        return self.filter(state=PassageState.OFFERED)


class ReferralQuerySet(PassageQuerySet["Referral"]):
    """Referrals: the front desk of the other service answers."""

    receives = Verb.RECORD_CONTACT


class HandoverQuerySet(PassageQuerySet["Handover"]):
    """Handovers: whoever opens records in the other service answers."""

    receives = Verb.OPEN_RECORD


class Passage(AuditedModel):
    """What a referral and a handover share: to whom, why, what the other side reads before it answers, the answer.

    `body`, `comune` and `ambito` are those of the receiver; a body that is no service of Ordito has neither Comune nor
    Ambito, and its answer is written by the sender.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="%(class)ss")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    comune = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Comune")
    )
    ambito = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ambito")
    )
    reason = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("motivo"))
    presentation = SealedField(_("che cosa legge chi riceve"))
    names = models.BooleanField(_("con nome e cognome"), default=False)
    state = models.CharField(_("stato"), max_length=10, choices=PassageState.choices, default=PassageState.OFFERED)
    offered_at = models.DateTimeField(_("inviato il"))
    offered_by_id = models.BigIntegerField(null=True, editable=False)
    offered_by_name = models.CharField(_("inviato da"), max_length=160)
    answer = SealedField(_("risposta"))
    answered_at = models.DateTimeField(_("risposto il"), null=True, blank=True)
    answered_by_name = models.CharField(_("risponde"), max_length=160, blank=True)
    ended_at = models.DateTimeField(_("concluso il"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
        **dict.fromkeys(("body", "comune", "ambito"), Privacy.PERSONAL),
        **dict.fromkeys(("reason", "names", "state"), Privacy.SENSITIVE),
        **dict.fromkeys(("presentation", "answer"), Privacy.NARRATIVE),
        **dict.fromkeys(("offered_at", "offered_by_id", "offered_by_name"), Privacy.STAFF),
        **dict.fromkeys(("answered_at", "answered_by_name", "ended_at"), Privacy.STAFF),
    }

    class Meta:
        abstract = True

    @property
    def key_holder(self) -> Person:
        """The person of the record that sends."""
        return self.case_file.person


class Referral(Passage):
    """Somebody is sent to another service (*invio*), which answers whether it takes them and what came of it."""

    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("servizio")
    )

    objects = ReferralQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {**Passage.privacy, "service": Privacy.SENSITIVE}

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case_file", "-offered_at"], name="referral_record"),
            models.Index(fields=["body", "state"], name="referral_received"),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"


class Handover(Passage):
    """The responsibility for a taking in charge moves to another body (*passaggio di competenza*)."""

    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, related_name="handovers")
    dossier_id = models.BigIntegerField(null=True, editable=False)
    received_case_file = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="received_handovers"
    )

    objects = HandoverQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Passage.privacy,
        **dict.fromkeys(("taking", "received_case_file"), Privacy.LINK),
        "dossier_id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["taking"],
                condition=Q(state__in=(PassageState.OFFERED, PassageState.ACCEPTED)),
                name="handover_open_once",
            ),
            models.CheckConstraint(
                condition=Q(comune__isnull=False, ambito__isnull=False), name="handover_to_a_service"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_file", "-offered_at"], name="handover_record"),
            models.Index(fields=["body", "state"], name="handover_received"),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"

    @property
    def within_body(self) -> bool:
        """Whether it goes to another service of the same body, so that the record itself moves."""
        return self.body_id == self.taking.body_id


class HandoverPart(AuditedModel):
    """One part of the record that the dossier of a handover holds."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(_("parte"), max_length=20, choices=Part.choices)

    objects = AuditedQuerySet["HandoverPart"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "handover": Privacy.LINK,
        "part": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["handover", "part"], name="handover_part_once")]

    def __str__(self) -> str:
        return f"{self.part} of {self.handover_id}"
