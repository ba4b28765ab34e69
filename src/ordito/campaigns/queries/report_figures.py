# SPDX-License-Identifier: EUPL-1.2
"""The figures of a campaign's report: which returns, in which groups, and what they answered.

Made in one pass over the sealed answers, in chunks; whoever has many keeps the result in a `ReportSnapshot`.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, Max, Q

from ordito.campaigns.engine.distributions import Distribution, Gathering, family_of
from ordito.campaigns.enums import Breakdown, Counted, ReturnState
from ordito.campaigns.models import reach_of
from ordito.campaigns.queries.answers import opened
from ordito.campaigns.queries.board import ARRIVED, BoardFilter, ambiti_in, board_returns, seen_returns
from ordito.core.access import Verb
from ordito.questionnaires.enums import SubmissionState
from ordito.questionnaires.models import FlatRow, VersionQuestion
from ordito.territory.enums import TerritoryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from django.db.models import QuerySet

    from ordito.campaigns.models import Campaign, Return
    from ordito.core.access import Actor

CHUNK = 200
"""Submissions whose answers are open at once."""
WHOLE = ""
"""Key of the group of all returns."""
APPROVED = (ReturnState.APPROVED_AMBITO, ReturnState.APPROVED_REGION)
AROUND = {Breakdown.PROVINCE: TerritoryKind.PROVINCE, Breakdown.ZONE: TerritoryKind.ZONE}


@dataclass(frozen=True)
class ReportFilter:
    """Which returns a report counts and how it groups them."""

    places: BoardFilter = field(default_factory=BoardFilter)
    per: Breakdown = Breakdown.NONE
    counted: Counted = Counted.SENT

    def whole(self) -> ReportFilter:
        """The same returns in one group: how another round is compared."""
        return ReportFilter(self.places, Breakdown.NONE, self.counted)


@dataclass(frozen=True)
class Coverage:
    """How many returns of a group are owed, and how many of these a report counts."""

    due: int = 0
    used: int = 0

    @property
    def missing(self) -> int:
        """Owed and not in the figures."""
        return self.due - self.used


@dataclass(frozen=True)
class Figures:
    """Coverage by group and distributions by question's id and group; the group "" is everybody."""

    coverage: Mapping[str, Coverage]
    questions: Mapping[int, Mapping[str, Distribution]]

    def of(self, question_id: int, group: str = WHOLE) -> Distribution:
        """What a group answered to a question; nothing, when nobody did."""
        return self.questions.get(question_id, {}).get(group, Distribution())

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the snapshot."""
        return {
            "coverage": {group: asdict(cover) for group, cover in self.coverage.items()},
            "questions": {
                str(key): {group: found.to_json() for group, found in groups.items()}
                for key, groups in self.questions.items()
            },
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `to_json` made."""
        return cls(
            {group: Coverage(**cover) for group, cover in values["coverage"].items()},
            {
                int(key): {group: Distribution.from_json(found) for group, found in groups.items()}
                for key, groups in values["questions"].items()
            },
        )


def reported(actor: Actor, campaign: Campaign, chosen: ReportFilter) -> QuerySet[Return]:
    """The returns owed that a report is about, as far as somebody sees them."""
    rows = board_returns(seen_returns(actor, campaign), campaign, chosen.places)
    return rows.exclude(state=ReturnState.NOT_DUE)


def counted(rows: QuerySet[Return], chosen: ReportFilter) -> QuerySet[Return]:
    """Those whose answers are in the figures: sent (or approved), and found right."""
    states = APPROVED if chosen.counted == Counted.APPROVED else ARRIVED
    return rows.filter(state__in=states, submission__state=SubmissionState.VALID)


def report_key(actor: Actor, chosen: ReportFilter) -> str:
    """Names the returns and the groups asked for: the filters, and how far the reader's sight reaches."""
    reach = reach_of(actor, Verb.VIEW_CAMPAIGNS)
    sight = [reach.everything, sorted(reach.places), sorted(reach.bodies), actor.professional_id]
    place = chosen.places
    filters = [place.service_type, place.province, place.zone, place.ambito, chosen.per.value, chosen.counted.value]
    return hashlib.sha256(json.dumps([filters, sight]).encode()).hexdigest()


def report_stamp(rows: QuerySet[Return]) -> str:
    """Changes when one of the returns does: sent, checked, approved, sent back, no longer due."""
    found = rows.order_by().aggregate(
        number=Count("pk"), last=Max("submission"), moved=Max("state_since"), checked=Max("submission__checked_at"),
        valid=Count("pk", Q(submission__state=SubmissionState.VALID)),
    )  # fmt: skip
    return hashlib.sha256(json.dumps(found, default=str).encode()).hexdigest()


def figures_of(
    rows: QuerySet[Return],
    campaign: Campaign,
    chosen: ReportFilter,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Figures:
    """The figures of the returns in `rows`; reads every answer once. Tells `progress` the submissions done."""
    group_of = _grouping(campaign, chosen.per)
    columns = ("ambito_id", "service__service_type_id")
    due = Counter(group_of(*found) for found in rows.order_by().values_list(*columns))
    groups = {
        submission: group_of(*found)
        for submission, *found in counted(rows, chosen).order_by().values_list("submission_id", *columns)
    }
    used = Counter(groups.values())
    coverage = {key: Coverage(due[key], used[key]) for key in due}
    if chosen.per != Breakdown.NONE:
        coverage[WHOLE] = Coverage(due.total(), used.total())
    asked = VersionQuestion.objects.filter(version=campaign.version_id).values_list("path", "question_id", "kind")
    gathered: dict[int, dict[str, Gathering]] = {}
    families = {path: (question, family_of(kind)) for path, question, kind in asked}
    for group, values in _answers(groups, progress):
        for path, text in values.items():
            if path in families:
                question, family = families[path]
                found = gathered.setdefault(question, {})
                for key in {group, WHOLE}:
                    if key not in found:
                        found[key] = Gathering(family)
                    found[key].add(text)
    questions = {
        question: {group: one.distribution() for group, one in found.items()} for question, found in gathered.items()
    }
    return Figures(coverage, questions)


def _grouping(campaign: Campaign, per: Breakdown) -> Callable[[int | None, int | None], str]:
    """The key of the group of a return, from its Ambito and its service's type; "0" for those in none."""
    if per == Breakdown.NONE:
        return lambda _ambito, _kind: WHOLE
    if per == Breakdown.TYPE:
        return lambda _ambito, kind: str(kind or 0)
    if per == Breakdown.AMBITO:
        return lambda ambito, _kind: str(ambito or 0)
    around = ambiti_in(AROUND[per], campaign.universe_on)
    return lambda ambito, _kind: str(around.get(ambito or 0, 0))


def _answers(
    groups: Mapping[int, str], progress: Callable[[int, int], None]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The rows of answers of the submissions, each with its group; few are open at once."""
    done = 0
    for chunk in _chunks(sorted(groups)):
        rows = FlatRow.objects.filter(submission__in=chunk)
        columns = ("submission_id", "submission__public_id", "repeat", "index", "sealed_values")
        for submission, public_id, repeat, index, sealed in rows.values_list(*columns):
            yield groups[submission], opened(public_id, repeat, index, sealed)
        done += len(chunk)
        progress(done, len(groups))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    source = iter(ids)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
