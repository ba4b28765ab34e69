# SPDX-License-Identifier: EUPL-1.2
"""The chapters of a record on paper: one for each tab that the reader may open and that has something for paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from ordito.cases.enums import Part
from ordito.cases.queries import record_paper
from ordito.core.declare import RecordPart, declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.cases.queries.record_paper import Span
    from ordito.core.access import Actor
    from ordito.core.declare import Text
    from ordito.core.paper import Block


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
    _Own(0, Chapter("record", gettext_lazy("La persona"), record_paper.identity)),
    _Own(20, Chapter("family", gettext_lazy("Nucleo"), record_paper.family), Part.FAMILY),
    _Own(30, Chapter("taking", gettext_lazy("Presa in carico"), record_paper.takings)),
    _Own(60, Chapter("interventions", gettext_lazy("Interventi"), record_paper.interventions), Part.INTERVENTIONS),
    _Own(70, Chapter("diary", gettext_lazy("Diario"), record_paper.diary), Part.DIARY),
    _Own(90, Chapter("documents", gettext_lazy("Elenco dei documenti"), record_paper.documents), Part.DOCUMENTS),
    _Own(95, Chapter("timeline", gettext_lazy("Cronologia"), record_paper.timeline)),
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
