# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Grant, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.core.text import filed, spoken
from ordito.territory.enums import LegalForm, ManagementForm, OrganisationKind, Profile
from ordito.territory.models.places import Territory, covers

if TYPE_CHECKING:
    from collections.abc import Mapping


class OrganisationQuerySet(AuditedQuerySet["Organisation"]):
    """Bodies."""

    def visible_to(self, actor: Actor) -> Self:
        """The network's bodies are known to whoever may see places."""
        return self if actor.holds(Verb.VIEW_TERRITORY) else self.none()


class Organisation(AuditedModel):
    """A public or private body: one that holds services, runs them, or has staff in the network."""

    name = models.CharField(_("denominazione"), max_length=200)
    kind = models.CharField(_("tipo di ente"), max_length=20, choices=OrganisationKind.choices)
    fiscal_code = models.CharField(_("codice fiscale"), max_length=16, blank=True)
    ipa_code = models.CharField(_("codice IPA"), max_length=20, blank=True)
    seat = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("Comune")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    active = models.BooleanField(_("attivo"), default=True)

    objects = OrganisationQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "name": Privacy.PUBLIC,
        "kind": Privacy.PUBLIC,
        "fiscal_code": Privacy.PUBLIC,
        "ipa_code": Privacy.PUBLIC,
        "seat": Privacy.PUBLIC,
        "email": Privacy.PUBLIC,
        "phone": Privacy.PUBLIC,
        "active": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "kind"], name="organisation_name_unique")]
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="organisation_page")]

    def __str__(self) -> str:
        return self.name

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Reading is for all; managing, for whoever has the verb on this body or on a place around its seat."""
        if verb == Verb.VIEW_TERRITORY:
            return actor.holds(verb)
        return any(verb in grant.verbs and self.reached_by(grant) for grant in actor.grants)

    def reached_by(self, grant: Grant) -> bool:
        """Whether a membership is on this body, on a place around its seat, or on everything."""
        if grant.organisation_id is not None:
            return grant.organisation_id == self.pk
        return covers(grant, self.seat_id)


class TerritoryBody(AuditedModel):
    """The body through which an Ambito acts, its legal form, and whether it is the data controller."""

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="bodies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="territories")
    legal_form = models.CharField(_("forma giuridica"), max_length=20, choices=LegalForm.choices)
    data_controller = models.BooleanField(_("titolare del trattamento"), default=True)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)

    objects = DatedQuerySet["TerritoryBody"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "territory": Privacy.PUBLIC,
        "organisation": Privacy.PUBLIC,
        "legal_form": Privacy.PUBLIC,
        "data_controller": Privacy.PUBLIC,
        "valid_from": Privacy.PUBLIC,
        "valid_to": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory"], condition=Q(valid_to__isnull=True), name="territory_one_open_body"
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory_id}: {self.organisation_id}"


class ServiceType(AuditedModel):
    """A type of service with its legal reference and the ages it is meant for; both ends included, None is open."""

    code = models.CharField(_("codice"), max_length=20, unique=True)
    name = models.CharField(_("nome"), max_length=160)
    legal_reference = models.CharField(_("riferimento normativo"), max_length=160, blank=True)
    recipients = models.TextField(_("destinatari"), blank=True)
    activities = models.TextField(_("attività"), blank=True)
    age_from = models.PositiveSmallIntegerField(_("età minima"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("età massima"), null=True, blank=True)
    verified = models.BooleanField(_("verificato"), default=False)

    objects = AuditedQuerySet["ServiceType"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "code": Privacy.PUBLIC,
        "name": Privacy.PUBLIC,
        "legal_reference": Privacy.PUBLIC,
        "recipients": Privacy.PUBLIC,
        "activities": Privacy.PUBLIC,
        "age_from": Privacy.PUBLIC,
        "age_to": Privacy.PUBLIC,
        "verified": Privacy.PUBLIC,
    }

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(DatedQuerySet["Service"]):
    """Services."""

    def visible_to(self, actor: Actor) -> Self:
        """The network's services are known to whoever may see places."""
        return self if actor.holds(Verb.VIEW_TERRITORY) else self.none()


