# SPDX-License-Identifier: EUPL-1.2
"""What a look at the log of one day finds, by the rules in force on it. Names are compared here and go no further."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from ordito.accounts.models import User
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.models import CaseFile, TakingInCharge, TeamMember
from ordito.core.crypto import CryptoError
from ordito.core.fields import open_text
from ordito.core.text import fold, name_words
from ordito.stewardship.engine.busy import Deed, fullest, whole
from ordito.stewardship.enums import WatchKind
from ordito.stewardship.models import WatchRule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from ordito.stewardship.engine.busy import Stretch

READING = "cases.read_record"
BREAKING = "cases.break_glass"
RECORD = "cases.casefile"
TAKING_OUT = (Kind.PRINT, Kind.EXPORT)
AT_ONCE = 500
SATURDAY = 5


@dataclass
class Doings:
    """What one account did in a day, by sort."""

    name: str = ""
    reads: list[Deed] = field(default_factory=list)
    searches: list[Deed] = field(default_factory=list)
    emergencies: list[Deed] = field(default_factory=list)
    refused: list[Deed] = field(default_factory=list)
    taken_out: list[Deed] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """Somebody whose day meets a rule."""

    rule: WatchRule
    reader_id: int
    reader_name: str
    stretch: Stretch


def found_on(day: date) -> list[Found]:
    """What the rules in force on a day find in its log; the number of queries does not depend on who did what."""
    rules = list(WatchRule.objects.at(day).filter(active=True).order_by("kind"))
    doings = doings_of(day)
    facts = _Facts(doings)
    found = []
    for rule in rules:
        for reader_id, one in sorted(doings.items()):
            stretch = _stretch(rule, reader_id, one, facts)
            if stretch is not None and stretch.count >= rule.threshold:
                found.append(Found(rule, reader_id, one.name, stretch))
    return found


def doings_of(day: date) -> dict[int, Doings]:
    """The log of a day by account; what the system does is nobody's."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    watched = Q(action=READING) | Q(action=BREAKING) | Q(kind__in=(Kind.SEARCH, Kind.REFUSED, *TAKING_OUT))
    rows = Entry.objects.filter(watched, at__gte=start, at__lt=end, actor_id__isnull=False).order_by("at", "pk")
    found: defaultdict[int, Doings] = defaultdict(Doings)
    for at, kind, action, reader_id, name, objects in rows.values_list(
        "at", "kind", "action", "actor_id", "actor_name", "objects_touched"
    ).iterator(chunk_size=2000):
        one = found[reader_id or 0]
        one.name = name
        deed = Deed(at, frozenset(objects.get(RECORD, ())))
        if kind == Kind.REFUSED:
            one.refused.append(deed)
        elif kind == Kind.SEARCH:
            one.searches.append(Deed(at))
        elif kind in TAKING_OUT:
            one.taken_out.append(deed)
        elif action == BREAKING:
            one.emergencies.append(deed)
        else:
            one.reads.append(deed)
    return dict(found)


class _Facts:
    """What the rules ask about records and readers: who is tied to whom, and whose names are alike."""

    def __init__(self, doings: dict[int, Doings]) -> None:
        users = User.objects.filter(pk__in=doings).select_related("professional")
        staff = {user.pk: user.professional for user in users if user.professional is not None}
        self.professional = {pk: one.pk for pk, one in staff.items()}
        self.surname = {pk: fold(one.surname) for pk, one in staff.items()}
        working = User.objects.filter(is_active=True, professional__isnull=False).select_related("professional")
        self.staff_names = {
            words for user in working if user.professional and (words := frozenset(name_words(str(user.professional))))
        }
        read = {record for one in doings.values() for deed in one.reads for record in deed.records}
        self.tied: set[tuple[int, int]] = set()
        self.surnames: dict[int, str] = {}
        self.names: dict[int, frozenset[str]] = {}
        for some in _batches(read):
            self._tie(some)
            self._name(some)

    def _tie(self, records: list[int]) -> None:
        takings = TakingInCharge.objects.filter(case_file__in=records)
        team = TeamMember.objects.filter(taking__case_file__in=records)
        self.tied.update(takings.filter(worker__isnull=False).values_list("case_file_id", "worker_id"))
        self.tied.update(team.values_list("taking__case_file_id", "professional_id"))
        opened = CaseFile.objects.filter(pk__in=records, opened_by__isnull=False)
        self.tied.update(opened.values_list("pk", "opened_by_id"))

    def _name(self, records: list[int]) -> None:
        for record in CaseFile.objects.filter(pk__in=records).select_related("person"):
            try:
                surname, name = open_text(record.person, "surname"), open_text(record.person, "name")
            except CryptoError:  # discarded since
                continue
            self.surnames[record.pk] = fold(surname)
            self.names[record.pk] = frozenset(name_words(f"{surname} {name}"))

    def untied(self, reader_id: int, record: int) -> bool:
        """Whether the reader neither follows the record, nor opened it first, nor is or was in its team."""
        return (record, self.professional.get(reader_id, 0)) not in self.tied

    def namesake(self, reader_id: int, record: int) -> bool:
        """Whether the person has the reader's surname."""
        surname = self.surname.get(reader_id, "")
        return surname != "" and self.surnames.get(record) == surname

    def colleague(self, _reader_id: int, record: int) -> bool:
        """Whether the person has the name of somebody who works here."""
        return self.names.get(record, frozenset()) in self.staff_names


def _stretch(rule: WatchRule, reader_id: int, one: Doings, facts: _Facts) -> Stretch | None:
    tests = {
        WatchKind.SAME_SURNAME: facts.namesake,
        WatchKind.COLLEAGUE: facts.colleague,
        WatchKind.UNLINKED: facts.untied,
    }
    kind = WatchKind(rule.kind)
    if kind in tests:
        kept = (_kept(deed, lambda record: tests[kind](reader_id, record)) for deed in one.reads)
        return whole((deed for deed in kept if deed.records), distinct=True)
    if kind == WatchKind.OFF_HOURS:
        return whole((deed for deed in one.reads if off_hours(deed.at, rule)), distinct=True)
    if kind == WatchKind.MANY_RECORDS:
        return fullest(one.reads, minutes=rule.minutes, distinct=True)
    counted = {
        WatchKind.MANY_SEARCHES: one.searches,
        WatchKind.EMERGENCY: one.emergencies,
        WatchKind.REFUSED: one.refused,
        WatchKind.TAKEN_OUT: one.taken_out,
    }
    return fullest(counted[kind], minutes=rule.minutes, distinct=False)


def _kept(deed: Deed, test: Callable[[int], bool]) -> Deed:
    return Deed(deed.at, frozenset(record for record in deed.records if test(record)))


def off_hours(at: datetime, rule: WatchRule) -> bool:
    """Whether a moment lies outside the hours of the office, by the clock on its wall; Saturday and Sunday always."""
    here = timezone.localtime(at)
    if rule.opens is None or rule.closes is None:
        return False
    return here.weekday() >= SATURDAY or not rule.opens <= here.time() < rule.closes


def _batches(ids: Iterable[int]) -> list[list[int]]:
    ordered = sorted(ids)
    return [ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE)]
