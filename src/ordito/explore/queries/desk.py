# SPDX-License-Identifier: EUPL-1.2
"""What somebody may ask of the statistics today, read once for a page, however many tables stand on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.core.declare import About, ColumnRole, dataset_named, declared_datasets
from ordito.explore.engine.question import QUARTERS, YEARS
from ordito.indicators.engine.definition import Definition
from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.query import AGE, GENDER, PLACE, By
from ordito.indicators.enums import Audience, PlaceLevel
from ordito.indicators.models import Indicator, Snapshot
from ordito.indicators.queries.catalogue import catalogue
from ordito.indicators.queries.noise import Noise, noise_for
from ordito.indicators.queries.questions import Rights, levels_for, rights_of
from ordito.indicators.queries.snapshots import comuni, years_of
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Population, Territory
from ordito.territory.queries import comuni_within, first_region
from ordito.territory.queries.hierarchies import links_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ordito.core.access import Actor

LEVEL_OF_KIND = {
    TerritoryKind.REGION.value: PlaceLevel.REGION,
    TerritoryKind.PROVINCE.value: PlaceLevel.PROVINCE,
    TerritoryKind.AMBITO.value: PlaceLevel.AMBITO,
    TerritoryKind.MUNICIPALITY.value: PlaceLevel.COMUNE,
}
_UNITS = {Measure.PERSONS: gettext_lazy("persone"), Measure.DURATION: gettext_lazy("giorni")}


class Nature(StrEnum):
    """What a dimension is about: the headings under which it is offered."""

    PLACE = "place"
    PERSON = "person"
    TIME = "time"
    WORK = "work"


NATURES = {
    Nature.PLACE: gettext_lazy("Territorio"),
    Nature.PERSON: gettext_lazy("Persone"),
    Nature.TIME: gettext_lazy("Nel tempo"),
    Nature.WORK: gettext_lazy("Lavoro dei servizi"),
}


@dataclass(frozen=True)
class Asked:
    """Something that can be counted: an indicator in use, or a count of a dataset that nobody has agreed on."""

    code: str
    name: str
    question: str
    unit: str
    definition: Definition
    version: int | None = None
    group: str = ""

    @property
    def edition(self) -> str:
        """Which version of an agreed definition it counts by, in words; "" for a count of one's own."""
        return _("versione %(number)s") % {"number": self.version} if self.version else ""

    @property
    def decimals(self) -> int:
        """Decimals of its figures: none for counts."""
        return self.definition.decimals

    @property
    def about(self) -> About:
        """Whom its figures tell of."""
        dataset = dataset_named(self.definition.dataset)
        return dataset.about if dataset else About.PEOPLE


@dataclass(frozen=True)
class Dimension:
    """Something that a table may be broken down by; `by` is None for time."""

    code: str
    label: str
    by: By | None
    nature: Nature
    sensitive: bool = False
    level: PlaceLevel | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    """The values that it may be kept to, by code; empty where they are not offered."""
    ages: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    """The completed ages for which its values are meant, by code."""
    of_people: bool = False
    """Whether its values count people."""

    @property
    def place(self) -> bool:
        """Whether its values are places."""
        return self.level is not None


@dataclass(frozen=True)
class Desk:
    """The published data, what may be counted in them, the places, and what this person may see."""

    actor: Actor
    snapshot: Snapshot
    today: date
    rights: Rights
    noise: Noise
    asked: Mapping[str, Asked]
    places: Mapping[int, Territory]
    _inside: dict[date, Mapping[int, frozenset[int]]] = field(default_factory=dict)
    _dimensions: dict[str, dict[str, Dimension]] = field(default_factory=dict)

    @cached_property
    def years(self) -> list[int]:
        """Years that have data, the latest first."""
        return years_of(self.snapshot, self.today)

    @cached_property
    def levels(self) -> list[PlaceLevel]:
        """Grains of places that may be asked."""
        return levels_for(self.rights)

    @cached_property
    def stamp(self) -> list[object]:
        """What every answer depends on besides its question: data, noise, rights, boundaries, residents, the day."""
        noise = self.noise.table.perturbation
        policy = [noise.variance, noise.deviation, self.noise.threshold]
        rights = [sorted(self.rights.exact_in), self.rights.comuni]
        residents = Population.objects.aggregate(last=Max("pk"))["last"]
        return [self.snapshot.key, policy, rights, links_stamp(), residents, self.today]

    @cached_property
    def comuni(self) -> Mapping[str, int]:
        """Every Comune ever known, by its code in the data."""
        return {place.code: place.pk for place in comuni()}

    @cached_property
    def whole(self) -> str:
        """The name of the whole."""
        region = first_region()
        return region.name if region else _("Tutto il territorio")

    def inside(self, place: int | None, day: date) -> frozenset[int]:
        """The Comuni of a place on a day, all of those ever known for None; asked once a day of places for a page."""
        if place is None:
            return frozenset(self.comuni.values())
        if day not in self._inside:
            self._inside[day] = comuni_within(self.places, day)
        return self._inside[day].get(place, frozenset())

    def dimensions(self, dataset: str) -> dict[str, Dimension]:
        """What a table of a dataset may be broken down by, by code, in the order in which it is offered."""
        if dataset not in self._dimensions:
            found = (*self._places, *_times(), *_columns(dataset))
            self._dimensions[dataset] = {one.code: one for one in found}
        return self._dimensions[dataset]

    def offered(self, asked: Asked) -> list[Dimension]:
        """The same for something that is counted: delicate ones not beside the one that it is kept to already."""
        dimensions = self.dimensions(asked.definition.dataset)
        kept = {one.dimension for one in asked.definition.where}
        alone = {code for code in kept if code in dimensions and dimensions[code].sensitive}
        return [one for one in dimensions.values() if not alone or not one.sensitive or one.code in alone]

    @cached_property
    def _places(self) -> tuple[Dimension, ...]:
        return tuple(
            Dimension(level.value, str(level.label), By(PLACE, level.value), Nature.PLACE, level=level)
            for level in self.levels
        )


