# SPDX-License-Identifier: EUPL-1.2
"""Open answers, read one by one, and the report as tables of a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.campaigns.queries.answers import values_of
from ordito.campaigns.queries.board import percent_of
from ordito.campaigns.queries.report_figures import counted, reported
from ordito.questionnaires.engine.tables_out import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from ordito.campaigns.models import Campaign, Return
    from ordito.campaigns.queries.report import Report
    from ordito.campaigns.queries.report_figures import ReportFilter
    from ordito.core.access import Actor
    from ordito.questionnaires.engine.tables_out import Cell
    from ordito.questionnaires.models import VersionQuestion


@dataclass(frozen=True)
class OpenAnswers:
    """What one unit wrote to a question; several texts where it stands in a repeat."""

    row: Return
    texts: tuple[str, ...]


def answering(actor: Actor, campaign: Campaign, chosen: ReportFilter) -> QuerySet[Return]:
    """The returns whose answers a report counts, with their places: who may have written something."""
    rows = counted(reported(actor, campaign, chosen), chosen)
    return rows.select_related("ambito", "service__service_type")


def open_answers(rows: Sequence[Return], question: VersionQuestion) -> list[OpenAnswers]:
    """What the units of a page of returns wrote to a question; those that wrote nothing are left out."""
    values = values_of([row.submission_id for row in rows if row.submission_id is not None])
    found = []
    for row in rows:
        texts = tuple(values.get(row.submission_id or 0, {}).get(question.path, ()))
        if any(texts):
            found.append(OpenAnswers(row, tuple(text for text in texts if text)))
    return found


def not_answering(actor: Actor, campaign: Campaign, chosen: ReportFilter) -> QuerySet[Return]:
    """The returns owed that are not in the figures."""
    rows = reported(actor, campaign, chosen)
    return rows.exclude(pk__in=counted(rows, chosen).order_by().values("pk")).select_related("ambito")


def report_tables(report: Report, missing: QuerySet[Return]) -> list[Table]:
    """The report as sheets: coverage, figures (one line each), groups, and who is not in them."""
    return [
        Table(_("Copertura"), (_("Gruppo"), _("Dovute"), _("Nelle cifre"), _("Per cento")), _coverage(report)),
        Table(
            _("Cifre"),
            (_("Domanda"), _("Nome"), _("Risposte"), _("Voce"), _("Numero"), _("Valore"), _("Rilevazione precedente"),
             _("Differenza"), _("Serie")),
            _figures(report),
        ),
        Table(_("Per gruppo"), (_("Domanda"), _("Gruppo"), _("Risposte"), _("Voce"), _("Valore")), _groups(report)),
        Table(_("Chi non è nelle cifre"), (_("Unità"), _("Ambito"), _("Stato"), _("Scadenza")), _missing(missing)),
    ]  # fmt: skip


def _coverage(report: Report) -> Iterator[Sequence[Cell]]:
    for name, cover in ((_("Tutti"), report.whole), *report.groups):
        yield name, cover.due, cover.used, percent_of(cover.used, cover.due)


def _figures(report: Report) -> Iterator[Sequence[Cell]]:
    for question in report.questions:
        head = (question.label, question.name, question.answered)
        words = " – ".join(filter(None, (question.series_words, question.series.note)))
        for choice in question.choices:
            yield (*head, choice.label, choice.number, choice.percent, choice.before, choice.change, words)
        for stat in question.stats:
            yield (*head, stat.label, None, stat.now, stat.before, stat.change, words)
        if not question.choices and not question.stats:
            yield (*head, _("Risposte"), question.answered, "", "", "", words)


def _groups(report: Report) -> Iterator[Sequence[Cell]]:
    for question in report.questions:
        for group in question.groups:
            for heading, cell in group.named:
                yield question.label, group.name, group.answered, heading, cell
            if not question.headings:
                yield question.label, group.name, group.answered, _("Risposte"), str(group.answered)


def _missing(rows: QuerySet[Return]) -> Iterator[Sequence[Cell]]:
    for row in rows.order_by("unit_name", "pk").iterator(chunk_size=1000):
        yield row.unit_name, row.ambito.name if row.ambito else "", row.get_state_display(), row.due_on
