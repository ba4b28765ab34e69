# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import CaseFileState, Part, Protection, Way
from ordito.cases.models.codes import Code
from ordito.cases.models.people import Person
from ordito.cases.models.scopes import NOTHING, in_caseload, in_service, on_team_today
from ordito.core.access import Actor, SystemActor, Verb
from ordito.core.declare import RecordFreeze, RecordMark, declared
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Organisation, Professional, Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from django.db.models import QuerySet

    Among = Collection[int] | QuerySet[Any, Any] | None
    Reach = Callable[[Actor], list[QuerySet[Any, Any]]]


class CaseFileQuerySet(AuditedQuerySet["CaseFile"]):
    """Social records."""

    def current(self) -> Self:
        """Rows that stand (not annulled by the undo of an import)."""
        return self.filter(annulled_at__isnull=True)

    def followed_by(self, actor: Actor, *, among: Among = None) -> Self:
        """Records that the actor answers for: assigned to them, deputised, or of the caseload they coordinate."""
        return self._reached(actor, (_followed,), among)

    def visible_to(self, actor: Actor, *, among: Among = None) -> Self:
        """Records that the actor may open, whole or in the parts shared with them as a team member."""
        return self._reached(actor, (_followed, _opened_in_emergency, _shared_with), among)

    def read_whole_by(self, actor: Actor, *, among: Among = None) -> Self:
        """Records that the actor reads in every part: followed, or opened in an emergency that still lasts."""
        return self._reached(actor, (_followed, _opened_in_emergency), among)

    def _reached(self, actor: Actor, ways: tuple[Reach, ...], among: Among) -> Self:
        """Records that stand and that the actor gets to in one of these ways.

        Asked of a few records, `among` carries their ids (or the query for them) into every part: what it costs does
        not grow with the caseload.
        """
        rows = self.current() if among is None else self.current().filter(pk__in=among)
        if isinstance(actor, SystemActor):
            return rows
        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        parts = [part for way in ways for part in way(actor)]
        if among is not None:
            parts = [part.filter(record_id__in=among) for part in parts]
        return rows.filter(pk__in=_any_of(parts)) if parts else self.none()

    def ways_to(self, actor: Actor, case_file: CaseFile) -> frozenset[Way]:
        """How the actor gets to one record, empty when they do not: the rule of `visible_to`, told apart; one query."""
        if case_file.annulled_at is not None or not (isinstance(actor, SystemActor) or actor.holds(Verb.VIEW_RECORD)):
            return frozenset()
        if isinstance(actor, SystemActor):
            return frozenset((Way.FOLLOWED,))
        ways = {Way.FOLLOWED: _followed, Way.EMERGENCY: _opened_in_emergency, Way.SHARED: _shared_with}
        parts = [
            rows.filter(record_id=case_file.pk).annotate(way=Value(way.value)).values_list("way", flat=True)
            for way, part in ways.items()
            for rows in part(actor)
        ]
        return frozenset(Way(way) for way in _any_of(parts)) if parts else frozenset()

    def unfrozen(self) -> Self:
        """Records in which somebody may write: no app above says that they stay as they are for now."""
        rows = self
        for freeze in declared(RecordFreeze):
            rows = rows.filter(~freeze.stands())
        return rows

    def counted(self) -> Self:
        """Records that stand and that figures tell of: no app above says that they are left out for now."""
        rows = self.current()
        for freeze in declared(RecordFreeze):
            rows = rows.filter(~freeze.uncounted())
        return rows

    def marked(self) -> Self:
        """The same records, each with what the apps above say that stands on it."""
        frozen = {f"frozen_{one.key}": one.stands() for one in declared(RecordFreeze)}
        return self.annotate(**frozen, **{f"mark_{one.key}": one.stands() for one in declared(RecordMark)})

    def listed_for(self, actor: Actor) -> Self:
        """Records counted and listed, without narrative, for whoever answers for the work of a service."""
        return self.current().filter(in_service(actor, Verb.VIEW_WORKLIST))


ITS_ID, ITS_RECORD = {"record_id": F("pk")}, {"record_id": F("case_file_id")}
"""The one column of every part below, whatever table it is read from."""

