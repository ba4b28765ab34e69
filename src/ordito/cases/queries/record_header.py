# SPDX-License-Identifier: EUPL-1.2
"""What stands at the head of every page of a record, and the log of who opened which part and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases import rules
from ordito.cases.enums import CaseFileState, Part, Way
from ordito.cases.models import (
    CaseFile,
    EmergencyAccess,
    FamilyMembership,
    Opening,
    TakingInCharge,
    TakingReason,
    TeamMember,
)
from ordito.cases.models.scopes import in_caseload, on_team_today
from ordito.cases.queries.record_identity import day_of_life
from ordito.core.access import Verb
from ordito.core.dates import completed_years, format_date

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Person
    from ordito.core.access import Actor

TONES = {CaseFileState.OPEN: "warning", CaseFileState.IN_CHARGE: "success", CaseFileState.CLOSED: "neutral"}
MONTHS_OF_BABIES = 24


@dataclass(frozen=True)
class RecordHeader:
    """A record as the actor may see it. `whole`: they read all of it; else the `parts` shared with them."""

    case_file: CaseFile
    name: str
    today: date
    whole: bool
    follows: bool
    """Whether the actor answers for the record; without it, they read it whole in an emergency alone."""
    writes: bool
    """Whether the actor may change the record."""
    parts: frozenset[Part]
    writable: frozenset[Part]
    """The parts that the actor may write: all when they write the record, else those shared to be written."""
    takings: tuple[TakingInCharge, ...]
    """The takings in charge still open, one for each area; the latest first."""
    closed_taking: TakingInCharge | None
    """The last one, when none is open: what a reopening would reopen."""
    emergency: EmergencyAccess | None
    """The emergency in which the actor has opened the record, while it lasts."""
    family_size: int
    age_text: str
    birth_text: str
    marks: frozenset[str] = frozenset()
    """Keys of what stands on the record and is said on its pages (`core.declare.RecordMark`)."""

    @property
    def taking(self) -> TakingInCharge | None:
        """The latest taking in charge still open."""
        return next(iter(self.takings), None)

    @property
    def emergency_end(self) -> str:
        """Until when the record is open in an emergency: the hour, and the day when it is not today."""
        if self.emergency is None:
            return ""
        end = timezone.localtime(self.emergency.ends_at)
        return f"{end:%H:%M}" if end.date() == self.today else f"{end:%H:%M} {end:%d/%m/%Y}"

    @property
    def pk(self) -> int:
        """The record's id, for addresses."""
        return self.case_file.pk

    @property
    def person(self) -> Person:
        """Whose record it is."""
        return self.case_file.person

    @property
    def number(self) -> str:
        """The record's number in words."""
        return _("Cartella %(number)s") % {"number": self.case_file.number}

    @property
    def kicker(self) -> str:
        """Number and Comune."""
        return f"{self.number} · {self.case_file.comune.name}"

    @property
    def state_label(self) -> str:
        """The state in words."""
        return self.case_file.get_state_display()

    @property
    def state_tone(self) -> str:
        """The state as a tone of the badge."""
        return TONES[CaseFileState(self.case_file.state)]

    @property
    def reads(self) -> dict[str, bool]:
        """For templates: which parts are shown."""
        return {part.value: part in self.parts for part in Part}

    def shows(self, code: str) -> bool:
        """Whether the actor reads what an app declares under a part's code; "" is for whoever reads it whole."""
        return code in self.parts if code else self.whole

    @property
    def writes_diary(self) -> bool:
        """Whether the actor may write in the diary."""
        return Part.DIARY in self.writable

    @property
    def adds_interventions(self) -> bool:
        """Interventions live inside an open taking in charge."""
        return Part.INTERVENTIONS in self.writable and self.taking is not None


def record_header(
    actor: Actor, case_file: CaseFile, *, today: date, ways: frozenset[Way] | None = None
) -> RecordHeader:
    """The head of the record; four queries, three when the `ways` to it are known. It keeps the opening on the row.

    `case_file` comes with person, comune and body, from `visible_to` or with its `ways`.
    """
    ways = CaseFile.objects.ways_to(actor, case_file) if ways is None else ways
    follows = Way.FOLLOWED in ways
    emergency = _emergency_of(actor, case_file) if Way.EMERGENCY in ways and not follows else None
    whole = follows or emergency is not None
    shares = {} if follows else rules.shares_of(actor, case_file)
    if whole:
        shares = {part: follows or shares.get(part, False) for part in Part}
    case_file.opening = Opening(actor.actor_id or 0, whole, frozenset(shares))
    takings = _takings_of(case_file)
    open_ones = tuple(taking for taking in takings if taking.closed_on is None)
    person = case_file.person
    may_write = actor.holds(Verb.WRITE_RECORD) and not person.discarded and not _said_of(case_file, "frozen_")
    return RecordHeader(
        case_file=case_file,
        name=person.full_name(),
        today=today,
        whole=whole,
        follows=follows,
        writes=follows and may_write,
        parts=frozenset(shares),
        writable=frozenset(part for part, may in shares.items() if may and may_write),
        takings=open_ones,
        closed_taking=takings[0] if takings and not open_ones else None,
        emergency=emergency,
        family_size=_family_size(person, today) if Part.FAMILY in shares else 0,
        age_text="" if person.discarded else age_text(person.birth_date, today, person.deceased_on),
        birth_text=birth_text(person),
        marks=_said_of(case_file, "mark_"),
    )


