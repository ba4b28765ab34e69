# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.core.text import filed, spoken
from ordito.meetings.enums import Answer, ParticipantRole, Source
from ordito.meetings.models.meetings import Meeting
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Mapping

KEEPERS = (ParticipantRole.TEACHER, ParticipantRole.CLASSROOM_TUTOR, ParticipantRole.CONDUCTOR)
"""Who leads a meeting keeps its register, when a role gives them the verb."""


class ContactPersonQuerySet(AuditedQuerySet["ContactPerson"]):
    """Contacts."""

    def visible_to(self, actor: Actor) -> Self:
        """Known to whoever organises, among those who take part in what they run."""
        if not actor.holds(Verb.ORGANISE_MEETINGS):
            return self.none()
        return self.filter(participations__meeting__in=Meeting.objects.run_by(actor)).distinct()


class ContactPerson(AuditedModel):
    """Somebody outside the network whom it meets; no account, found again by e-mail."""

    surname = models.CharField(_("cognome"), max_length=80)
    name = models.CharField(_("nome"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    body = models.CharField(_("ente o qualifica"), max_length=160, blank=True)

    objects = ContactPersonQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("surname", "name", "email", "body"), Privacy.STAFF),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["email"], name="contact_person_email")]

    def __str__(self) -> str:
        return spoken(self.surname, self.name)

    @property
    def filed_name(self) -> str:
        """Surname first."""
        return filed(self.surname, self.name)


