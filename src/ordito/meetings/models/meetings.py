# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, SystemActor, Verb
from ordito.core.declare import MeetingOwner, declared
from ordito.core.fields import uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.meetings.engine.spans import Span, spans_of
from ordito.meetings.enums import MeetingKind, MeetingState, Scope, Visibility
from ordito.meetings.models.reach import reach_of
from ordito.meetings.models.venues import Room, Venue
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LIVE = (MeetingState.SCHEDULED, MeetingState.MOVED)
"""States of a meeting that is still to come, or of which nobody has said yet that it was held."""


class MeetingSeries(AuditedModel):
    """Meetings made by one rule of RFC 5545 (RRULE, without its name), each of which is a row of its own.

    `starts_at` and `ends_at` are of the first one; those after it begin at the same hour in Rome. Calendars know the
    series by `uid` and a meeting of it by the moment for which the rule made it (`Meeting.recurrence_at`).
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    rule = models.CharField(_("regola"), max_length=200)
    starts_at = models.DateTimeField(_("primo incontro"))
    ends_at = models.DateTimeField(_("fine del primo incontro"))
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by_name = models.CharField(_("creata da"), max_length=160, editable=False)

    objects = AuditedQuerySet["MeetingSeries"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "uid", "sequence"), Privacy.TECHNICAL),
        **dict.fromkeys(("rule", "starts_at", "ends_at"), Privacy.PUBLIC),
        **dict.fromkeys(("created_at", "created_by_name"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_series_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.rule


def _owner_kept_by(actor: Actor) -> Q:
    """Meetings that belong to something above which the actor keeps."""
    kept = Q(pk__in=())
    for owner in declared(MeetingOwner):
        kept |= Q(owner_kind=owner.kind, owner_id__in=owner.kept(actor).values("pk"))
    return kept


class MeetingQuerySet(AuditedQuerySet["Meeting"]):
    """Meetings."""

    def visible_to(self, actor: Actor) -> Self:
        """What was told to all or to the network; one's own; what one organises; what a declared owner opens.

        A draft is seen only by who organises it.
        """
        if isinstance(actor, SystemActor):
            return self
        if not actor.holds(Verb.VIEW_MEETINGS):
            return self.none()
        shown = Q(visibility__in=(Visibility.PUBLIC, Visibility.NETWORK)) | self._taking_part(actor)
        for owner in declared(MeetingOwner):
            shown |= Q(owner_kind=owner.kind, owner_id__in=owner.seen(actor))
        told = ~Q(state=MeetingState.DRAFT)
        if not actor.holds(Verb.ORGANISE_MEETINGS):
            return self.filter(told & shown)
        return self.filter(self._organised_by(actor) | told & shown)

    def of_actor(self, actor: Actor) -> Self:
        """Those in which the actor takes part."""
        return self.filter(self._taking_part(actor))

    def close_to(self, actor: Actor) -> Self:
        """Those that the actor runs or takes part in: who meets whom by name."""
        return self.run_by(actor) if isinstance(actor, SystemActor) else self.run_by(actor) | self.of_actor(actor)

    def run_by(self, actor: Actor) -> Self:
        """Those that the actor organises or whose register they keep: who writes what is said there."""
        if isinstance(actor, SystemActor):
            return self
        run = self._organised_by(actor)
        if actor.holds(Verb.KEEP_REGISTER):
            run |= self._led_by(actor)
        return self.filter(run)

    @staticmethod
    def _organised_by(actor: Actor) -> Q:
        """Within reach; what belongs to something above, such as a lesson, only when its owner is kept as well."""
        kept = Q(owner_id__isnull=True) | _owner_kept_by(actor)
        return reach_of(actor, Verb.ORGANISE_MEETINGS).condition() & kept

    @staticmethod
    def _led_by(actor: Actor) -> Q:
        from ordito.meetings.models.people import KEEPERS, Participation  # it names this class

        led = _owner_kept_by(actor)
        if actor.professional_id is not None:
            own = Participation.objects.filter(professional=actor.professional_id, role__in=KEEPERS)
            led |= Q(pk__in=own.values("meeting"))
        return led

    @staticmethod
    def _taking_part(actor: Actor) -> Q:
        from ordito.meetings.models.people import Participation  # it names this class

        if actor.professional_id is None:
            return Q(pk__in=())
        return Q(pk__in=Participation.objects.filter(professional=actor.professional_id).values("meeting"))

    def public(self) -> Self:
        """What anybody may know, without an account."""
        return self.filter(visibility=Visibility.PUBLIC).exclude(state=MeetingState.DRAFT)

    def live(self) -> Self:
        """Those in programme."""
        return self.filter(state__in=LIVE)

    def between(self, first: datetime, end: datetime) -> Self:
        """Those that take place, even in part, from a moment on and before another."""
        return self.filter(starts_at__lt=end, ends_at__gt=first)

    def with_it(self, meeting: Meeting, scope: Scope | str, *, now: datetime) -> Self:
        """The others of the series of a meeting that a change of it is about as well."""
        rows = self.filter(series=meeting.series_id or 0).exclude(pk=meeting.pk)
        match scope:
            case Scope.FOLLOWING:
                return rows.filter(recurrence_at__gt=meeting.recurrence_at)
            case Scope.COMING:
                return rows.filter(starts_at__gt=now)
        return rows.none()

    def of(self, kind: str, owner_id: int) -> Self:
        """Those of a declared owner, such as the lessons of an edition."""
        return self.filter(owner_kind=kind, owner_id=owner_id)


class Meeting(AuditedModel):
    """People at a time in a place: a lesson, a committee, a focus group, a public event.

    `uid` names it in calendars and in public addresses; `sequence` is the SEQUENCE of RFC 5545 and grows with every
    change that calendars must take over. `breaks` are pauses that part the meeting in blocks, in minutes from its
    start ([[240, 300]]: a pause after four hours, one hour long); `minutes` is its length without them. `owner_kind`
    and `owner_id` name what it belongs to (see `MeetingOwner`), "" and None when it stands alone. `checks_out` and
    `printed_code` say how people check in by themselves: with who leaves as well, by a code that does not change.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("tipo"), max_length=20, choices=MeetingKind.choices)
    title = models.CharField(_("titolo"), max_length=200)
    description = models.TextField(_("di che cosa si parla"), blank=True)
    starts_at = models.DateTimeField(_("comincia"))
    ends_at = models.DateTimeField(_("finisce"))
    breaks: models.JSONField[list[list[int]], list[list[int]]] = models.JSONField(_("pause"), default=list, blank=True)
    minutes = models.PositiveIntegerField(_("durata in minuti"), editable=False)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("sede")
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("sala")
    )
    remote_url = models.URLField(_("collegamento a distanza"), max_length=500, blank=True)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("ente che organizza")
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings",
        verbose_name=_("territorio"),
    )  # fmt: skip
    visibility = models.CharField(_("chi lo vede"), max_length=12, choices=Visibility.choices)
    capacity = models.PositiveSmallIntegerField(_("posti"), null=True, blank=True)
    state = models.CharField(_("stato"), max_length=10, choices=MeetingState.choices, default=MeetingState.SCHEDULED)
    reason = models.CharField(_("perché è annullato"), max_length=300, blank=True)
    checks_out = models.BooleanField(_("si registra anche l’uscita"), default=False)
    printed_code = models.BooleanField(_("vale anche un codice stampato"), default=False)
    series = models.ForeignKey(
        MeetingSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", editable=False
    )
    recurrence_at = models.DateTimeField(null=True, blank=True, editable=False)
    owner_kind = models.CharField(max_length=60, blank=True, editable=False)
    owner_id = models.BigIntegerField(null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    form_key = models.UUIDField(default=uuid7, editable=False)
    number = models.PositiveSmallIntegerField(default=1, editable=False)  # among those that one form made
    created_at = models.DateTimeField(editable=False)
    created_by_name = models.CharField(_("creato da"), max_length=160, editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("id", "uid", "series", "recurrence_at", "owner_kind", "owner_id", "sequence", "form_key", "number",
             "version"),
            Privacy.TECHNICAL,
        ),
        **dict.fromkeys(
            ("kind", "title", "description", "starts_at", "ends_at", "breaks", "minutes", "venue", "room",
             "remote_url", "organiser", "territory", "visibility", "capacity", "state", "reason", "checks_out",
             "printed_code"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("created_at", "created_by_name", "updated_at"), Privacy.STAFF),
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(reason=""), name="meeting_cancelled_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(owner_kind="", owner_id__isnull=True) | (~Q(owner_kind="") & Q(owner_id__isnull=False)),
                name="meeting_owner_whole",
            ),
            models.UniqueConstraint(fields=["form_key", "number"], name="meeting_form_once"),
            models.UniqueConstraint(fields=["series", "recurrence_at"], name="meeting_once_in_series"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["starts_at", "id"], name="meeting_when"),
            models.Index(fields=["owner_kind", "owner_id", "starts_at"], name="meeting_owner"),
            models.Index(fields=["territory", "starts_at"], name="meeting_territory"),
            models.Index(fields=["room", "starts_at"], name="meeting_room"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def blocks(self) -> tuple[Span, ...]:
        """The parts of the meeting between its breaks, at least one, in minutes from the start."""
        return spans_of(self.starts_at, self.ends_at, self.breaks)

    @property
    def is_live(self) -> bool:
        """Whether it is in programme."""
        return self.state in LIVE

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """By who organises for its body or territory; the register also by who leads it or by its owner's rule.

        What belongs to something above is organised only by who keeps that as well: being a teacher of a lesson opens
        the list of who is enrolled, and nobody makes themselves one.
        """
        reach = reach_of(actor, Verb.ORGANISE_MEETINGS if verb == Verb.KEEP_REGISTER else verb)
        if reach.covers(territory_id=self.territory_id, organiser_id=self.organiser_id):
            return self.owner_id is None or self._kept_by_owner(actor)
        return verb == Verb.KEEP_REGISTER and self._led_by(actor)

    def _led_by(self, actor: Actor) -> bool:
        from ordito.meetings.models.people import KEEPERS, Participation  # it names this class

        if actor.professional_id is not None:
            own = Participation.objects.filter(meeting=self, professional=actor.professional_id, role__in=KEEPERS)
            if own.exists():
                return True
        return self._kept_by_owner(actor)

    def _kept_by_owner(self, actor: Actor) -> bool:
        owners = (owner for owner in declared(MeetingOwner) if owner.kind == self.owner_kind)
        return any(owner.kept(actor).filter(pk=self.owner_id).exists() for owner in owners)


class MeetingMoveQuerySet(AuditedQuerySet["MeetingMove"]):
    """Old dates."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible meetings."""
        return self.filter(meeting__in=Meeting.objects.visible_to(actor))


class MeetingMove(AuditedModel):
    """When a meeting was to be before somebody moved it: an old date is never lost."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="moves")
    starts_at = models.DateTimeField(_("cominciava"))
    ends_at = models.DateTimeField(_("finiva"))
    reason = models.CharField(_("perché"), max_length=300, blank=True)
    moved_at = models.DateTimeField(_("spostato il"))
    moved_by_name = models.CharField(_("spostato da"), max_length=160)

    objects = MeetingMoveQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "meeting"), Privacy.TECHNICAL),
        **dict.fromkeys(("starts_at", "ends_at", "reason"), Privacy.PUBLIC),
        **dict.fromkeys(("moved_at", "moved_by_name"), Privacy.STAFF),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["meeting", "id"], name="meeting_moves")]

    def __str__(self) -> str:
        return f"move {self.pk} of {self.meeting_id}"
