# SPDX-License-Identifier: EUPL-1.2
"""What ties tell in the record's story, and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.queries.record_timeline import Moment
from ordito.core.paper import Grid, Picture
from ordito.kinship.queries.ecomap import ecomap
from ordito.kinship.queries.genogram import genogram, name_of
from ordito.kinship.queries.graph import graph_of
from ordito.kinship.queries.page import bond_words
from ordito.kinship.queries.parents import known_parents
from ordito.kinship.queries.responsibility import responsibilities

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block
    from ordito.kinship.queries.ecomap import Ecomap
    from ordito.kinship.queries.genogram import Genogram

KEY = "kinship"


def moments(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """Ties and responsibilities with a day, when they begin and when they end."""
    page = ("kinship:ties", (record.pk,))
    graph = graph_of(actor, record.case_file, day=record.today)
    for row in (*graph.rows, *graph.past):
        names = [name_of(graph.members[graph.keys[pk]]) for pk in (row.first_id, row.second_id)]
        what = _("%(first)s e %(second)s: %(bond)s") % {"first": names[0], "second": names[1], "bond": bond_words(row)}
        if row.valid_from:
            late = _late(row.valid_from, row.recorded_at)
            yield Moment(row.valid_from, KEY, what, "it-user", "", *page, written_on=late)
        if row.valid_to:
            yield Moment(row.valid_to, KEY, _("Finisce: %(what)s") % {"what": what}, "it-user", "", *page)
    for line in responsibilities(actor, record.case_file, day=record.today):
        if line.starts_on:
            title = _("Responsabilità genitoriale di %(holder)s per %(child)s: %(kind)s") % {
                "holder": line.holder,
                "child": line.child,
                "kind": line.kind,
            }
            late = _late(line.starts_on, line.recorded_at)
            yield Moment(line.starts_on, KEY, title, "it-user", line.source, *page, written_on=late)


def _late(day: date, recorded_at: datetime) -> date | None:
    written = timezone.localdate(recorded_at)
    return written if written != day else None


def printed(actor: Actor, record: RecordHeader) -> list[Block]:
    """Genogram, parental responsibility and ecomap of today, each drawing with its table."""
    graph = graph_of(actor, record.case_file, day=record.today)
    drawn, around = genogram(graph, case_file=record.case_file), ecomap(actor, record.case_file, day=record.today)
    blocks: list[Block] = []
    if len(drawn.people) > 1:
        svg = render_to_string("kinship/drawings/genogram.html", {"genogram": drawn})
        blocks.append(Picture(svg.strip(), drawn.summary, _("Genogramma"), _people(drawn)))
    parents = known_parents(actor, record)
    if parents:
        known = [(one.name, one.relation, one.born, one.died, one.contacts, one.responsibility) for one in parents]
        names = (_("Chi"), _("Che cosa è"), _("Nascita"), _("Decesso"), _("Recapiti"), _("Responsabilità genitoriale"))
        blocks.append(Grid(names, known, _("Genitori")))
    held = responsibilities(actor, record.case_file, day=record.today)
    if held:
        lines = [(one.child, one.holder, one.kind, f"{one.source} {one.measure}".strip(), one.period) for one in held]
        heads = (_("Per chi"), _("Chi"), _("Come"), _("Da che cosa viene"), _("Quando"))
        blocks.append(Grid(heads, lines, _("Responsabilità genitoriale")))
    if around.ties:
        svg = render_to_string("kinship/drawings/ecomap.html", {"ecomap": around})
        blocks.append(Picture(svg.strip(), around.summary, _("Ecomappa"), _around(around)))
    return blocks


def _people(drawn: Genogram) -> Grid:
    heads = (_("Persona"), _("Chi è per la persona della cartella"), _("Età"), _("Vive qui"))
    return Grid(heads, [(one.name, one.relation, one.age_text, _("sì") if one.at_home else "") for one in drawn.people])


def _around(ecomap: Ecomap) -> Grid:
    heads = (_("Con chi"), _("Ambito"), _("Di chi"), _("Com’è"), _("Quando"))
    return Grid(heads, [(tie.name, tie.area, tie.of, tie.strength, tie.period) for tie in ecomap.ties])