class ReaderCard(AuditedModel):
    """A card known to the reader of registers: the keyed hash of its fiscal code, and whose it is. Never the code."""

    digest = models.BinaryField(max_length=32, unique=True)
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="reader_cards"
    )
    contact = models.ForeignKey(
        ContactPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="reader_cards"
    )
    known_at = models.DateTimeField()
    known_by_name = models.CharField(max_length=160)

    objects = AuditedQuerySet["ReaderCard"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("digest", "professional", "contact"), Privacy.LINK),
        **dict.fromkeys(("known_at", "known_by_name"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(professional__isnull=False, contact__isnull=True)
                | Q(professional__isnull=True, contact__isnull=False),
                name="reader_card_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"card {self.pk}"


class ParticipationQuerySet(AuditedQuerySet["Participation"]):
    """Who takes part."""

    def visible_to(self, actor: Actor) -> Self:
        """Of visible meetings: oneself; everybody for who runs it or takes part; else the network's own people.

        People from outside gave their name to who invited them, not to the whole network: to others they are a number.
        """
        rows = self.filter(meeting__in=Meeting.objects.visible_to(actor))
        if not actor.holds(Verb.VIEW_STAFF):
            return rows.filter(professional=actor.professional_id or 0)
        return rows.filter(Q(contact__isnull=True) | Q(meeting__in=Meeting.objects.close_to(actor)))

    def named(self) -> Self:
        """People with a name, not counts."""
        return self.filter(headcount__isnull=True)


class Participation(AuditedModel):
    """A professional or a contact at a meeting, or a count of people who are not named; exactly one of the three."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="participations")
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="participations",
        verbose_name=_("operatore"),
    )  # fmt: skip
    contact = models.ForeignKey(
        ContactPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="participations",
        verbose_name=_("contatto esterno"),
    )  # fmt: skip
    headcount = models.PositiveIntegerField(_("quante persone"), null=True, blank=True)
    label = models.CharField(_("chi sono"), max_length=120, blank=True)  # of a count: "cittadini", "studenti"
    role = models.CharField(
        _("ruolo"), max_length=20, choices=ParticipantRole.choices, default=ParticipantRole.PARTICIPANT
    )
    answer = models.CharField(_("risposta"), max_length=10, choices=Answer.choices, default=Answer.INVITED)
    invited_at = models.DateTimeField(editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ParticipationQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "meeting": Privacy.LINK,
        **dict.fromkeys(("professional", "contact", "role", "answer", "invited_at", "answered_at"), Privacy.STAFF),
        **dict.fromkeys(("headcount", "label"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(professional__isnull=False, contact__isnull=True, headcount__isnull=True)
                | Q(professional__isnull=True, contact__isnull=False, headcount__isnull=True)
                | Q(professional__isnull=True, contact__isnull=True, headcount__gt=0),
                name="participation_of_one",
            ),
            models.UniqueConstraint(fields=["meeting", "professional"], name="participation_professional_once"),
            models.UniqueConstraint(fields=["meeting", "contact"], name="participation_contact_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["professional", "meeting"], name="participation_of")]

    def __str__(self) -> str:
        return f"participation {self.pk}"

    @property
    def who(self) -> Professional | ContactPerson | None:
        """The person, None of a count."""
        return self.professional or self.contact

    @property
    def filed_name(self) -> str:
        """The person, surname first, or the count in words."""
        return self.who.filed_name if self.who else f"{self.headcount} {self.label}".strip()

    @property
    def email(self) -> str:
        """Where the person is written to, "" when it is not known."""
        return self.who.email if self.who else ""


class AttendanceQuerySet(AuditedQuerySet["Attendance"]):
    """Minutes attended."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own; all of a meeting for who keeps its register."""
        own = Q(participation__professional=actor.professional_id or 0)
        return self.filter(own | Q(participation__meeting__in=Meeting.objects.run_by(actor)))


class Attendance(AuditedModel):
    """How many minutes somebody was there in one block of a meeting (its place among `Meeting.blocks`, from 0)."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="attendances")
    block = models.PositiveSmallIntegerField(_("parte"))
    minutes = models.PositiveSmallIntegerField(_("minuti"))
    source = models.CharField(_("come si sa"), max_length=10, choices=Source.choices)
    arrived_at = models.DateTimeField(_("arrivo"), null=True, blank=True)
    written_at = models.DateTimeField(editable=False)
    written_by_name = models.CharField(_("scritto da"), max_length=160, editable=False)

    objects = AttendanceQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "participation": Privacy.LINK,
        **dict.fromkeys(("block", "minutes", "source", "arrived_at", "written_at", "written_by_name"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "block"], name="attendance_once_a_block")
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class PassageQuerySet(AuditedQuerySet["Passage"]):
    """Comings and goings."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own; all of a meeting for who keeps its register."""
        own = Q(participation__professional=actor.professional_id or 0)
        return self.filter(own | Q(participation__meeting__in=Meeting.objects.run_by(actor)))


class Passage(AuditedModel):
    """Somebody who came to a meeting that registers who leaves too, and when they left; None as long as they are in."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="passages")
    arrived_at = models.DateTimeField(_("entrata"))
    left_at = models.DateTimeField(_("uscita"), null=True, blank=True)

    objects = PassageQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "participation": Privacy.LINK,
        **dict.fromkeys(("arrived_at", "left_at"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")), name="passage_left_after_arrival"
            ),
            models.UniqueConstraint(
                fields=["participation"], condition=Q(left_at__isnull=True), name="passage_one_open"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["participation", "arrived_at"], name="passage_of")]

    def __str__(self) -> str:
        return f"passage {self.pk}"


class SignInSheetQuerySet(AuditedQuerySet["SignInSheet"]):
    """Sheets."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the meetings whose register one keeps."""
        return self.filter(meeting__in=Meeting.objects.run_by(actor))


class SignInSheet(AuditedModel):
    """A sheet printed to be signed, its pages numbered; endorsed (*vidimato*) before use where the fund asks for it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveSmallIntegerField(_("numero"))  # among the sheets of the meeting
    pages = models.PositiveSmallIntegerField(_("pagine"))
    made_at = models.DateTimeField(_("stampato il"), editable=False)
    made_by_name = models.CharField(_("stampato da"), max_length=160, editable=False)
    endorsed_on = models.DateField(_("vidimato il"), null=True, blank=True)
    endorsed_by = models.CharField(_("vidimato da"), max_length=160, blank=True)

    objects = SignInSheetQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "meeting"), Privacy.TECHNICAL),
        **dict.fromkeys(("number", "pages"), Privacy.PUBLIC),
        **dict.fromkeys(("made_at", "made_by_name", "endorsed_on", "endorsed_by"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "number"], name="sign_in_sheet_number")]

    def __str__(self) -> str:
        return f"sheet {self.number} of {self.meeting_id}"
