# SPDX-License-Identifier: EUPL-1.2
"""What a table that leaves may count: indicators with their filters, and plain counts of every dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.indicators.engine.definition import Over
from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.query import GENDER, NUMBERS
from ordito.indicators.enums import MeasureChoice
from ordito.indicators.queries.catalogue import catalogue, labels
from ordito.releases.engine.frozen import TAKINGS
from ordito.releases.queries.data import short_name, source_of, telling_of_people
from ordito.releases.queries.tables import ages_fit_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ordito.indicators.engine.definition import Definition
    from ordito.indicators.models import Indicator
    from ordito.indicators.queries.catalogue import Countable
    from ordito.releases.engine.frozen import Named

COUNTED = {
    Measure.PERSONS: gettext_lazy("Persone in carico nel periodo"),
    Measure.RATE: gettext_lazy("Persone in carico ogni 1.000 residenti"),
    Measure.EPISODES: gettext_lazy("Prese in carico attive nel periodo"),
    Measure.OPEN: gettext_lazy("Prese in carico aperte alla fine del periodo"),
    Measure.OPENED: gettext_lazy("Prese in carico aperte nel periodo"),
    Measure.CLOSED: gettext_lazy("Prese in carico chiuse nel periodo"),
}
INDICATOR, DATA = "i:", "d:"
THOUSAND = 1000
"""Rates are told out of so many residents."""


@dataclass(frozen=True)
class Subject:
    """What a table counts, under the key by which forms and addresses name it; `where` by names of facets."""

    key: str
    label: str
    dataset: str
    measure: Measure
    age_from: int | None = None
    age_to: int | None = None
    where: Named = ()
    indicator: str = ""


def plain(measure: Measure, dataset: str = TAKINGS) -> Subject:
    """A count of a dataset without any condition."""
    if dataset == TAKINGS and measure in COUNTED:
        return Subject(measure.value, str(COUNTED[measure]), dataset, measure)
    label = f"{labels().get(dataset, dataset)}: {MeasureChoice(measure.value).label}"
    return Subject(f"{DATA}{dataset}:{measure.value}", label, dataset, measure)


def of_indicator(indicator: Indicator) -> Subject | None:
    """An indicator with its filters; None for one whose tables do not leave (`why_not` says why)."""
    recipe = indicator.current.recipe if indicator.current else None
    if recipe is None or why_not(recipe):
        return None
    return Subject(
        f"{INDICATOR}{indicator.code}",
        indicator.name,
        recipe.dataset,
        Measure.RATE if recipe.over.over == Over.RESIDENTS else recipe.measure,
        recipe.age_from,
        recipe.age_to,
        tuple((short_name(recipe.dataset, one.dimension), tuple(sorted(one.codes))) for one in recipe.where),
        indicator.code,
    )


def subjects(indicators: Iterable[Indicator]) -> list[tuple[str, list[Subject]]]:
    """Everything that may be counted, by group: indicators first, then takings in charge, then the other data."""
    agreed = [subject for indicator in indicators if (subject := of_indicator(indicator))]
    groups = [(_("Indicatori"), agreed), (_("Prese in carico"), [plain(measure) for measure in COUNTED])]
    for name, found in sorted(catalogue().items(), key=lambda one: one[1].label):
        if name != TAKINGS and not found.confided:
            groups.append((found.label, [plain(measure, name) for measure in _counts_of(found)]))
    return [(label, several) for label, several in groups if several]


def _counts_of(found: Countable) -> list[Measure]:
    return [Measure(one.value) for one in found.measures if Measure(one.value) in COUNTED]


def why_not(recipe: Definition) -> str:
    """Why tables of a recipe do not leave; "" when they may.

    A mean over few more persons than another tells the value of those few (n and n + 1: the handbook on statistical
    disclosure control, Hundepool and others 2012, chapters 4 and 5). Dominance rules look at one table; nobody
    has shown one that holds over all the tables of a ledger, and so no mean leaves.
    """
    found = catalogue(recipe.dataset).get(recipe.dataset)
    if found is None:
        return _("I dati che conta non ci sono più.")
    if recipe.measure in NUMBERS or found.confided:
        return _why_no_number(found)
    if recipe.over.over == Over.COUNT:
        return _("È una quota: fai uscire i due conteggi che divide, ognuno nella sua tabella.")
    if not ages_fit_between(recipe.age_from, recipe.age_to):
        return _("Le sue età non coincidono con le fasce in uso.")
    if recipe.over.over == Over.RESIDENTS and (why := _why_no_rate(recipe, found)):
        return why
    return _why_not_among(recipe)


def _why_not_among(recipe: Definition) -> str:
    """Why its conditions keep a table in; "" when they do not."""
    facets = [short_name(recipe.dataset, one.dimension) for one in recipe.where]
    if told := telling_of_people(recipe.dataset, facets):
        words = _(
            "«%(answer)s» conta persone: quanti servizi rispondono così si vede nelle tabelle, protetto; non esce."
        )
        return words % {"answer": told[0]}
    return crossed_twice(recipe.dataset, facets)


def _why_no_number(found: Countable) -> str:
    if found.confided:
        return _("Sono risposte di operatori: le loro tabelle non escono.")
    if not found.personal:
        return _("Di servizi e personale escono per ora i conteggi, non le somme e le medie.")
    return _(
        "È una media, una durata o una somma: da due tabelle che differiscono di una persona si ricava il suo valore. "
        "Escono i conteggi."
    )


def _why_no_rate(recipe: Definition, found: Countable) -> str:
    if recipe.measure != Measure.PERSONS or recipe.over.per != THOUSAND:
        return _("Escono i tassi di persone ogni 1.000 residenti: questo è un altro.")
    aged = recipe.age_from is not None or recipe.age_to is not None
    meant = (found.dimensions[one.dimension].ages for one in recipe.where if one.dimension in found.dimensions)
    if any(meant) or (aged and not found.personal):  # a released table has the ages of those it counts
        return _("Si divide per i residenti delle età a cui il servizio si rivolge: così non esce ancora.")
    return ""


def crossed_twice(dataset: str, facets: Sequence[str]) -> str:
    """Why facets do not go together in a table; "" when they do.

    Two columns of rows that belong to those counted would have to be of one and the same row.
    """
    held = [source_of(dataset, facet)[0] for facet in dict.fromkeys(facets) if facet != GENDER]
    others = [name for name in held if name != dataset]
    if len(others) != len(set(others)):
        return _("Due voci dello stesso elenco non si incrociano: scegline una.")
    return ""
