# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import FamilyEvent, Protection
from ordito.cases.models.codes import Code
from ordito.cases.models.scopes import in_service
from ordito.core.access import Actor, Verb
from ordito.core.fields import SealedField, open_text, unwrapped, uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.core.text import filed, spoken
from ordito.territory.enums import Sex
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ordito.core.crypto import DataKey


class PersonQuerySet(AuditedQuerySet["Person"]):
    """Persons. Rows annulled by the undo of an import are never shown."""

    def current(self) -> Self:
        """Rows that stand."""
        return self.filter(annulled_at__isnull=True)

    def searchable_by(self, actor: Actor) -> Self:
        """Persons known to the services where the actor may search; of the protected ones, those they follow.

        The protected ones are read at once, by an index of their own: they are few, mostly none, and the condition of
        who follows them would make every query of a search several times longer to plan.
        """
        from ordito.cases.models.records import CaseFile

        service = in_service(actor, Verb.SEARCH_PERSON)
        rows = self.current().filter(service)
        protected = set(Person.objects.protected().filter(service).values_list("pk", flat=True))
        if not protected:
            return rows
        followed = CaseFile.objects.followed_by(actor).filter(person_id__in=protected)
        return rows.exclude(pk__in=protected - set(followed.values_list("person_id", flat=True)))

    def protected(self) -> Self:
        """Persons outside matching, merge and export."""
        return self.exclude(protection=Protection.NONE)

    def unprotected(self) -> Self:
        """Persons who may be matched, merged and exported."""
        return self.filter(protection=Protection.NONE)

    def visible_to(self, actor: Actor) -> Self:
        """Whoever has a record the actor may open; and whoever the actor's service knows but has no record yet."""
        from ordito.cases.models.records import CaseFile

        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        records = CaseFile.objects.current().filter(person_id=OuterRef("pk"))
        readable = Exists(CaseFile.objects.visible_to(actor).filter(person_id=OuterRef("pk")))
        unrecorded = in_service(actor, Verb.SEARCH_PERSON) & ~Exists(records)
        return self.current().filter(readable | unrecorded)


