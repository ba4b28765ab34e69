# SPDX-License-Identifier: EUPL-1.2
"""A recipe in words, for who reads an indicator and for who compares two versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.core.templatetags.components import thousands
from ordito.indicators.engine.definition import Over
from ordito.indicators.enums import MeasureChoice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordito.indicators.engine.definition import Definition, Only
    from ordito.indicators.queries.catalogue import Countable


@dataclass(frozen=True)
class Line:
    """One part of a recipe: what it is called, and how it reads."""

    label: str
    text: str


def in_words(recipe: Definition, offered: Mapping[str, Countable]) -> list[Line]:
    """The recipe, part by part; names that this installation does not know read as their codes."""
    dataset = offered.get(recipe.dataset)
    label = dataset.label if dataset else recipe.dataset
    lines = [Line(_("Che cosa si conta"), f"{label}: {_measure(recipe, dataset)}")]
    if ages := ages_in_words(recipe):
        lines.append(Line(_("Di quali età"), ages))
    lines += [Line(_("Solo con"), _only(one, dataset)) for one in recipe.where]
    if recipe.over.over != Over.NOTHING:
        lines.append(Line(_("Diviso per"), _over(recipe, dataset, offered)))
    if recipe.breakdowns:
        lines.append(Line(_("Si può suddividere per"), ", ".join(_name(key, dataset) for key in recipe.breakdowns)))
    return lines


def ages_in_words(recipe: Definition) -> str:
    """`da 0 a 17 anni`; "" for all ages."""
    said = {"first": recipe.age_from or 0, "last": recipe.age_to}
    if recipe.age_to is not None:
        return _("da %(first)s a %(last)s anni compiuti") % said
    return _("da %(first)s anni compiuti in su") % said if recipe.age_from else ""


def _measure(recipe: Definition, dataset: Countable | None) -> str:
    if recipe.column:
        number = dataset.numbers.get(recipe.column, recipe.column) if dataset else recipe.column
        return f"{MeasureChoice(recipe.measure.value).label} ({number})"
    return str(MeasureChoice(recipe.measure.value).label)


def _name(key: str, dataset: Countable | None) -> str:
    known = dataset.dimensions.get(key) if dataset else None
    return known.label if known else key


def _only(one: Only, dataset: Countable | None) -> str:
    known = dataset.dimensions.get(one.dimension) if dataset else None
    names = [known.codes.get(code, code) if known else code for code in one.codes]
    return f"{_name(one.dimension, dataset)}: {_listed(names)}"


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s o %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _over(recipe: Definition, dataset: Countable | None, offered: Mapping[str, Countable]) -> str:
    over = recipe.over
    per = _("ogni %(number)s") % {"number": thousands(over.per)} if over.per > 1 else _("per ognuno di")
    if over.over == Over.RESIDENTS:
        return f"{per} {_('residenti delle stesse età')}"
    other = offered.get(over.dataset) if over.dataset else dataset
    label = other.label if other else over.dataset or recipe.dataset
    measure = MeasureChoice(over.measure.value).label if over.measure else ""
    if over.where:
        kept = "; ".join(_only(one, dataset) for one in over.where)
        return _("%(per)s in «%(data)s» (%(measure)s), con %(kept)s") % {
            "per": per, "data": label, "measure": measure, "kept": kept,
        }  # fmt: skip
    return _("%(per)s in «%(data)s» (%(measure)s)") % {"per": per, "data": label, "measure": measure}
