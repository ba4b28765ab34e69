# SPDX-License-Identifier: EUPL-1.2
"""The report as a document: the tables of its page, one after the other, for the PDF and for a spreadsheet.

Both are made of what the page shows, so that nothing stands in a file that the page would hide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.training.queries.evaluation_report import RateLine, Shown, section_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ordito.training.queries.evaluation_answers import Asking
    from ordito.training.queries.evaluation_report import QuestionLine, Section
    from ordito.training.queries.evaluation_results import Result

Value = str | int


@dataclass(frozen=True)
class PaperTable:
    """A table: what its first column is of, the headings of the others, and its lines."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class PaperQuestion:
    """A question, what stands below it, and its tables."""

    title: str
    said: str
    tables: Sequence[PaperTable]


@dataclass(frozen=True)
class PaperPart:
    """A questionnaire's part of the document, or the indicators'."""

    title: str
    lead: str
    questions: Sequence[PaperQuestion]

    def as_data(self) -> dict[str, Any]:
        """The same for a template: figures as they read."""
        questions = [vars(one) | {"tables": [vars(table) for table in one.tables]} for one in self.questions]
        return vars(self) | {"questions": questions}


def parts_of(found: Asking, rates: Sequence[RateLine], results: Sequence[Result]) -> list[PaperPart]:
    """Everything that a report says, in the order of its page."""
    parts = [PaperPart(_("Chi ha risposto"), "", [_rates(found, rates)])] if rates else []
    parts += [_part(found, section_of(found, group)) for group in found.groups]
    if results:
        lead = _("Gli indicatori sono del territorio: cambiano per molte ragioni, non solo per il corso.")
        parts.append(PaperPart(_("Risultati nel territorio"), lead, [_result(one) for one in results]))
    return parts


def lines_of(parts: Sequence[PaperPart]) -> tuple[list[str], list[list[str | float]]]:
    """The same as headings and lines of one sheet: a line for each figure, with where it stands."""
    headings = [_("Parte"), _("Domanda"), _("Tabella"), _("Voce"), _("Misura"), _("Valore")]
    lines: list[list[str | float]] = []
    for part in parts:
        for question in part.questions:
            if not question.tables:
                lines.append([part.title, question.title, "", "", "", question.said])
            for table in question.tables:
                for first, *others in table.rows:
                    place = [part.title, question.title, table.caption, str(first)]
                    for heading, value in zip(table.headings[1:], others, strict=True):
                        lines.append([*place, heading, value.value if isinstance(value, Shown) else value])
    return headings, lines


def _rates(found: Asking, rates: Sequence[RateLine]) -> PaperQuestion:
    headings = [_("Momento"), _("Potevano rispondere"), _("Hanno risposto"), _("Per cento")]
    few = _("meno di %(least)s") % {"least": found.threshold}
    rows: list[list[Value]] = [
        [capfirst(line.label), "–", few, "–"]
        if line.people is None or line.answers is None
        else [capfirst(line.label), line.people, line.answers, line.percent]
        for line in rates
    ]
    left = [f"{capfirst(line.label)}: {_left_out(line.excluded, found)}." for line in rates if line.excluded]
    return PaperQuestion("", " ".join(left), [PaperTable("", headings, rows)])


def _left_out(editions: int, found: Asking) -> str:
    words = ngettext(
        "un’edizione con meno di %(least)s risposte non è compresa",
        "%(count)s edizioni con meno di %(least)s risposte non sono comprese",
        editions,
    )
    return words % {"count": editions, "least": found.threshold}


def _part(found: Asking, section: Section) -> PaperPart:
    lead = _("Dal questionario «%(title)s».") % {"title": section.group.title}
    questions = [
        PaperQuestion(line.label, _said(found, section, line), list(_tables(line))) for line in section.questions
    ]
    return PaperPart(capfirst(section.group.label), lead, questions)


def _said(found: Asking, section: Section, line: QuestionLine) -> str:
    """How many answered, the mean of numbers, and what is left out because it is too little."""
    if line.answered is None:
        return _("Non si mostra: hanno risposto in meno di %(least)s, o nessuno.") % {"least": found.threshold}
    if section.paired:
        answers = ngettext(
            "%(count)s persona ha risposto prima e dopo", "%(count)s persone hanno risposto prima e dopo", line.answered
        )
    else:
        answers = ngettext("%(count)s risposta", "%(count)s risposte", line.answered)
    said = [answers % {"count": line.answered}]
    if line.excluded:
        said.append(_left_out(line.excluded, found))
    return "; ".join(said)


def _tables(line: QuestionLine) -> Iterator[PaperTable]:
    rows: list[list[Value]]
    if line.choices:
        rows = [[choice.label, choice.number, choice.percent] for choice in line.choices]
        yield PaperTable(_("Risposte"), [_("Voce"), _("Numero"), _("Per cento delle risposte")], rows)
    if line.mean:
        yield PaperTable(
            _("In breve"), ["", _("Media"), _("Mediana")], [[_("Tutte le risposte"), line.mean, line.median]]
        )
    if line.change is not None:
        change = line.change
        low, high = change.ends or ("–", "–")
        headings = ["", _("Media prima"), _("Media dopo"), _("Differenza"), _("Intervallo da"), _("Intervallo a")]
        row: list[Value] = [_("Le stesse persone"), change.before, change.after, change.difference, low, high]
        yield PaperTable(_("Quanto è cambiato, con un intervallo al 95 per cento"), headings, [row])
    elif line.shares:
        rows = [[share.label, share.before, share.after] for share in line.shares]
        yield PaperTable(_("Prima e dopo"), [_("Voce"), _("Per cento prima"), _("Per cento dopo")], rows)
    if line.places:
        headings = [_("Territorio"), _("Risposte"), *(heading for heading, _cell in line.places[0].cells)]
        rows = [[place.name, place.answered, *(cell for _heading, cell in place.cells)] for place in line.places]
        yield PaperTable(_("Per territorio"), headings, rows)


def _result(result: Result) -> PaperQuestion:
    figure = result.figure
    if figure is None:
        return PaperQuestion(result.title, result.trouble, [])
    rows = [
        [row.label, *(figure.text(cell, column) for column, cell in enumerate(row.cells))] for row, _url in result.rows
    ]
    return PaperQuestion(
        result.title, " ".join(figure.notes), [PaperTable(figure.title, [figure.row_heading, *figure.columns], rows)]
    )