def _times() -> tuple[Dimension, ...]:
    return (
        Dimension(YEARS, _("Anni"), None, Nature.TIME),
        Dimension(QUARTERS, _("Trimestri"), None, Nature.TIME),
    )


def desk_of(actor: Actor, today: date | None = None) -> Desk | None:
    """The desk of somebody; None while nothing was ever published."""
    snapshot = Snapshot.objects.published()
    if snapshot is None or not snapshot.takings:
        return None
    today = today or timezone.localdate()
    rights = rights_of(actor)
    kinds = [TerritoryKind.PROVINCE, TerritoryKind.AMBITO]
    places = Territory.objects.filter(kind__in=kinds).at(today).order_by("-kind", "name")
    if rights.comuni:
        places = Territory.objects.filter(pk__in=rights.exact_in) | places
    return Desk(
        actor,
        snapshot,
        today,
        rights,
        noise_for(Audience.NETWORK, snapshot),
        {one.code: one for one in (*_indicators(actor), *_counts())},
        {place.pk: place for place in places},
    )


def _indicators(actor: Actor) -> list[Asked]:
    rows = Indicator.objects.visible_to(actor).in_use().order_by("position", "pk")
    return [
        Asked(row.code, row.name, row.question, row.unit, row.current.recipe, row.current.number, _("Indicatori"))
        for row in rows
        if row.current is not None
    ]


def _counts() -> list[Asked]:
    """What may be counted of each dataset; numbers are for who makes an indicator of them."""
    found = []
    for dataset in catalogue().values():
        for choice in dataset.counted:
            measure, label = Measure(choice.value), dataset.label
            unit = label if dataset.about == About.STAFF and measure == Measure.PERSONS else _UNITS.get(measure, label)
            code, words = f"{dataset.name}:{measure}", f"{label}: {choice.label}"
            found.append(Asked(code, words, "", str(unit), Definition(dataset.name, measure), group=label))
    return found


def _columns(dataset: str) -> list[Dimension]:
    """Gender and age, where rows are about persons, and the dataset's own dimensions."""
    countable = catalogue(dataset).get(dataset)
    sensitive = _sensitive(dataset)
    found = []
    for key, one in (countable.dimensions if countable else {}).items():
        if key == AGE:
            found.append(Dimension("eta", _("Età, fasce ampie"), By(AGE, "eta"), Nature.PERSON))
            found.append(Dimension("fasce", _("Età, fasce strette"), By(AGE, "fasce"), Nature.PERSON))
        else:
            nature = Nature.PERSON if key == GENDER else Nature.WORK
            delicate = (key if "." in key else f"{dataset}.{key}") in sensitive
            words: dict[str, Any] = {"codes": one.codes, "ages": one.ages, "of_people": one.of_people}
            found.append(Dimension(key, one.label, By(key), nature, delicate, **words))
    return found


def _sensitive(dataset: str) -> frozenset[str]:
    """The columns that are crossed with no other of their kind, as `dataset.column`: a dataset's and all declared."""
    own = dataset_named(dataset)
    return frozenset(
        f"{one.name}.{column.name}"
        for one in (*declared_datasets(), *filter(None, (own,)))
        for column in one.columns
        if column.role == ColumnRole.SENSITIVE
    )
