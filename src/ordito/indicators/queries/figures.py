# SPDX-License-Identifier: EUPL-1.2
"""From a question to one figure: counted, passed through the gate, written down with what must travel with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.indicators.engine.blocks import Asked, block_of
from ordito.indicators.engine.counts import AGE, GENDER, PLACE
from ordito.indicators.engine.disclosure import Block, Cells, Policy, Protected, Refused
from ordito.indicators.engine.model import Cut, Measure, Period
from ordito.indicators.engine.release import Gate
from ordito.indicators.engine.suppression import HideOthersToo
from ordito.indicators.engine.table import Figure, Words
from ordito.indicators.enums import Audience, Breakdown, PlaceLevel
from ordito.indicators.queries.frames import BANDS, BROAD, ground_of
from ordito.indicators.queries.questions import Question, policy_for
from ordito.indicators.queries.snapshots import Coverage, coverage
from ordito.indicators.queries.tables import Layout, Writer, layout_of, measure_of, target_node
from ordito.territory.models import TerritoryLink
from ordito.territory.queries import population_year

if TYPE_CHECKING:
    from datetime import date

    from ordito.indicators.engine.table import Row
    from ordito.indicators.models import Snapshot
    from ordito.indicators.queries.frames import Ground

KEPT_SECONDS = 26 * 3600
"""Until after the next night, whose snapshot has other answers."""


@dataclass(frozen=True)
class Answer:
    """A figure, or the coarser questions that can be answered in its place."""

    figure: Figure | None
    proposals: tuple[Question, ...]
    ground: Ground
    coverage: Coverage
    comuni: int


@dataclass(frozen=True, eq=False)
class LetOut:
    """Cells that the gate let out."""

    protected: Protected

    def cells(self, part: str, cut: Cut) -> Cells | None:
        """A part at a cut."""
        return self.protected.cells.get((part, cut))


@dataclass(frozen=True, eq=False)
class Exact:
    """Cells as they are, for whoever may open the records behind."""

    block: Block

    def cells(self, part: str, cut: Cut) -> Cells:
        """A part at a cut."""
        counts = next(found for found in self.block.parts if found.name == part).counts
        values = counts.at(self.block.axes, cut)
        return Cells(values, np.zeros(values.shape, dtype=np.int8))


def answer_of(snapshot: Snapshot, question: Question, today: date) -> Answer:
    """The figure of a question, or what can be answered instead."""
    ground = ground_of(snapshot, question.period, today)
    layout = layout_of(ground, question)
    covered = coverage(ground.frame.mart, question.period)
    policy, _exact = policy_for(Audience.NETWORK)
    asked = Asked(measure_of(question), question.period, question.facet)
    source: LetOut | Exact
    if question.exact:
        source = Exact(block_of(ground.frame_of(question.within), asked))
    else:
        found = _through_the_gate(snapshot, layout, policy)
        if isinstance(found, Refused):
            return Answer(None, _coarser(snapshot, layout, policy, found), ground, covered, len(ground.comuni))
        source = LetOut(found)
    residents = ground.residents() if asked.measure == Measure.RATE else None
    reason = _hidden_reason(policy)
    rows = Writer(layout, source, covered, residents, reason).rows()
    return Answer(_figure(snapshot, layout, rows, covered, policy), (), ground, covered, len(ground.comuni))


def _through_the_gate(snapshot: Snapshot, layout: Layout, policy: Policy) -> Protected | Refused:
    """What the gate says, remembered: it depends on the snapshot, the question's counts and the places of the day."""
    question, ground = layout.question, layout.ground
    asked = Asked(measure_of(question), question.period, question.facet)
    names = [name for name, _code, _label in layout.parts]
    axes = hashlib.sha256()
    for axis in ground.axes:
        for level in axis.levels:
            axes.update(level.group.tobytes())
            axes.update("|".join(level.codes).encode())
    measure = Measure.PERSONS if asked.measure == Measure.RATE else asked.measure
    said = (snapshot.key, policy.threshold, measure, asked.period, asked.facet, layout.cut, names, axes.hexdigest())
    key = "indicators." + hashlib.sha256(repr(said).encode()).hexdigest()
    found: Protected | Refused | None = cache.get(key)
    if found is None:
        gate = Gate(policy, HideOthersToo())
        found = gate.protect(block_of(ground.frame, asked), layout.cut, names)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _coarser(snapshot: Snapshot, layout: Layout, policy: Policy, refused: Refused) -> tuple[Question, ...]:
    """Questions that pass: the recodings found by the gate, and the whole year of a quarter."""
    question, axes = layout.question, layout.ground.axes
    target = target_node(layout.ground, question)[0]
    found = []
    for cut in refused.proposals:
        if not axes[AGE].refines(cut[AGE], target):
            continue
        level = PlaceLevel(axes[PLACE].levels[cut[PLACE]].name)
        ages = {BANDS: Breakdown.AGE, BROAD: Breakdown.BROAD_AGE}.get(axes[AGE].levels[cut[AGE]].name, Breakdown.NONE)
        gender = Breakdown.GENDER if cut[GENDER] != axes[GENDER].whole else Breakdown.NONE
        kept = question.breakdown if layout.by_value or question.value else (gender.value or ages.value)
        within = None if level == PlaceLevel.REGION else question.within
        found.append(replace(question, level=level, breakdown=kept, within=within))
    if question.period.quarter is not None:
        year = replace(question, period=question.period.whole_year())
        fresh = layout_of(layout.ground, year)
        if isinstance(_through_the_gate(snapshot, fresh, policy), Protected):
            found.append(year)
    return tuple(dict.fromkeys(other for other in found if other != question))


