# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ConcernState
from ordito.cases.models.codes import Code
from ordito.cases.models.people import Person
from ordito.cases.models.records import CaseFile, TakingInCharge
from ordito.cases.models.scopes import in_service
from ordito.core.access import Actor, Verb
from ordito.core.fields import SealedField, unwrapped, uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.crypto import DataKey


class ContactQuerySet(AuditedQuerySet["Contact"]):
    """Contacts."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the front desks of the actor's service."""
        return self.filter(in_service(actor, Verb.RECORD_CONTACT))


class Contact(AuditedModel):
    """Somebody turns to the front desk (*segretariato sociale*, PUA); they need not be registered, nor give a name.

    It has a key of its own, because there may be no person; the discard of the person destroys it too.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    wrapped_key = models.BinaryField(editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("persona")
    )
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    comune = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Comune"))
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    happened_on = models.DateField(_("data"))
    desk = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sportello")
    )
    channel = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("come"))
    initiative = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("su iniziativa di")
    )
    outcome = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("esito")
    )
    who = SealedField(_("chi si è rivolto al servizio"))
    request = SealedField(_("richiesta"))
    answer = SealedField(_("risposta data"))
    recorded_by_id = models.BigIntegerField(null=True, editable=False)
    recorded_by_name = models.CharField(_("registrato da"), max_length=160)
    recorded_at = models.DateTimeField(_("registrato il"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContactQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "person": Privacy.LINK,
        **dict.fromkeys(("body", "comune", "ambito", "happened_on"), Privacy.PERSONAL),
        **dict.fromkeys(("desk", "channel", "initiative", "outcome"), Privacy.SENSITIVE),
        "who": Privacy.IDENTITY,
        **dict.fromkeys(("request", "answer"), Privacy.NARRATIVE),
        **dict.fromkeys(("recorded_by_id", "recorded_by_name", "recorded_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "public_id", "wrapped_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["comune", "-happened_on", "-id"], name="contact_comune_page"),
            models.Index(fields=["ambito", "-happened_on", "-id"], name="contact_ambito_page"),
            models.Index(fields=["body", "-happened_on", "-id"], name="contact_body_page"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def key_holder(self) -> Contact:
        """The contact's own key."""
        return self

    def data_key(self) -> DataKey:
        """The contact's key; raises `CryptoError` once discarded."""
        return unwrapped(self)


class ConcernReportQuerySet(AuditedQuerySet["ConcernReport"]):
    """Concern reports."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of records the actor follows; and, where the actor opens records, those with which nobody goes on yet.

        These are the reports to be weighed, and the accepted ones about somebody who still has no record.
        """
        records = CaseFile.objects.current().filter(person_id=OuterRef("person_id"))
        unfollowed = Q(state=ConcernState.ACCEPTED, taking__isnull=True) & ~Exists(records)
        waiting = (Q(state=ConcernState.RECEIVED) | unfollowed) & in_service(actor, Verb.OPEN_RECORD)
        return self.filter(waiting | Q(person__case_files__in=CaseFile.objects.followed_by(actor))).distinct()

    def waiting(self) -> Self:
        """Those still to be weighed, and the accepted ones that have not become a taking in charge."""
        return self.filter(Q(state=ConcernState.RECEIVED) | Q(state=ConcernState.ACCEPTED, taking__isnull=True))


class ConcernReport(AuditedModel):
    """Who signals, for whom, why (*segnalazione*)."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="concerns", verbose_name=_("persona segnalata")
    )
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    comune = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Comune"))
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    received_on = models.DateField(_("ricevuta il"))
    reporter_kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi segnala"))
    urgency = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("urgenza"))
    reporter = SealedField(_("nome di chi segnala"))
    reporter_role = SealedField(_("ruolo di chi segnala"))
    reporter_body = SealedField(_("ente di chi segnala"))
    reporter_contact = SealedField(_("recapito di chi segnala"))
    content = SealedField(_("che cosa è segnalato"))
    answer = SealedField(_("risposta data a chi segnala"))
    sent_to = SealedField(_("trasmessa a"))
    sent_on = models.DateField(_("trasmessa il"), null=True, blank=True)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns", verbose_name=_("contatto")
    )
    state = models.CharField(_("stato"), max_length=10, choices=ConcernState.choices, default=ConcernState.RECEIVED)
    outcome = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("esito")
    )
    weighed_on = models.DateField(_("valutata il"), null=True, blank=True)
    note = SealedField(_("perché"))
    taking = models.ForeignKey(
        TakingInCharge,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="concerns",
        verbose_name=_("presa in carico"),
    )
    form_key = models.UUIDField(null=True, unique=True, editable=False)  # of the form: sent twice, it writes once
    recorded_by_name = models.CharField(_("registrata da"), max_length=160)
    recorded_at = models.DateTimeField(_("registrata il"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ConcernReportQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("person", "contact", "taking"), Privacy.LINK),
        **dict.fromkeys(("body", "comune", "ambito", "received_on", "weighed_on", "sent_on"), Privacy.PERSONAL),
        **dict.fromkeys(("reporter_kind", "urgency", "state", "outcome"), Privacy.SENSITIVE),
        **dict.fromkeys(("reporter", "reporter_role", "reporter_body", "reporter_contact"), Privacy.IDENTITY),
        **dict.fromkeys(("content", "answer", "sent_to", "note"), Privacy.NARRATIVE),
        **dict.fromkeys(("recorded_by_name", "recorded_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=ConcernState.RECEIVED, weighed_on__isnull=True)
                | (~Q(state=ConcernState.RECEIVED) & Q(weighed_on__isnull=False)),
                name="concern_weighed_has_date",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["comune", "state", "received_on"], name="concern_waiting")]

    def __str__(self) -> str:
        return f"concern report {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person signalled."""
        return self.person