class Person(AuditedModel):
    """Somebody the services know. What names them is sealed under a key of their own; the skeleton is plain.

    One row for each body that knows the person: a service never learns of another's. `comune` is the Comune whose
    service holds the row, `residence` where the person lives (empty: unknown, abroad, none). `link` is the same number
    in the rows of one person wherever the fiscal code is known, so that statistics count a person once.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    wrapped_key = models.BinaryField(editable=False)
    surname = SealedField(_("cognome"))
    name = SealedField(_("nome"))
    fiscal_code = SealedField(_("codice fiscale"))
    fiscal_code_index = models.BinaryField(null=True, editable=False)
    link = models.BigIntegerField(editable=False)
    street = SealedField(_("indirizzo"))
    phone = SealedField(_("telefono"))
    email = SealedField(_("e-mail"))
    birth_date = models.DateField(_("data di nascita"), null=True, blank=True)
    birth_place = models.CharField(_("codice catastale del luogo di nascita"), max_length=4, blank=True)
    sex = models.CharField(_("sesso"), max_length=1, choices=Sex.choices, blank=True)
    citizenship = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cittadinanza")
    )
    residence = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("residenza")
    )
    comune = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Comune"))
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    no_fixed_abode = models.BooleanField(_("senza dimora"), default=False)
    unaccompanied_minor = models.BooleanField(_("minore straniero non accompagnato"), default=False)
    deceased_on = models.DateField(_("data del decesso"), null=True, blank=True)
    protection = models.CharField(
        _("protezione"), max_length=10, choices=Protection.choices, default=Protection.NONE, db_default=Protection.NONE
    )
    import_batch = models.BigIntegerField(null=True, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PersonQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("surname", "name", "fiscal_code", "fiscal_code_index"), Privacy.IDENTITY),
        **dict.fromkeys(("street", "phone", "email"), Privacy.IDENTITY),
        "link": Privacy.LINK,
        **dict.fromkeys(("birth_date", "birth_place", "sex", "residence", "comune"), Privacy.PERSONAL),
        **dict.fromkeys(("ambito", "body", "deceased_on"), Privacy.PERSONAL),
        **dict.fromkeys(("citizenship", "no_fixed_abode", "unaccompanied_minor", "protection"), Privacy.SENSITIVE),
        **dict.fromkeys(("id", "public_id", "wrapped_key", "import_batch"), Privacy.TECHNICAL),
        **dict.fromkeys(("annulled_at", "created_at", "updated_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "fiscal_code_index"],
                condition=Q(annulled_at__isnull=True, fiscal_code_index__isnull=False),
                name="person_fiscal_code_once",
            ),
            models.CheckConstraint(
                condition=Q(deceased_on__isnull=True)
                | Q(birth_date__isnull=True)
                | Q(deceased_on__gte=F("birth_date")),
                name="person_dates_ordered",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["comune", "birth_date"], name="person_comune_birth"),
            models.Index(fields=["ambito", "birth_date"], name="person_ambito_birth"),
            models.Index(fields=["body", "birth_date"], name="person_body_birth"),
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="person_batch"),
            models.Index(fields=["body"], condition=~Q(protection=Protection.NONE), name="person_protected"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Searching and registering within the service; the rest for whom the row is visible."""
        objects = Person.objects.filter(pk=self.pk)
        if verb in {Verb.SEARCH_PERSON, Verb.RECORD_CONTACT, Verb.OPEN_RECORD}:
            return objects.current().filter(in_service(actor, verb)).exists()
        return objects.visible_to(actor).exists()

    @property
    def key_holder(self) -> Person:
        """The person's own key."""
        return self

    def data_key(self) -> DataKey:
        """The person's key; raises `CryptoError` once the record was discarded: nothing is sealed under it any more."""
        return unwrapped(self)

    @property
    def discarded(self) -> bool:
        """Whether an authorised discard destroyed the key, and with it all that was sealed under it."""
        return not self.wrapped_key

    def full_name(self) -> str:
        """Surname and name, readable: every caller shows it to somebody who may see the person."""
        return self._named(filed)

    def spoken_name(self) -> str:
        """Name and surname, for a sentence; whoever calls it shows it to somebody who may see the person."""
        return self._named(spoken)

    def _named(self, order: Callable[[str, str], str]) -> str:
        if self.discarded:
            return gettext("Dati scartati")
        return order(open_text(self, "surname"), open_text(self, "name"))


class FamilyUnit(AuditedModel):
    """A dated set of persons with relations; the child of separated parents may belong to two."""

    composition = models.ForeignKey(
        Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo di composizione")
    )
    comune = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Comune"))
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"), null=True, blank=True)
    import_batch = models.BigIntegerField(null=True, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet["FamilyUnit"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("composition", "valid_from", "valid_to"), Privacy.SENSITIVE),
        **dict.fromkeys(("comune", "ambito"), Privacy.PERSONAL),
        **dict.fromkeys(("id", "import_batch", "annulled_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="family_unit_dates_ordered"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="family_unit_batch")
        ]

    def __str__(self) -> str:
        return f"family unit {self.pk}"


class FamilyMembership(AuditedModel):
    """A person in a family unit, between two dates, with the relation to the person of reference."""

    unit = models.ForeignKey(FamilyUnit, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="family_memberships")
    relation = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("relazione"))
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"), null=True, blank=True)
    began_by = models.CharField(_("entrata per"), max_length=10, choices=FamilyEvent.choices, blank=True)
    ended_by = models.CharField(_("uscita per"), max_length=10, choices=FamilyEvent.choices, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet["FamilyMembership"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("unit", "person"), Privacy.LINK),
        **dict.fromkeys(("relation", "valid_from", "valid_to", "began_by", "ended_by"), Privacy.SENSITIVE),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="family_membership_dates_ordered",
            ),
            models.UniqueConstraint(
                fields=["unit", "person"], condition=Q(valid_to__isnull=True), name="family_membership_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in unit {self.unit_id}"
