# SPDX-License-Identifier: EUPL-1.2
"""From a question to one figure with everything that must travel with it, remembered until the data change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito import __version__
from ordito.core.asked import once
from ordito.core.dates import format_date
from ordito.core.declare import About, dataset_named
from ordito.explore.engine.question import FILTER
from ordito.explore.queries.asking import QuestionError, asked_by
from ordito.explore.queries.drawings import Drawings, Ground, drawings_of
from ordito.explore.queries.tables import Builder, TooLargeError
from ordito.indicators.engine.definition import Over
from ordito.indicators.engine.mart import BrokenSnapshotError
from ordito.indicators.engine.query import DISTINCT, NUMBERS, TooManyCellsError, UnknownColumnError
from ordito.indicators.engine.table import Figure, Words
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.queries.frames import age_bands
from ordito.indicators.queries.periods import period_label
from ordito.indicators.queries.scales import column_of
from ordito.territory.models import Territory, TerritoryLink
from ordito.territory.queries import population_year

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from ordito.explore.engine.question import Question
    from ordito.explore.queries.desk import Asked, Desk, Dimension
    from ordito.explore.queries.tables import Table

KEPT_SECONDS = 26 * 3600
"""Until after the next night, whose snapshot has other answers."""
SHAPE = 1
"""Raised when `Answer`, or anything in it, changes between versions of Ordito."""


@dataclass(frozen=True)
class Answer:
    """A figure, what it was asked by, and the drawings of the column that is drawn unless another is chosen."""

    question: Question
    figure: Figure
    ground: Ground
    column: int
    drawings: Drawings | None


@dataclass(frozen=True)
class Trouble:
    """Why there is no figure, in words; `cells` when it would have had too many."""

    text: str
    cells: int = 0


def answer_of(desk: Desk, question: Question) -> Answer:
    """The figure of a question; TooLargeError, TooManyCellsError when it is too large to be counted or read."""
    builder = Builder(desk, question)
    table = builder.table()
    asked = builder.asked
    figure = Figure(
        title=asked.name,
        subtitle=subtitle_of(desk, question),
        row_heading=builder.rows.label,
        columns=table.columns,
        rows=table.rows,
        unit=asked.unit,
        decimals=asked.decimals,
        notes=tuple(_notes(desk, question, table, builder)),
        attribution=_made_of(asked),
        words=Words(
            hidden=_("nascosta"),
            no_data=_("senza dati"),
            demonstration=_("Dati inventati") if settings.DEMONSTRATION else "",
            marks=formats.get_format("THOUSAND_SEPARATOR") + formats.get_format("DECIMAL_SEPARATOR"),
            notes=_("Note"),
        ),
        protected=not question.exact,
        places=table.places,
    )
    ground = Ground(builder.rows.level, builder.days[0], question.within)
    column = 0 if question.against else len(figure.columns) - 1
    return Answer(question, figure, ground, column, drawings_of(figure, ground, column))


def _made_of(asked: Asked) -> str:
    """Of which data a figure is made."""
    dataset = dataset_named(asked.definition.dataset)
    if dataset is None or dataset.about == About.PEOPLE:
        return _("Elaborazione sulle cartelle sociali registrate in Ordito.")
    return _("Elaborazione sui dati «%(name)s» registrati in Ordito.") % {"name": dataset.label}


def subtitle_of(desk: Desk, question: Question) -> str:
    """Where, when and of whom: `Ambito di prova, 2025, Femmine`."""
    within = desk.places.get(question.within or 0)
    dimensions = desk.dimensions(desk.asked[question.measure].definition.dataset)
    parts = [within.name if within else desk.whole]
    if not question.in_time:
        parts.append(period_label(question.period))
    parts += [dimensions[code].codes.get(value, value) for code, value in question.only]
    if question.against:
        other = question.other_period
        place = desk.places.get(question.other_place or 0)
        term = period_label(other) if other else place.name if place else desk.whole
        parts.append(_("a confronto con %(term)s") % {"term": term})
    return ", ".join(parts)


def _notes(desk: Desk, question: Question, table: Table, builder: Builder) -> list[str]:
    """What the reader must know to read the figure rightly; first, on how many Comuni it stands and since when."""
    read = timezone.localdate(desk.snapshot.read_at)
    with_data = len(table.counted.covered(question.period) & table.inside)
    said = {"number": with_data, "all": len(table.inside), "read": format_date(read)}
    behind = _("Dati di %(number)s Comuni su %(all)s, letti il %(read)s.") % said
    if builder.asked.about != About.PEOPLE:
        behind = _("Dati in %(number)s Comuni su %(all)s, letti il %(read)s.") % said
    if table.counted.since:
        behind += " " + _("Il dato più lontano è del %(year)s.") % {"year": table.counted.since}
    notes = [behind]
    notes += _protection(desk, question, builder.asked, private=table.counted.cube.query.private)
    if question.period.last > read:
        notes.append(_("Il periodo non era concluso quando i dati sono stati letti: le cifre cresceranno."))
    if question.against:
        notes.append(
            _("Accanto a differenza e rapporto i valori possibili al 95 per cento: con cifre piccole sono larghi.")
        )
    notes += _counting(builder, table)
    notes += table.counted.breaks
    return notes


def _protection(desk: Desk, question: Question, asked: Asked, *, private: bool) -> list[str]:
    if asked.about != About.PEOPLE and not question.exact:
        return _openness(desk, asked, private=private)
    if question.exact:
        return [_("Cifre esatte e riservate: non vanno diffuse fuori dal servizio.")]
    error = formats.number_format(desk.noise.error, 1)
    return [
        _("Cifre perturbate per proteggere le persone: in media distano %(error)s dal vero, mai 1 o 2. Le stesse "
          "persone danno sempre la stessa cifra.") % {"error": error},
        _("I totali sono perturbati come ogni cifra: righe e colonne non sommano all’unità."),
    ]  # fmt: skip


def _openness(desk: Desk, asked: Asked, *, private: bool) -> list[str]:
    """How far figures about no person served are those that were written."""
    if asked.about == About.STAFF and asked.definition.measure in NUMBERS:
        words = _("Ore e durate degli operatori sono perturbate, e si vedono dove sono almeno %(threshold)s.")
        return [words % {"threshold": desk.noise.threshold}]
    if asked.about == About.STAFF and private:
        words = _("Le risposte degli operatori sono perturbate, e si vedono dove sono almeno %(threshold)s.")
        return [words % {"threshold": desk.noise.threshold}]
    number = column_of(asked.definition.dataset, asked.definition.column)
    if private or (number is not None and number.of_people):
        error = formats.number_format(desk.noise.error, 1)
        words = _("Questo numero può contare persone: ogni cifra dista in media %(error)s dal vero, mai 1 o 2.")
        if private:
            words = _("Una risposta scelta qui conta persone: ogni cifra dista in media %(error)s dal vero, mai 1 o 2.")
        return [words % {"error": error}]
    return [_("Queste cifre non riguardano persone seguite: sono quelle scritte, senza perturbazione.")]


def _counting(builder: Builder, table: Table) -> list[str]:
    definition = builder.asked.definition
    notes = []
    if definition.measure in DISTINCT and table.counted.about == About.PEOPLE:
        notes.append(
            _("Ogni persona è contata una volta in ogni cifra: chi sta in più righe ne ha una sola nel totale.")
        )
    if definition.over.over == Over.RESIDENTS:
        years = ", ".join(dict.fromkeys(str(population_year(day) or "") for day in builder.days))
        of_some = _("Residenti al 1º gennaio %(year)s, solo quelli dei Comuni con dati.")
        notes.append(
            (of_some if table.counted.about == About.PEOPLE else _("Residenti al 1º gennaio %(year)s."))
            % {"year": years}
        )
        if builder.aimed:
            notes.append(_("Di un tipo di servizio contano i residenti delle età a cui è rivolto."))
    if builder.rows.level == PlaceLevel.AMBITO and _unverified(builder.days[0]):
        notes.append(_("La composizione degli Ambiti è da confermare da parte della Regione."))
    if builder.asked.version is not None:
        notes.append(_("Definizione dell’indicatore: versione %(number)s.") % {"number": builder.asked.version})
    else:
        notes.append(_("Conteggio scelto da chi legge: non è un indicatore concordato."))
    return notes


@once
def _unverified(day: date) -> bool:
    """Whether it is yet to be confirmed which Comuni some Ambito is made of on a day."""
    return TerritoryLink.objects.at(day).filter(hierarchy="ambito", verified=False).exists()


def answers_of(desk: Desk, wanted: Sequence[Mapping[str, str]]) -> list[Answer | Trouble]:
    """The figures of many addresses, those known already in one question to the cache; no trouble is kept."""
    stands = _stands_on(desk)
    keys = [_key(desk, parameters, stands) for parameters in wanted]
    known: dict[str, Answer | Trouble] = cache.get_many(set(keys))
    fresh = {}
    for key, parameters in zip(keys, wanted, strict=True):
        if key not in known:
            known[key] = fresh[key] = answer_for(desk, parameters)
    fresh = {key: answer for key, answer in fresh.items() if isinstance(answer, Answer)}
    if fresh:
        cache.set_many(fresh, KEPT_SECONDS)
    return [known[key] for key in keys]


def answer_for(desk: Desk, parameters: Mapping[str, str]) -> Answer | Trouble:
    """The figure of an address, which is kept by nobody; the cube behind it is."""
    try:
        question = asked_by(parameters, desk)
    except QuestionError as error:
        return Trouble(str(error))
    return told(desk, question)


def told(desk: Desk, question: Question) -> Answer | Trouble:
    """The answer of a question, counted now, or why there is none."""
    try:
        return answer_of(desk, question)
    except (TooLargeError, TooManyCellsError) as error:
        words = _("Questa tabella avrebbe %(cells)s caselle: è troppo grande.") % {"cells": error.cells}
        return Trouble(words, error.cells)
    except UnknownColumnError:
        return Trouble(_("I dati di oggi non hanno una delle voci chieste: togli righe, colonne o filtri."))
    except BrokenSnapshotError:
        return Trouble(_("I dati delle statistiche vanno aggiornati: chiedilo a chi ne ha il compito."))


def _stands_on(desk: Desk) -> str:
    """What every answer depends on besides its question: the version that made it, data, protection, places, ages."""
    places = Territory.objects.order_by("pk").values_list("pk", "name")
    bands = [(band.first, opens) for band, opens in age_bands()]
    return _digest([__version__, SHAPE, get_language(), settings.DEMONSTRATION, desk.stamp, list(places), bands])


def _key(desk: Desk, parameters: Mapping[str, str], stands: str) -> str:
    """All that an answer depends on: what it stands on, the question, its definition, and how its codes read."""
    asked = desk.asked.get(parameters.get("misura", ""))
    said: list[object] = [stands, sorted(parameters.items())]
    if asked is not None:
        dimensions = desk.dimensions(asked.definition.dataset)
        named = {*parameters.values(), *(name.removeprefix(FILTER) for name in parameters)} & dimensions.keys()
        words = [(code, dimensions[code].label, sorted(dimensions[code].codes.items())) for code in sorted(named)]
        said += [asked.name, asked.unit, asked.definition.to_data(), asked.version, words]
        said += _counting_people(asked, dimensions, named)
    return "explore." + _digest(said)


def _counting_people(asked: Asked, dimensions: Mapping[str, Dimension], named: Collection[str]) -> list[str]:
    """What of a question counts people: of some answers it may be said otherwise any day."""
    recipe = asked.definition
    kept = {*named, *(one.dimension for one in (*recipe.where, *recipe.over.where))} & dimensions.keys()
    number = column_of(recipe.dataset, recipe.column) if recipe.column else None
    told = [recipe.column] if number is not None and number.of_people else []
    return [*told, *sorted(code for code in kept if dimensions[code].of_people)]


def _digest(said: object) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
