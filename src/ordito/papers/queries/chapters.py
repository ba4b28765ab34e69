# SPDX-License-Identifier: EUPL-1.2
"""The chapters of a printed record: one for each tab that the reader may open and that has something for paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases.enums import Part
from ordito.core.dates import format_date
from ordito.core.declare import RecordPart, declared
from ordito.handovers.queries.dossier import printable
from ordito.papers.queries import own_chapters

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from django.db.models import Model, QuerySet

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.declare import Text
    from ordito.core.paper import Block

    Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Span:
    """From and to which day diary and timeline are printed; both days included, None for no limit."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def within(self, rows: QuerySet[Row], field: str) -> QuerySet[Row]:
        """The rows whose day lies within."""
        if self.since:
            rows = rows.filter(**{f"{field}__gte": self.since})
        return rows.filter(**{f"{field}__lte": self.until}) if self.until else rows


@dataclass(frozen=True)
class Chapter:
    """A part of a record on paper; `key` is that of its tab."""

    key: str
    title: Text
    blocks: Callable[[Actor, RecordHeader, Span], Iterable[Block]]


@dataclass(frozen=True)
class _Own:
    """A chapter that `cases` keeps; without `part` for whoever may open the record at all."""

    order: int
    chapter: Chapter
    part: Part | None = None


OWN = (
    _Own(0, Chapter("record", gettext_lazy("La persona"), own_chapters.identity)),
    _Own(20, Chapter("family", gettext_lazy("Nucleo"), own_chapters.family), Part.FAMILY),
    _Own(30, Chapter("taking", gettext_lazy("Presa in carico"), own_chapters.takings)),
    _Own(60, Chapter("interventions", gettext_lazy("Interventi"), own_chapters.interventions), Part.INTERVENTIONS),
    _Own(70, Chapter("diary", gettext_lazy("Diario"), own_chapters.diary), Part.DIARY),
    _Own(90, Chapter("documents", gettext_lazy("Elenco dei documenti"), own_chapters.documents), Part.DOCUMENTS),
    _Own(95, Chapter("timeline", gettext_lazy("Cronologia"), own_chapters.timeline)),
)


def chapters_of(record: RecordHeader) -> list[Chapter]:
    """The chapters that the reader may print, in the order of the tabs."""
    own = [(one.order, one.chapter) for one in OWN if one.part is None or one.part in record.parts]
    others = [
        (part.order, Chapter(part.key, part.label, _declared_blocks(part)))
        for part in declared(RecordPart)
        if _prints(part) and record.shows(part.code)
    ]
    return [chapter for _order, chapter in sorted([*own, *others], key=lambda entry: entry[0])]


def _prints(part: RecordPart) -> bool:
    return part.printed is not RecordPart.printed


def _declared_blocks(part: RecordPart) -> Callable[[Actor, RecordHeader, Span], Iterable[Block]]:
    def blocks(actor: Actor, record: RecordHeader, _span: Span) -> Iterable[Block]:
        return part.printed(actor, record)

    return blocks


def weight_of(actor: Actor, record: RecordHeader, keys: Collection[str], span: Span) -> int:
    """How many entries of the diary a print opens: what makes it long."""
    if not {"diary", "timeline"} & set(keys):
        return 0
    return own_chapters.printed_entries(actor, record, span).count()


def content_of(
    actor: Actor, record: RecordHeader, keys: Collection[str], span: Span, count: Callable[[int], None]
) -> list[dict[str, Any]]:
    """The chapters with these keys as plain values for the template; `count` hears of each block as it is read."""
    chosen = [chapter for chapter in chapters_of(record) if chapter.key in keys]
    return printable([(str(one.title), _counted(one.blocks(actor, record, span), count)) for one in chosen])


def _counted(blocks: Iterable[Block], count: Callable[[int], None]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        found.append(block)
        count(1)
    return found


def span_words(span: Span) -> str:
    """The period of diary and timeline in words; empty when there is none."""
    if span.since and span.until:
        return _("diario e cronologia dal %(first)s al %(last)s") % {
            "first": format_date(span.since),
            "last": format_date(span.until),
        }
    if span.since:
        return _("diario e cronologia dal %(day)s") % {"day": format_date(span.since)}
    return _("diario e cronologia fino al %(day)s") % {"day": format_date(span.until)} if span.until else ""