# One union of ids and no condition joined by "or": of a few records of one worker a database never walks a whole table,
# and asked for one record it carries the id into every part.


def _any_of(parts: list[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    first, *others = parts
    return first.union(*others)


def _followed(actor: Actor) -> list[QuerySet[Any, Any]]:
    """Ids of the records of the caseload that the actor coordinates, and of those assigned to the actor."""
    coordinated = in_caseload(actor)
    whole = [CaseFile.objects.filter(coordinated).values(**ITS_ID)] if coordinated != NOTHING else []
    return [*whole, *_assigned_to(actor), *_deputised(actor)]


def _assigned_to(actor: Actor) -> list[QuerySet[Any, Any]]:
    """Ids of records that the actor answers for or answered for last, and of those they opened for nobody yet.

    Only in the services where a membership still lets them follow records: who moves to another body takes no record
    along, because the assignment alone opens nothing.
    """
    if actor.professional_id is None:
        return []
    standing = TakingInCharge.objects.current()
    mine = standing.filter(in_service(actor, Verb.VIEW_RECORD, prefix="case_file__"), worker_id=actor.professional_id)
    others = standing.open().filter(case_file_id=OuterRef("case_file_id")).exclude(worker_id=actor.professional_id)
    last = mine.filter(~Exists(others), closed_on__isnull=False)
    waiting = CaseFile.objects.filter(
        in_service(actor, Verb.VIEW_RECORD), opened_by_id=actor.professional_id, state=CaseFileState.OPEN
    )
    return [mine.open().values(**ITS_RECORD), last.values(**ITS_RECORD), waiting.values(**ITS_ID)]


def _deputised(actor: Actor) -> list[QuerySet[Any, Any]]:
    """Ids of records of which the actor is deputy today, while the taking in charge is open; as above, in service."""
    if actor.professional_id is None:
        return []
    standing = TakingInCharge.objects.current().open()
    mine = standing.filter(
        on_team_today(actor, prefix="team__"),
        in_service(actor, Verb.VIEW_RECORD, prefix="case_file__"),
        team__deputy=True,
        team__stopped_on__isnull=True,
    )
    return [mine.values(**ITS_RECORD)]


def _opened_in_emergency(actor: Actor) -> list[QuerySet[Any, Any]]:
    """Ids of records that the actor has opened in an emergency, until it ends; in their own service only."""
    if actor.actor_id is None or not actor.holds(Verb.BREAK_GLASS):
        return []
    lasting = CaseFile.objects.filter(
        in_service(actor, Verb.BREAK_GLASS),
        emergencies__reader_id=actor.actor_id,
        emergencies__ends_at__gt=timezone.now(),
        person__protection=Protection.NONE,
    )
    return [lasting.values(**ITS_ID)]


def _shared_with(actor: Actor) -> list[QuerySet[Any, Any]]:
    """Ids of records shared with the actor as a team member, today."""
    if actor.professional_id is None:
        return []
    shared = TakingInCharge.objects.current().filter(on_team_today(actor, prefix="team__"))
    return [shared.values(**ITS_RECORD)]


@dataclass(frozen=True)
class Opening:
    """What somebody may read of a record, found when they opened it and kept for the rest of the request."""

    actor_id: int
    whole: bool
    parts: frozenset[Part]


class CaseFile(AuditedModel):
    """The social record (*cartella sociale*) of one person, held by one body."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_files")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    comune = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Comune"))
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    year = models.PositiveSmallIntegerField(_("anno"))
    serial = models.PositiveIntegerField(_("progressivo"))
    opened_on = models.DateField(_("aperta il"))
    opened_by = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("aperta da")
    )
    state = models.CharField(_("stato"), max_length=10, choices=CaseFileState.choices, default=CaseFileState.OPEN)
    import_batch = models.BigIntegerField(null=True, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    opening: Opening | None = None
    objects = CaseFileQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "person": Privacy.LINK,
        **dict.fromkeys(("body", "comune", "ambito", "year", "serial", "opened_on", "state"), Privacy.PERSONAL),
        "opened_by": Privacy.STAFF,
        **dict.fromkeys(("id", "import_batch", "annulled_at"), Privacy.TECHNICAL),
        **dict.fromkeys(("created_at", "updated_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "year", "serial"], name="case_file_number_unique"),
            models.UniqueConstraint(
                fields=["person", "body"], condition=Q(annulled_at__isnull=True), name="case_file_once_for_body"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["comune", "-updated_at", "-id"], name="case_file_comune_page"),
            models.Index(fields=["ambito", "-updated_at", "-id"], name="case_file_ambito_page"),
            models.Index(fields=["body", "-updated_at", "-id"], name="case_file_body_page"),
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="case_file_batch"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """``2026/000123``, unique within the body."""
        return f"{self.year}/{self.serial:06}"

    def opening_of(self, actor: Actor) -> Opening | None:
        """What the actor may read, when their page found it already: the parts then need not ask again, each for all.

        `queries.record_header` leaves it on the row that it loaded for a page. Elsewhere (a job, an action) it is None.
        """
        known = self.opening
        return known if known is not None and known.actor_id == actor.actor_id else None

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Reading for whom it is visible; writing (unless frozen), closing and assigning for whom it is followed."""
        if verb in {Verb.VIEW_RECORD, Verb.VIEW_NARRATIVE}:
            return CaseFile.objects.visible_to(actor, among=[self.pk]).exists()
        if verb == Verb.VIEW_WORKLIST:
            return CaseFile.objects.filter(pk=self.pk).listed_for(actor).exists()
        rows = CaseFile.objects.followed_by(actor, among=[self.pk])
        if verb == Verb.WRITE_RECORD:
            rows = rows.unfrozen()
        return rows.exclude(person__wrapped_key=b"").exists()  # nobody writes what was discarded


class TakingInChargeQuerySet(AuditedQuerySet["TakingInCharge"]):
    """Takings in charge."""

    def current(self) -> Self:
        """Rows that stand."""
        return self.filter(annulled_at__isnull=True)

    def open(self) -> Self:
        """Still going on."""
        return self.filter(closed_on__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """Those of the records the actor may open."""
        return self.current().filter(case_file__in=CaseFile.objects.visible_to(actor))

    def listed_for(self, actor: Actor) -> Self:
        """Those counted and listed without narrative."""
        return self.current().filter(in_service(actor, Verb.VIEW_WORKLIST, prefix="case_file__"))


class TakingInCharge(AuditedModel):
    """A dated period of responsibility of a body for a person in one area of its work, with reasons, worker, team.

    A body may follow somebody in two areas at once (a disability, and the family), each with its own worker.
    `written_at` is when it was typed, empty when it was imported or is older than this column.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="takings")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    area = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    mode = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("modalità"))
    worker = models.ForeignKey(
        Professional,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("operatore responsabile"),
    )
    opened_on = models.DateField(_("dal"))
    closed_on = models.DateField(_("al"), null=True, blank=True)
    outcome = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("esito")
    )
    closure_reason = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("motivo di chiusura")
    )
    review_on = models.DateField(_("da rivedere il"), null=True, blank=True)
    written_at = models.DateTimeField(_("scritta il"), null=True, blank=True, editable=False)
    import_batch = models.BigIntegerField(null=True, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TakingInChargeQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        **dict.fromkeys(("area", "mode", "outcome", "closure_reason"), Privacy.SENSITIVE),
        **dict.fromkeys(("body", "opened_on", "closed_on", "review_on"), Privacy.PERSONAL),
        **dict.fromkeys(("worker", "written_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "import_batch", "annulled_at", "updated_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="taking_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | Q(outcome__isnull=True, closure_reason__isnull=True),
                name="taking_outcome_needs_closure",
            ),
            models.UniqueConstraint(
                fields=["case_file", "body", "area"],
                condition=Q(closed_on__isnull=True, annulled_at__isnull=True),
                name="taking_open_once_for_area",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["worker", "case_file"], name="taking_worker"),
            models.Index(
                fields=["case_file", "worker"],
                condition=Q(closed_on__isnull=True, annulled_at__isnull=True),
                name="taking_open_worker",
            ),
            models.Index(fields=["review_on"], condition=Q(closed_on__isnull=True), name="taking_review"),
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="taking_batch"),
        ]

    def __str__(self) -> str:
        return f"taking in charge {self.pk}"
