# SPDX-License-Identifier: EUPL-1.2
"""Discards of records: the register of them stays for ever, and holds numbers and no names."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile
from ordito.core.access import Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.stewardship.enums import DiscardState, Obstacle
from ordito.stewardship.models.scopes import held_for
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class DiscardQuerySet(AuditedQuerySet["Discard"]):
    """Discards."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the places where the actor manages retention or signs."""
        return self.filter(held_for(actor, Verb.MANAGE_RETENTION) | held_for(actor, Verb.SIGN_DISCARD))

    def standing(self) -> Self:
        """Those not withdrawn."""
        return self.exclude(state=DiscardState.WITHDRAWN)


class Discard(AuditedModel):
    """A list of records of one body to be discarded, with the authorisation and the signature that allow it.

    Art. 21, c. 1, lett. d of d.lgs. 42/2004: no document of a public body is discarded without the authorisation of
    the archival authority. Whoever signs for data protection neither made the list nor entered the authorisation.
    """

    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    state = models.CharField(_("stato"), max_length=12, choices=DiscardState.choices, default=DiscardState.DRAFT)
    made_at = models.DateTimeField(_("preparato il"), editable=False)
    made_by_id = models.BigIntegerField(null=True, editable=False)
    made_by_name = models.CharField(_("preparato da"), max_length=160)
    authority = models.CharField(_("autorità archivistica"), max_length=200, blank=True)
    authorisation_number = models.CharField(_("numero dell’autorizzazione"), max_length=60, blank=True)
    authorised_on = models.DateField(_("data dell’autorizzazione"), null=True, blank=True)
    authorisation_file_id = models.BigIntegerField(null=True, editable=False)
    entered_at = models.DateTimeField(_("autorizzazione registrata il"), null=True, editable=False)
    entered_by_id = models.BigIntegerField(null=True, editable=False)
    entered_by_name = models.CharField(_("autorizzazione registrata da"), max_length=160, blank=True)
    signed_at = models.DateTimeField(_("firmato il"), null=True, editable=False)
    signed_by_id = models.BigIntegerField(null=True, editable=False)
    signed_by_name = models.CharField(_("firmato da"), max_length=160, blank=True)
    job_id = models.BigIntegerField(null=True, editable=False)
    done_at = models.DateTimeField(_("eseguito il"), null=True, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DiscardQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("ambito", "body", "authority", "authorisation_number", "authorised_on"), Privacy.PUBLIC),
        **dict.fromkeys(("made_at", "made_by_id", "made_by_name"), Privacy.STAFF),
        **dict.fromkeys(("entered_at", "entered_by_id", "entered_by_name"), Privacy.STAFF),
        **dict.fromkeys(("signed_at", "signed_by_id", "signed_by_name", "done_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "state", "authorisation_file_id", "job_id"), Privacy.TECHNICAL),
        **dict.fromkeys(("form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[DiscardState.DRAFT, DiscardState.WITHDRAWN])
                | (
                    ~Q(authorisation_number="")
                    & Q(authorised_on__isnull=False, authorisation_file_id__isnull=False, entered_at__isnull=False)
                ),
                name="discard_authorised",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DiscardState.SIGNED, DiscardState.DONE]) | Q(signed_at__isnull=False),
                name="discard_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_by_id__isnull=True)
                | (
                    (Q(made_by_id__isnull=True) | ~Q(signed_by_id=F("made_by_id")))
                    & (Q(entered_by_id__isnull=True) | ~Q(signed_by_id=F("entered_by_id")))
                ),
                name="discard_of_two_people",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ambito", "-id"], name="discard_page")]

    def __str__(self) -> str:
        return f"discard {self.pk}"


class DiscardItemQuerySet(AuditedQuerySet["DiscardItem"]):
    """Records in discards."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the discards that the actor sees."""
        return self.filter(discard__in=Discard.objects.visible_to(actor))

    def waiting(self) -> Self:
        """Those neither discarded nor left out."""
        return self.filter(done_at__isnull=True, obstacle="")


class DiscardItem(AuditedModel):
    """A record in a discard. `wiped_at`: its key is destroyed; `done_at`: its files are gone from the disk too."""

    discard = models.ForeignKey(Discard, on_delete=models.PROTECT, related_name="items")
    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("cartella"), max_length=20)
    series = models.CharField(_("serie"), max_length=200)
    counted_from = models.DateField(_("si conta dal"))
    due_on = models.DateField(_("si può scartare dal"))
    obstacle = models.CharField(_("lasciata fuori perché"), max_length=10, choices=Obstacle.choices, blank=True)
    wiped_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(_("scartata il"), null=True, editable=False)

    objects = DiscardItemQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        **dict.fromkeys(("number", "counted_from", "due_on", "obstacle"), Privacy.PERSONAL),
        "series": Privacy.PUBLIC,
        **dict.fromkeys(("id", "discard", "wiped_at", "done_at"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["discard", "case_file"], name="discard_item_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(wiped_at__isnull=False), name="discard_item_wiped_first"
            ),
        ]

    def __str__(self) -> str:
        return self.number