class Service(AuditedModel):
    """A concrete service: its holder (*titolare*), its provider (*gestore*), how it is managed and where it is."""

    name = models.CharField(_("denominazione"), max_length=200)
    service_type = models.ForeignKey(
        ServiceType, on_delete=models.PROTECT, related_name="services", verbose_name=_("tipo di servizio")
    )
    holder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="held_services", verbose_name=_("titolare")
    )
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="provided_services", verbose_name=_("gestore")
    )
    management = models.CharField(_("forma di gestione"), max_length=20, choices=ManagementForm.choices)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="services", verbose_name=_("Comune della sede")
    )
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    opening_hours = models.CharField(_("orari di apertura"), max_length=300, blank=True)
    places = models.PositiveIntegerField(_("posti"), null=True, blank=True)
    staff_count = models.PositiveIntegerField(_("operatori impiegati"), null=True, blank=True)
    reached = models.PositiveIntegerField(_("persone raggiunte nell’ultimo periodo rilevato"), null=True, blank=True)
    role_in_network = models.TextField(_("ruolo e funzioni nella rete"), max_length=1000, blank=True)
    verified_on = models.DateField(_("verificato il"), null=True, blank=True)  # when its data were last confirmed
    valid_from = models.DateField(_("attivo dal"), null=True, blank=True)
    valid_to = models.DateField(_("attivo fino al"), null=True, blank=True)

    objects = ServiceQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "name": Privacy.PUBLIC,
        "service_type": Privacy.PUBLIC,
        "holder": Privacy.PUBLIC,
        "provider": Privacy.PUBLIC,
        "management": Privacy.PUBLIC,
        "territory": Privacy.PUBLIC,
        "address": Privacy.PUBLIC,
        "phone": Privacy.PUBLIC,
        "email": Privacy.PUBLIC,
        "opening_hours": Privacy.PUBLIC,
        "places": Privacy.PUBLIC,
        "staff_count": Privacy.PUBLIC,
        "reached": Privacy.PUBLIC,
        "role_in_network": Privacy.PUBLIC,
        "verified_on": Privacy.PUBLIC,
        "valid_from": Privacy.PUBLIC,
        "valid_to": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="service_dates_ordered",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="service_page")]

    def __str__(self) -> str:
        return self.name

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Reading is for all; managing, for whoever has the verb on the holder, the provider or a place around."""
        if verb == Verb.VIEW_TERRITORY:
            return actor.holds(verb)
        return any(verb in grant.verbs and self._reached_by(grant) for grant in actor.grants)

    def _reached_by(self, grant: Grant) -> bool:
        if grant.organisation_id is not None:
            return grant.organisation_id in {self.holder_id, self.provider_id}
        return covers(grant, self.territory_id)


class ProfessionalQuerySet(AuditedQuerySet["Professional"]):
    """Professionals."""

    def visible_to(self, actor: Actor) -> Self:
        """Colleagues of the network are known to whoever may see staff."""
        return self if actor.holds(Verb.VIEW_STAFF) else self.none()


class Professional(AuditedModel):
    """Somebody who works in the network, with or without an account."""

    surname = models.CharField(_("cognome"), max_length=80)
    name = models.CharField(_("nome"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    register_number = models.CharField(_("numero di iscrizione all'albo"), max_length=40, blank=True)
    active = models.BooleanField(_("in servizio"), default=True)

    objects = ProfessionalQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "surname": Privacy.STAFF,
        "name": Privacy.STAFF,
        "email": Privacy.STAFF,
        "register_number": Privacy.STAFF,
        "active": Privacy.STAFF,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["surname", "name", "id"], name="professional_page")]

    def __str__(self) -> str:
        return spoken(self.surname, self.name)

    @property
    def filed_name(self) -> str:
        """Surname first, for the lists that are in this order."""
        return filed(self.surname, self.name)

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Staff is known and managed by verb alone."""
        return actor.holds(verb)


class ProfessionalRole(AuditedModel):
    """The profile with which a professional works for a body, between two dates."""

    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="staff", verbose_name=_("ente")
    )
    profile = models.CharField(_("profilo"), max_length=30, choices=Profile.choices)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("servizio")
    )
    weekly_hours = models.DecimalField(_("ore settimanali"), max_digits=4, decimal_places=1, null=True, blank=True)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)

    objects = DatedQuerySet["ProfessionalRole"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "professional": Privacy.STAFF,
        "organisation": Privacy.STAFF,
        "profile": Privacy.STAFF,
        "service": Privacy.STAFF,
        "weekly_hours": Privacy.STAFF,
        "valid_from": Privacy.STAFF,
        "valid_to": Privacy.STAFF,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="professional_role_dates_ordered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.professional_id} {self.profile} {self.organisation_id}"

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """A role is given and ended by whoever manages the staff of its body."""
        return any(verb in grant.verbs and self.organisation.reached_by(grant) for grant in actor.grants)