def _takings_of(case_file: CaseFile) -> list[TakingInCharge]:
    """The takings in charge with their main reason, the latest first."""
    main = TakingReason.objects.filter(taking=OuterRef("pk"), main=True)
    rows = TakingInCharge.objects.current().filter(case_file=case_file)
    rows = rows.select_related("area", "mode", "worker", "body")
    return list(rows.annotate(main_reason=Subquery(main.values("reason__label")[:1])).order_by("-opened_on", "-pk"))


def _said_of(case_file: CaseFile, prefix: str) -> frozenset[str]:
    """What stands on a record that was read with its marks (`CaseFileQuerySet.marked`), by key."""
    return frozenset(
        name.removeprefix(prefix) for name, stands in vars(case_file).items() if name.startswith(prefix) and stands
    )


def _emergency_of(actor: Actor, case_file: CaseFile) -> EmergencyAccess | None:
    lasting = EmergencyAccess.objects.filter(case_file=case_file, reader_id=actor.actor_id or 0).lasting(timezone.now())
    return lasting.select_related("reason").order_by("-ends_at", "-pk").first()


def _family_size(person: Person, today: date) -> int:
    """How many people are in the person's units today; somebody in two units counts once."""
    units = FamilyMembership.objects.at(today).filter(person=person).values("unit_id")
    members = FamilyMembership.objects.at(today).filter(unit__in=units, unit__annulled_at__isnull=True)
    return members.values("person_id").distinct().count()


def age_text(birth: date | None, today: date, deceased: date | None = None) -> str:
    """The age in years, in months under two years; empty when unknown."""
    if birth is None or birth > today:
        return ""
    if deceased is not None:
        return _("deceduta o deceduto il %(day)s") % {"day": format_date(deceased)}
    months = (today.year - birth.year) * 12 + today.month - birth.month - (today.day < birth.day)
    if months < MONTHS_OF_BABIES:
        return ngettext("%(count)s mese", "%(count)s mesi", months) % {"count": months}
    years = completed_years(birth, today)
    return ngettext("%(count)s anno", "%(count)s anni", years) % {"count": years}


def birth_text(person: Person) -> str:
    """The birth date with the ending that the sex asks for; empty when unknown."""
    if person.birth_date is None:
        return ""
    words = {"F": _("nata il %(day)s"), "M": _("nato il %(day)s")}
    sex = "" if person.discarded else person.sex  # on no day that is known
    return words.get(sex, _("data di nascita %(day)s")) % {"day": day_of_life(person, person.birth_date)}


def log_reading(actor: Actor, record: RecordHeader, *, part: str, at: datetime) -> None:
    """Write that a part of the record was opened, and on which ground."""
    log_access(
        "cases.read_record",
        by=actor,
        at=at,
        kind=Kind.READ,
        rows=[record.case_file],
        purpose=ground_of(actor, record),
        detail={"part": part},
    )


def ground_of(actor: Actor, record: RecordHeader) -> str:
    """Why the actor may read: kept with each reading as its purpose."""
    if actor.professional_id is not None and actor.professional_id in {one.worker_id for one in record.takings}:
        return _("segue la presa in carico")
    if record.emergency is not None:
        return _("accesso in emergenza: %(reason)s") % {"reason": record.emergency.reason.label.lower()}
    if not record.follows:
        return _("componente dell’équipe")
    if CaseFile.objects.filter(in_caseload(actor), pk=record.pk).exists():
        return _("coordina il servizio")
    deputies = TeamMember.objects.filter(on_team_today(actor, prefix=""), taking__in=record.takings, deputy=True)
    if record.takings and deputies.exists():
        return _("sostituisce chi segue")
    return _("ha seguito o aperto la cartella")


def log_refusal(actor: Actor, case_file_id: int, *, at: datetime) -> None:
    """Write that somebody tried to open a record outside their scope; nothing when there is no such record."""
    case_file = CaseFile.objects.filter(pk=case_file_id).first()
    if case_file is not None:
        log_access("cases.read_record", by=actor, at=at, kind=Kind.REFUSED, rows=[case_file])
