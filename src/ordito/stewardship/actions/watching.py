# SPDX-License-Identifier: EUPL-1.2
"""Looking at the log of the days that are over, saying that a finding was seen, and changing what is looked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.accounts.models import Membership
from ordito.accounts.roles import ROLES
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.actions.notices import notify
from ordito.cases.models import CaseFile
from ordito.core.access import Verb, permit
from ordito.core.dates import format_date
from ordito.stewardship import rules
from ordito.stewardship.enums import WatchKind
from ordito.stewardship.models import FindingRecord, WatchedDay, WatchFinding, WatchRule
from ordito.stewardship.queries.watching import found_on

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from ordito.core.access import Actor

LATE = timedelta(hours=2)
"""After midnight, until which the last entries of a day may still be written."""
MOST_DAYS = 31
LONGEST_WINDOW = 24 * 60
LARGEST = 10_000


def watch_days(*, by: Actor, at: datetime) -> int:
    """Look at every day that is over and was not looked at, at most a month back. Safe to run twice.

    Returns how many findings there are.

    Raises:
        NotAllowedError: neither the system nor who reads the log.
    """
    permit(rules.can_watch(by))
    last = timezone.localdate(at - LATE) - timedelta(days=1)
    watched = WatchedDay.objects.aggregate(latest=Max("day"))["latest"]
    first = max(watched + timedelta(days=1), last - timedelta(days=MOST_DAYS - 1)) if watched else last
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(_watch(day, by=by, at=at) for day in days)


def _watch(day: date, *, by: Actor, at: datetime) -> int:
    found = found_on(day)
    opened = {pk for one in found for pk in one.stretch.records}
    known = set(CaseFile.objects.filter(pk__in=opened).values_list("pk", flat=True))
    with recorded("stewardship.watch_day", by=by, at=at) as trace:
        turn, made = WatchedDay.objects.get_or_create(day=day, defaults={"watched_at": at, "found": len(found)})
        if not made:
            return 0
        for one in found:
            finding = WatchFinding(
                rule=one.rule,
                kind=one.rule.kind,
                day=day,
                reader_id=one.reader_id,
                reader_name=one.reader_name,
                count=one.stretch.count,
                first_at=one.stretch.first_at,
                last_at=one.stretch.last_at,
            )
            finding.save(force_insert=True)
            FindingRecord.objects.bulk_create(
                FindingRecord(finding=finding, case_file_id=pk) for pk in sorted(one.stretch.records & known)
            )
            trace.touches(finding)
        trace.touches(turn)
        if found:
            _tell(turn, by=by, at=at)
    return len(found)


def _tell(turn: WatchedDay, *, by: Actor, at: datetime) -> None:
    """A notice to who reads the log, and to nobody else."""
    readers = [code for code, role in ROLES.items() if Verb.VIEW_AUDIT in role.verbs]
    members = Membership.objects.at(timezone.localdate(at)).filter(role__in=readers, user__is_active=True)
    notify(
        members.order_by("user_id").values_list("user_id", flat=True),
        lambda: (
            _("Accessi insoliti del %(day)s") % {"day": format_date(turn.day)},
            ngettext("C’è %(count)s accesso da guardare.", "Ci sono %(count)s accessi da guardare.", turn.found)
            % {"count": turn.found},
        ),
        url=reverse("stewardship:findings"),
        about=turn,
        by=by,
        at=at,
    )


def see_finding(*, by: Actor, at: datetime, finding: WatchFinding, note: str) -> WatchFinding:
    """Say that it was looked at, and what came of it; a later note replaces the one before.

    Raises:
        NotAllowedError: the actor does not read the log.
        CaseError: nothing written.
    """
    permit(rules.can_watch(by))
    if not note.strip():
        raise CaseError(_("Scrivi che cosa hai visto, anche in due parole."), field="note")
    with recorded("stewardship.see_finding", by=by, at=at) as trace:
        row = lock(WatchFinding, finding.pk)
        row.seen_at, row.seen_by_name = at, by.actor_name[:160]
        row.seal_note(note.strip())
        row.save()
        trace.touches(row, fields=["seen_at", "sealed_note"])
    return row


def change_rule(
    *,
    by: Actor,
    at: datetime,
    rule: WatchRule,
    version: int,
    threshold: int,
    active: bool,
    minutes: int = 0,
    opens: time | None = None,
    closes: time | None = None,
) -> WatchRule:
    """Look for something else from today: the rule as it was ends yesterday, and what it found stays its own.

    Raises:
        NotAllowedError: the actor does not read the log.
        ConflictError: somebody saved meanwhile.
        CaseError: numbers out of range, hours in the wrong order, or a rule that is no longer in force.
    """
    permit(rules.can_watch(by))
    uses = rules.WATCHED[WatchKind(rule.kind)]
    _check_numbers(uses, threshold, minutes)
    _check_hours(uses, opens, closes)
    today = timezone.localdate(at)
    with recorded("stewardship.change_rule", by=by, at=at) as trace:
        row = lock(WatchRule, rule.pk, version=version)
        if row.valid_to is not None:
            raise CaseError(_("Questa regola non vale più: cambia quella che vale oggi."))
        if row.valid_from < today:
            row.valid_to, row.version = today - timedelta(days=1), row.version + 1
            row.save()
            trace.touches(row)
            row = WatchRule(kind=row.kind, valid_from=today, version=row.version)  # who read the old one is late
        row.threshold, row.active, row.changed_by_name = threshold, active, by.actor_name[:160]
        row.minutes = minutes if uses.minutes else 0
        row.opens, row.closes = (opens, closes) if uses.hours else (None, None)
        row.version += 1
        row.save()
        trace.touches(row, fields=["threshold", "minutes", "opens", "closes", "active"])
    return row


def _check_numbers(uses: rules.Watched, threshold: int, minutes: int) -> None:
    if not 1 <= threshold <= LARGEST:
        raise CaseError(_("Scrivi un numero tra 1 e %(most)s.") % {"most": LARGEST}, field="threshold")
    if uses.minutes and not 1 <= minutes <= LONGEST_WINDOW:
        raise CaseError(_("Scrivi i minuti, da 1 a %(most)s.") % {"most": LONGEST_WINDOW}, field="minutes")


def _check_hours(uses: rules.Watched, opens: time | None, closes: time | None) -> None:
    if uses.hours and (opens is None or closes is None or closes <= opens):
        raise CaseError(_("L’ora di chiusura viene dopo quella di apertura."), field="closes")
