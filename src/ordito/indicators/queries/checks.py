# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a recipe, in words: what it names and is not there, what cannot be divided, what has no data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.core.declare import dataset_named
from ordito.indicators.engine.definition import Flaw, Over
from ordito.indicators.queries.frames import age_bands
from ordito.territory.models import Population

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ordito.indicators.engine.definition import Definition, FlawedDefinitionError
    from ordito.indicators.queries.catalogue import Countable


@dataclass(frozen=True)
class Problem:
    """Something wrong at a key of the recipe; what does not block lets it be put in use all the same."""

    key: str
    text: str
    blocks: bool = True


def blocking(recipe: Definition, offered: Mapping[str, Countable]) -> list[Problem]:
    """The problems for which a recipe cannot be put in use."""
    return [problem for problem in problems_of(recipe, offered) if problem.blocks]


def problems_of(recipe: Definition, offered: Mapping[str, Countable]) -> list[Problem]:
    """Every problem of a recipe, given the datasets that can be counted."""
    dataset = offered.get(recipe.dataset)
    if dataset is None:
        words = _("I dati «%(name)s» non ci sono in questa installazione.") % {"name": recipe.dataset}
        return [Problem("dataset", words)]
    return [
        *_measures(recipe, dataset, offered),
        *_named(recipe, dataset),
        *_ages(recipe, dataset, age_bands_in_use()),
        *_divided(recipe, dataset),
        *_empty(recipe),
    ]


def _measures(recipe: Definition, dataset: Countable, offered: Mapping[str, Countable]) -> Iterator[Problem]:
    if recipe.measure.value not in {choice.value for choice in dataset.measures}:
        yield Problem("measure", _("«%(data)s» non si può contare così.") % {"data": dataset.label})
    if recipe.column and recipe.column not in dataset.numbers:
        words = _("«%(name)s» non è un numero di «%(data)s».") % {"name": recipe.column, "data": dataset.label}
        yield Problem("column", words)
    elif gone := dataset.gone.get(recipe.column):
        yield Problem("column", gone)
    other = offered.get(recipe.over.dataset) if recipe.over.dataset else dataset
    if other is None:
        words = _("I dati «%(name)s» non ci sono in questa installazione.") % {"name": recipe.over.dataset}
        yield Problem("over.dataset", words)
    elif recipe.over.measure and recipe.over.measure.value not in {choice.value for choice in other.measures}:
        yield Problem("over.measure", _("«%(data)s» non si può contare così.") % {"data": other.label})


def _named(recipe: Definition, dataset: Countable) -> Iterator[Problem]:
    for key in recipe.dimensions():
        if key not in dataset.dimensions:
            yield Problem("where", _("«%(name)s» non è un dato di «%(data)s»: è stato tolto, o non c’è mai stato.") % {
                "name": key, "data": dataset.label,
            })  # fmt: skip
        elif gone := dataset.dimensions[key].gone:
            yield Problem("where", gone)
    for only in recipe.where:
        known = dataset.dimensions.get(only.dimension)
        if known is None:
            continue
        for code in only.codes:
            said = {"code": known.codes.get(code, code), "list": known.label}
            if known.codes and code not in known.codes:
                yield Problem("where", _("La voce «%(code)s» di «%(list)s» non esiste.") % said)
            elif code in known.retired:
                yield Problem("where", _("La voce «%(code)s» di «%(list)s» non è più in uso: toglila.") % said)


def age_bands_in_use() -> list[int]:
    """The first age of each band."""
    return [band.first for band, _opens in age_bands()]


def _ages(recipe: Definition, dataset: Countable, firsts: Sequence[int]) -> Iterator[Problem]:
    if recipe.age_from is None and recipe.age_to is None:
        return
    if not dataset.personal:
        if recipe.over.over != Over.RESIDENTS:
            words = _("«%(data)s» non riguarda persone seguite: un’età serve solo per dividere per i residenti.")
            yield Problem("ages", words % {"data": dataset.label})
        return
    begins = recipe.age_from is None or recipe.age_from == 0 or recipe.age_from in firsts
    ends = recipe.age_to is None or recipe.age_to + 1 in firsts
    if not begins or not ends:
        bands = ", ".join(str(first) for first in firsts)
        yield Problem("ages", _("Le età non coincidono con le fasce in uso, che cominciano a: %(bands)s.") % {
            "bands": bands,
        })  # fmt: skip


def _divided(recipe: Definition, dataset: Countable) -> Iterator[Problem]:
    over = recipe.over
    if over.over == Over.RESIDENTS:
        if not dataset.personal and recipe.age_from is None and recipe.age_to is None:
            words = _("Senza un’età contano tutti i residenti.")
            yield Problem("over", words, blocks=False)
        ages = Population.objects.filter(residents__gt=0)
        if recipe.age_from is not None:
            ages = ages.filter(age__gte=recipe.age_from)
        if recipe.age_to is not None:
            ages = ages.filter(age__lte=recipe.age_to)
        if not ages.exists():
            words = _("Non ci sono residenti di queste età: si dividerebbe per zero. Carica prima i residenti.")
            yield Problem("over", words, blocks=False)
    same = over.over == Over.COUNT and not over.dataset and over.measure == recipe.measure
    if same and set(over.where) == set(recipe.where):
        yield Problem("over", _("Una cosa divisa per sé stessa fa sempre uno: togli una condizione dal totale."))


def _empty(recipe: Definition) -> Iterator[Problem]:
    dataset = dataset_named(recipe.dataset)
    if dataset is None or not dataset.rows().exists():
        words = _("Non c’è ancora nessun dato da contare: le tabelle resteranno vuote.")
        yield Problem("dataset", words, blocks=False)


def flaw_in_words(error: FlawedDefinitionError) -> str:
    """Why a recipe cannot be read."""
    words = {
        Flaw.UNKNOWN: _("«%(key)s» non è una voce prevista qui."),
        Flaw.MISSING: _("Manca «%(key)s»."),
        Flaw.WRONG_KIND: _("«%(key)s» non è scritto nel modo giusto."),
        Flaw.NOT_OFFERED: _("«%(key)s» non ha uno dei valori possibili."),
        Flaw.TWICE: _("In «%(key)s» una voce è ripetuta."),
        Flaw.DISORDERED: _("L’età massima è più bassa della minima."),
        Flaw.NEEDS_COLUMN: _("Scegli di quale numero fare la media o la somma."),
        Flaw.NOT_DIVISIBLE: _("Una media non si divide per altro."),
        Flaw.NOT_PART: _("Nel totale possono valere solo alcune delle condizioni scelte, non tutte e non altre."),
    }
    return words[error.flaw] % {"key": error.key}
