# SPDX-License-Identifier: EUPL-1.2
"""A report as it is read: its pieces with their figures, those of today in a draft, those kept once approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.explore.engine.text import Kind, Piece, pieces_of, placed
from ordito.explore.enums import Look
from ordito.explore.queries.answers import Answer, Trouble, answers_of
from ordito.explore.queries.boards import Drawn, TilePlan, drawn_from
from ordito.explore.queries.freezing import kept_definition, thawed
from ordito.explore.queries.paper import figure_piece
from ordito.explore.queries.pictures import picture_of
from ordito.indicators.enums import PlaceLevel
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ordito.explore.models import Report, ReportFigure
    from ordito.explore.queries.desk import Desk
    from ordito.indicators.queries.questions import Rights
    from ordito.indicators.queries.words import Line


@dataclass(frozen=True)
class Part:
    """A heading, a paragraph, or a figure with its number and caption (None: the text names one that is not there).

    `definition` is how a figure that stands still was counted.
    """

    piece: Piece
    figure: ReportFigure | None = None
    drawn: Drawn | None = None
    definition: Sequence[Line] = ()


@dataclass(frozen=True)
class Reading:
    """A report: the parts of its text, then the figures that the text has no place for."""

    parts: tuple[Part, ...]
    figures: tuple[ReportFigure, ...]
    unplaced: tuple[int, ...]


def reading_of(desk: Desk | None, report: Report, rights: Rights) -> Reading:
    """The report as a reader with these rights sees it; without a desk a draft has no figures."""
    figures = list(report.figures.order_by("number"))
    drawn = dict(zip([figure.number for figure in figures], _drawn(desk, figures, rights), strict=True))
    named = {figure.number: figure for figure in figures}
    unplaced = [number for number in named if number not in placed(report.text)]
    pieces = [*pieces_of(report.text), *(Piece(Kind.FIGURE, number=number) for number in unplaced)]
    parts = tuple(
        _figure(piece, named.get(piece.number), drawn.get(piece.number)) if piece.kind == Kind.FIGURE else Part(piece)
        for piece in pieces
    )
    return Reading(parts, tuple(figures), tuple(unplaced))


def _figure(piece: Piece, figure: ReportFigure | None, drawn: Drawn | None) -> Part:
    frozen = figure.frozen if figure is not None else None
    shown = frozen is not None and drawn is not None and not drawn.trouble
    return Part(piece, figure, drawn, kept_definition(frozen) if shown and frozen else ())


def _drawn(desk: Desk | None, figures: Sequence[ReportFigure], rights: Rights) -> list[Drawn | None]:
    kept = {figure.pk: thawed(figure.frozen) for figure in figures if figure.frozen is not None}
    told = iter(_allowed(list(kept.values()), rights))
    live = [figure for figure in figures if figure.frozen is None]
    answers = iter(answers_of(desk, [figure.question for figure in live]) if desk else ())
    found: list[Drawn | None] = []
    for figure in figures:
        answer = next(told if figure.pk in kept else answers, None)
        plan = TilePlan(figure.caption, Look(figure.look), figure.question, figure.pk)
        found.append(None if answer is None else drawn_from(plan, f"figura-{figure.number}", answer, most=None))
    return found


def _allowed(answers: Sequence[Answer], rights: Rights) -> list[Answer | Trouble]:
    """Figures kept by who may ask by Comune, for a reader who perhaps may not."""
    if rights.comuni:
        return list(answers)
    named = {place for answer in answers for place in answer.question.places}
    comuni = set(Territory.objects.filter(pk__in=named, kind=TerritoryKind.MUNICIPALITY).values_list("pk", flat=True))
    words = _("Questa figura è per Comune e non si mostra: le tue statistiche arrivano fino agli Ambiti.")
    return [
        Trouble(words) if answer.question.rows == PlaceLevel.COMUNE or comuni & {*answer.question.places} else answer
        for answer in answers
    ]


def pieces_on_paper(reading: Reading, words: str) -> list[dict[str, Any]]:
    """The parts for print; `words` heads a figure: `Figura %(number)s. %(caption)s`."""
    found: list[dict[str, Any]] = []
    for part in reading.parts:
        if part.piece.kind != Kind.FIGURE:
            found.append({"kind": part.piece.kind.value, "text": part.piece.text})
        elif part.figure is not None and part.drawn is not None:
            title = words % {"number": part.figure.number, "caption": part.figure.caption}
            if part.drawn.answer is None:
                found.append({"kind": Kind.PROSE.value, "text": f"{title}. {part.drawn.trouble}"})
                continue
            figure = part.drawn.answer.figure
            picture = picture_of(figure, part.drawn.answer.drawings, part.drawn.look)
            said = f"{figure.title}, {figure.subtitle}"
            found.append(figure_piece(figure, title=title, detail=said, picture=picture, counted=part.definition))
    return found
