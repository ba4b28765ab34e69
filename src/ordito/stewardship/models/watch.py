# SPDX-License-Identifier: EUPL-1.2
"""Ways of opening records that the DPO asks about: the rules, and what a night's look at the log found."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import SystemActor, Verb
from ordito.core.crypto import open_sealed, seal
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.stewardship.enums import WatchKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class WatchRule(AuditedModel):
    """How much of one way of opening records is unusual; a change is a new row, what was found keeps the old one.

    `threshold` is how many, `minutes` within how long (0: within the day), `opens` and `closes` the hours of the office
    on working days. Not every kind uses all of them (`stewardship.rules.WATCHED`).
    """

    kind = models.CharField(_("che cosa"), max_length=15, choices=WatchKind.choices)
    threshold = models.PositiveIntegerField(_("da quante volte"))
    minutes = models.PositiveIntegerField(_("in quanti minuti"), default=0)
    opens = models.TimeField(_("l’ufficio apre alle"), null=True, blank=True)
    closes = models.TimeField(_("l’ufficio chiude alle"), null=True, blank=True)
    active = models.BooleanField(_("attiva"), default=True)
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"), null=True, blank=True)
    changed_by_name = models.CharField(_("cambiata da"), max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet["WatchRule"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("kind", "threshold", "minutes", "opens", "closes", "active"), Privacy.PUBLIC),
        **dict.fromkeys(("valid_from", "valid_to"), Privacy.PUBLIC),
        "changed_by_name": Privacy.STAFF,
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind"], condition=Q(valid_to__isnull=True), name="watch_rule_one_open"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="watch_rule_dates_ordered"
            ),
            models.CheckConstraint(condition=Q(threshold__gte=1), name="watch_rule_counts"),
            models.CheckConstraint(
                condition=~Q(kind=WatchKind.OFF_HOURS) | Q(opens__isnull=False, closes__gt=F("opens")),
                name="watch_rule_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.threshold}"


class WatchFindingQuerySet(AuditedQuerySet["WatchFinding"]):
    """What was found."""

    def visible_to(self, actor: Actor) -> Self:
        """All, for who reads the log; none of it for anybody else."""
        if isinstance(actor, SystemActor) or actor.holds(Verb.VIEW_AUDIT):
            return self
        return self.none()

    def unseen(self) -> Self:
        """Those that nobody has looked at."""
        return self.filter(seen_at__isnull=True)


class WatchFinding(AuditedModel):
    """Somebody opened records in an unusual way on a day. It accuses nobody: the DPO looks, and says so."""

    rule = models.ForeignKey(WatchRule, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(_("che cosa"), max_length=15, choices=WatchKind.choices)
    day = models.DateField(_("giorno"))
    reader_id = models.BigIntegerField(editable=False)
    reader_name = models.CharField(_("chi"), max_length=160)
    count = models.PositiveIntegerField(_("quante volte"))
    first_at = models.DateTimeField(_("dalle"))
    last_at = models.DateTimeField(_("alle"))
    seen_at = models.DateTimeField(_("visto il"), null=True, blank=True, editable=False)
    seen_by_name = models.CharField(_("visto da"), max_length=160, blank=True)
    sealed_note = SealedField(_("nota"))

    objects = WatchFindingQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("kind", "day", "reader_id", "reader_name", "count", "first_at", "last_at"), Privacy.STAFF),
        **dict.fromkeys(("seen_at", "seen_by_name"), Privacy.STAFF),
        "sealed_note": Privacy.NARRATIVE,
        **dict.fromkeys(("id", "rule"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "day", "reader_id"], name="watch_finding_once_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["-day", "-id"], name="watch_finding_page")]

    def __str__(self) -> str:
        return f"finding {self.pk}"

    @property
    def note(self) -> str:
        """What the DPO wrote: about staff, so sealed by the ring and not under a person's key."""
        if not self.sealed_note:
            return ""
        return open_sealed(bytes(self.sealed_note), context=self._note_place).decode()

    def seal_note(self, text: str) -> None:
        """Put the note, sealed; does not save."""
        self.sealed_note = seal(text.encode(), context=self._note_place) if text else b""

    @property
    def _note_place(self) -> bytes:
        return f"stewardship.watchfinding.sealed_note/{self.pk}".encode()


class FindingRecord(AuditedModel):
    """A record that was opened so: its id alone, like the reader's.

    It says what somebody did, and is no row of the record: whoever merges or takes back records meets no trace of it.
    """

    finding = models.ForeignKey(WatchFinding, on_delete=models.PROTECT, related_name="records")
    case_file_id = models.BigIntegerField(editable=False)

    objects = AuditedQuerySet["FindingRecord"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "finding": Privacy.STAFF,
        "case_file_id": Privacy.LINK,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "case_file_id"], name="finding_record_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_file_id} in {self.finding_id}"


class WatchedDay(AuditedModel):
    """A day of the log that was looked at; days are looked at once, when they are over."""

    day = models.DateField(unique=True)
    watched_at = models.DateTimeField()
    found = models.PositiveIntegerField(default=0)

    objects = AuditedQuerySet["WatchedDay"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(("id", "day", "watched_at", "found"), Privacy.TECHNICAL)

    def __str__(self) -> str:
        return f"{self.day}"
