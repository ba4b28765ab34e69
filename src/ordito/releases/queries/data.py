# SPDX-License-Identifier: EUPL-1.2
"""What a dataset can be broken down and filtered by when a table of it leaves.

A facet is named as its column, or as `dataset.column` of rows that belong to those counted; the four that tables of
takings in charge have always had keep their short names, which stand in tables that left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.core.declare import all_datasets
from ordito.indicators.engine.query import AGE, GENDER
from ordito.indicators.enums import FACETS
from ordito.indicators.queries.catalogue import catalogue
from ordito.releases.engine.frozen import TAKINGS
from ordito.releases.enums import Breakdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHORT = {f"{dataset}.{column}" if dataset != TAKINGS else column: name for name, (dataset, column) in FACETS.items()}
LONG = {name: key for key, name in SHORT.items()}
STEADY = "taking_reasons"
"""Rows that have the days of the rows that they belong to."""


def short_name(dataset: str, dimension: str) -> str:
    """How tables name a dimension of a dataset."""
    return SHORT.get(dimension, dimension) if dataset == TAKINGS else dimension


def _long_name(dataset: str, facet: str) -> str:
    return LONG.get(facet, facet) if dataset == TAKINGS else facet


def source_of(dataset: str, facet: str) -> tuple[str, str]:
    """The dataset and the column that a facet of a dataset is read from."""
    held, dot, column = _long_name(dataset, facet).rpartition(".")
    return (held, column) if dot else (dataset, column)


def names_of(dataset: str, facet: str) -> Mapping[str, str]:
    """How the codes of a facet read."""
    found = catalogue(dataset).get(dataset)
    known = found.dimensions.get(_long_name(dataset, facet)) if found else None
    return known.codes if known else {}


def facets_of(dataset: str) -> dict[str, str]:
    """The facets that a table of a dataset may be broken down by, with their names; none that counts people."""
    found = catalogue(dataset).get(dataset)
    every = found.dimensions.items() if found else ()
    return {short_name(dataset, key): one.label for key, one in every if key not in {GENDER, AGE} and not one.of_people}


def facet_groups(dataset: str) -> list[tuple[str, dict[str, str]]]:
    """The same by the rows that they are of: its own first, then those that belong to it."""
    groups: dict[str, dict[str, str]] = {dataset: {}}
    for facet, label in facets_of(dataset).items():
        groups.setdefault(source_of(dataset, facet)[0], {})[facet] = label
    titles = {one.name: str(one.label) for one in all_datasets()}
    return [(titles.get(name, name), facets) for name, facets in groups.items() if facets]


def telling_of_people(dataset: str, facets: Iterable[str]) -> list[str]:
    """Which of some facets count people, in words: the rows they are of leave without protection, and they do not."""
    found = catalogue(dataset).get(dataset)
    known = {short_name(dataset, key): one for key, one in found.dimensions.items()} if found else {}
    return [known[facet].label for facet in facets if facet in known and known[facet].of_people]


def breakdown_label(dataset: str, name: str) -> str:
    """One of the things that a table is broken down by, in words."""
    if name in Breakdown:
        return str(Breakdown(name).label)
    return facets_of(dataset).get(name, name)


def is_personal(dataset: str) -> bool:
    """Whether rows are about people served: tables of others are not protected."""
    found = catalogue(dataset).get(dataset)
    return found is None or found.personal


def single(dataset: str, facets: Iterable[str]) -> frozenset[str]:
    """Facets of which a row has one value, because they are columns of its own."""
    return frozenset(facet for facet in facets if source_of(dataset, facet)[0] == dataset)


def changing(dataset: str, facets: Iterable[str]) -> frozenset[str]:
    """Facets whose values have days of their own."""
    return frozenset(facet for facet in facets if source_of(dataset, facet)[0] not in {dataset, STEADY})


def not_stated() -> str:
    """How the missing value of a facet reads."""
    return _("Non indicato")
