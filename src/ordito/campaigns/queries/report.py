# SPDX-License-Identifier: EUPL-1.2
"""A campaign's report, ready for the page and for a spreadsheet: this round, its groups, and the round before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _

from ordito.campaigns.engine.distributions import Distribution, Family, family_of
from ordito.campaigns.enums import Breakdown
from ordito.campaigns.models import Campaign, ReportSnapshot
from ordito.campaigns.queries.board import TENTH, percent_of, share_of
from ordito.campaigns.queries.report_figures import (
    WHOLE,
    Coverage,
    Figures,
    counted,
    figures_of,
    report_key,
    report_stamp,
    reported,
)
from ordito.campaigns.queries.report_series import Series, SeriesKind, series_of
from ordito.core.dates import format_date
from ordito.questionnaires.models import VersionQuestion
from ordito.territory.models import ServiceType, Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from ordito.campaigns.queries.report_figures import ReportFilter
    from ordito.core.access import Actor

LIVE = 100
"""Returns whose answers are opened while one waits; more are computed in the background and kept."""
MOST_CHOICES = 12
"""Columns of choices in a table by group; the page of the whole shows them all."""


@dataclass(frozen=True)
class Ready:
    """Figures at hand: made now (`made_at` None), or kept; old when returns changed since."""

    figures: Figures
    made_at: datetime | None = None
    old: bool = False


@dataclass(frozen=True)
class ChoiceLine:
    """A choice: how many took it, on how many hundred answers, and in the round before."""

    value: str
    label: str
    number: int
    share: Decimal
    percent: str
    before: str
    change: str

    @property
    def width(self) -> int:
        """Length of its bar, from 0 to 100."""
        return int(self.share)


@dataclass(frozen=True)
class StatLine:
    """A measure of a question: this round, the round before, and the difference."""

    label: str
    now: str
    before: str = ""
    change: str = ""


@dataclass(frozen=True)
class GroupLine:
    """A group beside the others: how many answered, and its cells under the headings of the question."""

    name: str
    answered: int
    cells: tuple[str, ...]
    headings: tuple[str, ...]

    @property
    def named(self) -> list[tuple[str, str]]:
        """Each cell with its heading, which a phone writes beside it."""
        return list(zip(self.headings, self.cells, strict=True))


@dataclass(frozen=True)
class QuestionReport:
    """Everything a report says of one question."""

    question_id: int
    place: int
    name: str
    label: str
    family: Family
    answered: int
    has_figures: bool
    """Whether anybody answered, now or in the round before where that compares."""
    series: Series
    choices: tuple[ChoiceLine, ...]
    stats: tuple[StatLine, ...]
    headings: tuple[str, ...]
    groups: tuple[GroupLine, ...]

    @property
    def is_open(self) -> bool:
        """Whether its answers are texts, to be read one by one."""
        return self.family is Family.TEXTS

    @property
    def compares(self) -> bool:
        """Whether its measures stand beside those of the round before: first and last days say nothing so."""
        return self.series.comparable and self.family is Family.NUMBERS

    @property
    def series_words(self) -> str:
        """What one must know before comparing with the round before."""
        words = {
            SeriesKind.BREAK: _("serie interrotta"),
            SeriesKind.NEW: _("domanda nuova"),
            SeriesKind.EQUIVALENT: _("domanda equivalente"),
        }
        return words.get(self.series.kind, "")


@dataclass(frozen=True)
class Report:
    """A report: coverage first, because every figure speaks of those who answered only."""

    whole: Coverage
    groups: tuple[tuple[str, Coverage], ...]
    questions: tuple[QuestionReport, ...]
    compared: bool
    """Whether the figures of the round before stand beside."""

    @property
    def percent(self) -> str:
        """How much of the owed is in the figures."""
        return percent_of(self.whole.used, self.whole.due)


def ready_figures(actor: Actor, campaign: Campaign, chosen: ReportFilter) -> Ready | None:
    """The figures that `actor` may read: made now when they are few, else as last computed; None: not computed yet."""
    rows = reported(actor, campaign, chosen)
    if counted(rows, chosen).count() <= LIVE:
        return Ready(figures_of(rows, campaign, chosen))
    kept = ReportSnapshot.objects.filter(campaign=campaign, key=report_key(actor, chosen)).first()
    if kept is None:
        return None
    return Ready(Figures.from_json(kept.figures), kept.made_at, old=kept.stamp != report_stamp(rows))


def previous_round(actor: Actor, campaign: Campaign) -> Campaign | None:
    """The round before, when there is one that `actor` sees."""
    rows = Campaign.objects.visible_to(actor).select_related("version")
    return rows.filter(pk=campaign.previous_id).first() if campaign.previous_id else None


def asked_questions(campaign: Campaign, ids: Iterable[int] | None = None) -> list[VersionQuestion]:
    """The questions of a campaign in the order of the form; with `ids`, those alone.

    What has no label is no question to anybody: a calculation on the way to another, a value that the form hides.
    """
    rows = VersionQuestion.objects.filter(version=campaign.version_id).exclude(label="").order_by("place", "pk")
    return list(rows if ids is None else rows.filter(question__in=ids))


def report_of(
    campaign: Campaign,
    questions: Sequence[VersionQuestion],
    figures: Figures,
    *,
    per: Breakdown,
    previous: Campaign | None = None,
    before: Figures | None = None,
) -> Report:
    """Words and numbers of the `questions`; with the figures `before` of the round `previous`, also what changed."""
    names = _group_names(per, figures.coverage)
    series = series_of(previous.version if previous else None, campaign.version)
    made = tuple(
        _question(row, figures, names, series.get(row.question_id, Series(SeriesKind.NONE)), before)
        for row in questions
    )
    groups = tuple((name, figures.coverage[key]) for key, name in names.items())
    return Report(figures.coverage.get(WHOLE, Coverage()), groups, made, before is not None)


def _group_names(per: Breakdown, keys: Iterable[str]) -> dict[str, str]:
    """The groups by key, in the order of their names; those that stand nowhere last. Empty without a breakdown."""
    ids = {int(key) for key in keys if key}
    if per == Breakdown.NONE:
        return {}
    model: type[ServiceType | Territory] = ServiceType if per == Breakdown.TYPE else Territory
    named = {str(pk): name for pk, name in model.objects.filter(pk__in=ids).values_list("pk", "name")}
    ordered = dict(sorted(named.items(), key=lambda pair: pair[1]))
    return ordered | ({"0": _("Senza indicazione")} if 0 in ids else {})


def _question(
    row: VersionQuestion, figures: Figures, names: Mapping[str, str], series: Series, before: Figures | None
) -> QuestionReport:
    family = family_of(row.kind)
    now = figures.of(row.question_id)
    past = series.over(before.of(row.question_id)) if before is not None and series.comparable else None
    labels = _labels(row, now, past)
    headings, cells = _columns(family, labels, now)
    return QuestionReport(
        question_id=row.question_id,
        place=row.place,
        name=row.name,
        label=row.label or row.name,
        family=family,
        answered=now.answered,
        has_figures=bool(now.answered or (past and past.answered)),
        series=series,
        choices=tuple(_choice(value, label, now, past) for value, label in labels.items()),
        stats=_stats(family, now, past),
        headings=headings,
        groups=tuple(
            GroupLine(name, found.answered, cells(found), headings)
            for name, found in ((name, figures.of(row.question_id, key)) for key, name in names.items())
        ),
    )


def _labels(row: VersionQuestion, now: Distribution, past: Distribution | None) -> dict[str, str]:
    """The choices in the order of the form, then values that were found and are not in it."""
    if family_of(row.kind) is not Family.CHOICES:
        return {}
    labels = {value: label or value for value, label in row.choices}
    found = [*now.counts, *(past.counts if past else ())]
    return labels | {value: value for value in sorted(set(found) - labels.keys())}


def _choice(value: str, label: str, now: Distribution, past: Distribution | None) -> ChoiceLine:
    number, share = now.counts.get(value, 0), share_of(now.counts.get(value, 0), now.answered)
    before, change = "", ""
    if past is not None and past.answered:
        share_before = share_of(past.counts.get(value, 0), past.answered)
        before = percent_of(past.counts.get(value, 0), past.answered)
        change = signed(share - share_before, 1) if now.answered else ""
    return ChoiceLine(value, label, number, share, percent_of(number, now.answered), before, change)


def _stats(family: Family, now: Distribution, past: Distribution | None) -> tuple[StatLine, ...]:
    if family is Family.NUMBERS:
        pairs = [
            (_("Somma"), now.total if now.numbers else None, past.total if past and past.numbers else None),
            (_("Media"), now.mean, past.mean if past else None),
            (_("Mediana"), now.middle, past.middle if past else None),
            (_("Minimo"), now.lowest, past.lowest if past else None),
            (_("Massimo"), now.highest, past.highest if past else None),
        ]
        return tuple(_compared(*pair) for pair in pairs)
    if family is Family.DAYS and now.first_day:
        return (StatLine(_("Prima data"), day(now.first_day)), StatLine(_("Ultima data"), day(now.last_day)))
    return ()


def _compared(label: str, now: float | None, past: float | None) -> StatLine:
    change = signed(now - past) if now is not None and past is not None else ""
    return StatLine(label, number_of(now), number_of(past) if past is not None else "", change)


def _columns(
    family: Family, labels: Mapping[str, str], now: Distribution
) -> tuple[tuple[str, ...], Callable[[Distribution], tuple[str, ...]]]:
    """Headings of the table by group, and the cells of a group under them."""
    if family is Family.CHOICES:
        most = sorted(labels, key=lambda value: -now.counts.get(value, 0))[:MOST_CHOICES]
        kept = [value for value in labels if value in most]
        return tuple(labels[value] for value in kept), lambda found: tuple(
            percent_of(found.counts.get(value, 0), found.answered) for value in kept
        )
    if family is Family.NUMBERS:
        return (_("Somma"), _("Media"), _("Mediana"), _("Minimo"), _("Massimo")), lambda found: tuple(
            number_of(value)
            for value in (found.total if found.numbers else None, found.mean, found.middle, found.lowest, found.highest)
        )
    if family is Family.DAYS:
        return (_("Prima data"), _("Ultima data")), lambda found: (day(found.first_day), day(found.last_day))
    return (), lambda _found: ()


def number_of(value: float | None) -> str:
    """A number as people write it, at most two decimals; a dash when there is none."""
    if value is None:
        return "–"
    exact = Decimal(repr(value)).quantize(Decimal("0.01"))
    shown = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
    return formats.number_format(shown, force_grouping=True)


def signed(value: float | Decimal, decimals: int = 2) -> str:
    """A difference with its sign; "0" for none."""
    exact = Decimal(repr(float(value))).quantize(TENTH if decimals == 1 else Decimal("0.01"))
    if not exact:
        return "0"
    shown = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
    return f"{'+' if shown > 0 else '−'}{formats.number_format(abs(shown), force_grouping=True)}"


def day(text: str) -> str:
    """A stored day as people write it; as it stands when it is none."""
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return text or "–"