def _hidden_reason(policy: Policy) -> str:
    """One reason for all: to say which cell is small and which protects it would tell the small ones."""
    return _(
        "Nascosta per proteggere le persone: la cifra riguarda meno di %(threshold)s persone, o permetterebbe di "
        "ricavarne un’altra così piccola."
    ) % {"threshold": policy.threshold}


def period_label(period: Period) -> str:
    """`2025`, `2º trimestre 2025`."""
    if period.quarter is None:
        return str(period.year)
    return _("%(number)sº trimestre %(year)s") % {"number": period.quarter, "year": period.year}


def _figure(snapshot: Snapshot, layout: Layout, rows: list[Row], covered: Coverage, policy: Policy) -> Figure:
    question = layout.question
    measure = measure_of(question)
    columns = [column.label for column in layout.columns]
    for unstated in (_("Non indicato"), _("Età non nota")):
        if unstated in columns:
            rows, columns = without_empty(rows, columns, unstated)
    heading = Breakdown(question.breakdown).label if layout.by_value else question.level.label
    return Figure(
        title=question.indicator.name,
        subtitle=_subtitle(layout),
        row_heading=str(heading),
        columns=tuple(columns),
        rows=tuple(rows),
        unit=question.indicator.unit,
        decimals=1 if measure == Measure.RATE else 0,
        notes=tuple(_notes(snapshot, layout, covered, policy)),
        attribution=_("Elaborazione sulle cartelle sociali registrate in Ordito."),
        words=Words(
            hidden=_("nascosta"),
            no_data=_("senza dati"),
            demonstration=_("Dati inventati") if settings.DEMONSTRATION else "",
            marks=formats.get_format("THOUSAND_SEPARATOR") + formats.get_format("DECIMAL_SEPARATOR"),
        ),
        protected=not question.exact,
    )


def _subtitle(layout: Layout) -> str:
    question = layout.question
    where = question.within.name if question.within else layout.ground.axes[PLACE].levels[-1].labels[0]
    parts = [where, period_label(question.period)]
    if question.facet and not layout.by_value and layout.parts:
        parts.append(layout.parts[0][2])
    return ", ".join(parts)


def without_empty(rows: list[Row], columns: list[str], label: str) -> tuple[list[Row], list[str]]:
    """Leave out a column in which every cell is zero or without data: nobody is unstated."""
    at = columns.index(label)
    if any(row.cells[at].value != 0 and row.cells[at].state != "no_data" for row in rows):
        return rows, columns
    kept = [replace(row, cells=row.cells[:at] + row.cells[at + 1 :]) for row in rows]
    return kept, columns[:at] + columns[at + 1 :]


def _notes(snapshot: Snapshot, layout: Layout, covered: Coverage, policy: Policy) -> list[str]:
    """What the reader must know to read the figure rightly."""
    question, ground = layout.question, layout.ground
    said = {
        "number": len(covered.with_data),
        "all": len(ground.comuni),
        "read": format_date(timezone.localdate(snapshot.read_at)),
    }
    notes = [_("Dati di %(number)s Comuni su %(all)s, letti il %(read)s.") % said]
    if covered.since:
        notes.append(_("La presa in carico più lontana è del %(day)s.") % {"day": format_date(covered.since)})
    if question.exact:
        notes.append(_("Cifre esatte e riservate: non vanno diffuse fuori dal servizio."))
    else:
        notes.append(
            _("Cifre protette: sono nascoste quelle su meno di %(threshold)s persone e quelle da cui si ricavano.")
            % {"threshold": policy.threshold}
        )
    if question.period.last > timezone.localdate(snapshot.read_at):
        notes.append(_("Il periodo non era concluso quando i dati sono stati letti: le cifre cresceranno."))
    measure = measure_of(question)
    if measure in {Measure.PERSONS, Measure.RATE}:
        notes.append(_("Ogni persona è contata una volta, dove ha la presa in carico più recente del periodo."))
    if layout.by_value:
        notes.append(_("Una persona può stare in più righe: le righe non si sommano e non c’è un totale."))
    if measure == Measure.RATE:
        notes.append(_("Residenti al 1º gennaio %(year)s.") % {"year": population_year(ground.day)})
    unconfirmed = TerritoryLink.objects.at(ground.day).filter(hierarchy="ambito", verified=False).exists()
    if question.level == PlaceLevel.AMBITO and unconfirmed:
        notes.append(_("La composizione degli Ambiti è da confermare da parte della Regione."))
    return notes
