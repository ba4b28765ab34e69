# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.meetings.models import ContactPerson
from ordito.territory.enums import Profile
from ordito.territory.models import Organisation, Professional, ServiceType, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class Track(AuditedModel):
    """A way through training by years of service (*percorso*): a row, so that an office can change its limits.

    Each end is a number of whole years, and says whether who has just that much service belongs to the track.
    """

    code = models.SlugField(_("codice"), max_length=30, unique=True)
    name = models.CharField(_("nome"), max_length=80)
    aims = models.TextField(_("a che cosa serve"), max_length=1000, blank=True)
    from_years = models.PositiveSmallIntegerField(_("da quanti anni di servizio"), null=True, blank=True)
    from_included = models.BooleanField(_("chi li ha compiuti proprio quel giorno ci rientra"), default=True)
    to_years = models.PositiveSmallIntegerField(_("fino a quanti anni di servizio"), null=True, blank=True)
    to_included = models.BooleanField(_("chi li compie proprio quel giorno ci rientra"), default=True)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)
    verified = models.BooleanField(_("verificato"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet["Track"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("code", "name", "aims", "from_years", "from_included", "to_years", "to_included", "position", "verified"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(from_years__isnull=True) | Q(to_years__isnull=True) | Q(to_years__gte=F("from_years")),
                name="track_years_ordered",
            )
        ]

    def __str__(self) -> str:
        return self.name


class LearnerQuerySet(AuditedQuerySet["Learner"]):
    """People who take part without being of the network."""

    def visible_to(self, actor: Actor) -> Self:
        """The offices that manage training and enrol staff know them."""
        return self if actor.holds(Verb.MANAGE_TRAINING) or actor.holds(Verb.ENROL_STAFF) else self.none()


class Learner(AuditedModel):
    """A contact who takes part in training: of no body of the network, or not yet known there; without an account."""

    contact = models.OneToOneField(ContactPerson, on_delete=models.PROTECT, related_name="learner")
    key = models.CharField(max_length=340, unique=True, editable=False)  # e-mail and folded name: one person, one row
    profile = models.CharField(_("profilo"), max_length=30, choices=Profile.choices, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente")
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Comune in cui lavora"),
    )  # fmt: skip

    objects = LearnerQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("contact", "key", "profile", "organisation", "territory"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return str(self.contact)

    @property
    def filed_name(self) -> str:
        """Surname first."""
        return self.contact.filed_name

    @property
    def email(self) -> str:
        """Where they are written to."""
        return self.contact.email


class RecognisedExperience(AuditedModel):
    """Experience that counts as service, with its evidence and who recognised it; the last day is included."""

    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="recognised_experiences"
    )
    learner = models.ForeignKey(
        Learner, on_delete=models.PROTECT, null=True, blank=True, related_name="recognised_experiences"
    )
    service_type = models.ForeignKey(
        ServiceType, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("per il tipo di servizio"),
    )  # fmt: skip  # none: for all
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"))
    evidence = models.CharField(_("documenti o dichiarazioni che lo provano"), max_length=500)
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("riconosciuto da"), max_length=160)
    at = models.DateTimeField(_("riconosciuto il"))
    form_key = models.UUIDField(unique=True, editable=False)

    objects = AuditedQuerySet["RecognisedExperience"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("professional", "learner", "service_type", "starts_on", "ends_on", "evidence", "by_id", "by_name", "at"),
            Privacy.STAFF,
        ),
        **dict.fromkeys(("id", "form_key"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(professional__isnull=True, learner__isnull=False)
                | Q(professional__isnull=False, learner__isnull=True),
                name="experience_of_one_person",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="experience_dates_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.professional_id or self.learner_id}: {self.starts_on} – {self.ends_on}"
