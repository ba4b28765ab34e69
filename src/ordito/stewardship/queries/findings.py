# SPDX-License-Identifier: EUPL-1.2
"""What the looks at the log found, for the pages of who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.cases.models import CaseFile
from ordito.stewardship.enums import WatchKind
from ordito.stewardship.models import WatchedDay, WatchFinding, WatchRule
from ordito.stewardship.rules import WATCHED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor

MOST_RECORDS = 200
"""Numbers of records shown; the count says how many there are."""


@dataclass(frozen=True)
class FindingView:
    """A finding with the rule in words and the numbers of the records, with the body that holds each."""

    row: WatchFinding
    rule: str
    records: list[str]


@dataclass(frozen=True)
class RuleView:
    """A rule in words."""

    row: WatchRule
    words: str


def findings_by(actor: Actor, values: Mapping[str, Any]) -> QuerySet[WatchFinding]:
    """Those of a kind (`che`), of whose name has a part (`chi`), seen or not (`visto`), from (`dal`) and to (`al`)."""
    rows = WatchFinding.objects.visible_to(actor)
    if kind := values.get("che"):
        rows = rows.filter(kind=kind)
    if who := values.get("chi"):
        rows = rows.filter(reader_name__icontains=who)
    if seen := values.get("visto"):
        rows = rows.filter(seen_at__isnull=seen == "no")
    if first := values.get("dal"):
        rows = rows.filter(day__gte=first)
    if last := values.get("al"):
        rows = rows.filter(day__lte=last)
    return rows


def finding_view(row: WatchFinding) -> FindingView:
    """One finding in words; one query."""
    opened = CaseFile.objects.filter(pk__in=row.records.values("case_file_id")).select_related("body")
    shown = opened.order_by("year", "serial", "pk")[:MOST_RECORDS]
    records = [f"{one.number}, {one.body.name}" for one in shown]
    return FindingView(row, rule_words(row.rule), records)


def rules_in_force(day: date) -> list[RuleView]:
    """What is looked for on a day, in the order of the kinds."""
    order = {kind: number for number, kind in enumerate(WatchKind)}
    rows = sorted(WatchRule.objects.at(day), key=lambda row: order[WatchKind(row.kind)])
    return [RuleView(row, rule_words(row)) for row in rows]


def rule_words(rule: WatchRule) -> str:
    """From how much on, in words."""
    uses = WATCHED[WatchKind(rule.kind)]
    times = ngettext("da %(count)s volta", "da %(count)s volte", rule.threshold) % {"count": rule.threshold}
    if uses.minutes:
        within = ngettext("in %(count)s minuto", "in %(count)s minuti", rule.minutes) % {"count": rule.minutes}
        return f"{times} {within}"
    if uses.hours and rule.opens and rule.closes:
        hours = {"opens": f"{rule.opens:%H:%M}", "closes": f"{rule.closes:%H:%M}"}
        return f"{times}, {_('prima delle %(opens)s, dopo le %(closes)s, sabato e domenica') % hours}"
    return _("%(times)s in un giorno") % {"times": times}


def watched_until() -> date | None:
    """The last day that was looked at; None before the first."""
    latest: date | None = WatchedDay.objects.aggregate(latest=Max("day"))["latest"]
    return latest
