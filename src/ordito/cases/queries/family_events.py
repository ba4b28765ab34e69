# SPDX-License-Identifier: EUPL-1.2
"""What an event does to family units, worked out once: the preview tells it and the action does it.

Nothing is overwritten: memberships end and others begin, so that each child keeps a history of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.enums import FamilyEvent, ListKey
from ordito.cases.models import Code, FamilyMembership, FamilyUnit
from ordito.core.dates import completed_years, format_date

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from ordito.cases.models import Person

DE_FACTO, REGISTRY = "de_facto", "registry"
"""Codes of `ListKey.COMPOSITION`: who lives together, and who is registered together."""
REFERENCE = "reference"
ADULT = 18


class ImpossibleEventError(Exception):
    """The event cannot be as asked; nothing was written. `field` names the form field, "" the whole form."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class NewUnit:
    """A unit that begins, with its members and their relations to the person of reference."""

    composition: Code
    comune_id: int
    ambito_id: int
    members: tuple[tuple[Person, Code], ...]


@dataclass(frozen=True)
class FamilyPlan:
    """What an event does: who leaves on `last_day`, which units close, who enters and which units begin on `day`."""

    event: FamilyEvent
    day: date
    last_day: date
    ends: tuple[FamilyMembership, ...] = ()
    closes: tuple[FamilyUnit, ...] = ()
    enters: tuple[tuple[FamilyUnit, Person, Code], ...] = ()
    opens: tuple[NewUnit, ...] = ()
    also: tuple[str, ...] = ()
    """Sentences about what else happens, such as the new address."""

    @property
    def sentences(self) -> list[str]:
        """The plan in words, as the preview shows it."""
        last, first = format_date(self.last_day), format_date(self.day)
        found = []
        for row in self.ends:
            values: dict[str, object] = {"name": row.person.spoken_name(), "unit": row.unit.composition, "day": last}
            found += [_("%(name)s: ultimo giorno in «%(unit)s» il %(day)s.") % values]
        for unit in self.closes:
            found.append(
                _("«%(unit)s» si chiude il %(day)s e resta nella storia.") % {"unit": unit.composition, "day": last}
            )
        for unit, person, relation in self.enters:
            values = {"name": person.spoken_name(), "unit": unit.composition, "relation": relation, "day": first}
            found.append(_("%(name)s è in «%(unit)s» dal %(day)s come: %(relation)s.") % values)
        for new in self.opens:
            names = ", ".join(f"{person.spoken_name()} ({relation})" for person, relation in new.members)
            values = {"unit": new.composition, "names": names, "day": first}
            found.append(_("Comincia un nucleo «%(unit)s» il %(day)s: %(names)s.") % values)
        return [*found, *self.also]

    @property
    def fingerprint(self) -> str:
        """Names what the preview showed, so that only that is confirmed."""
        return _fingerprint(self.sentences)


@dataclass(frozen=True)
class BirthPreview:
    """What a birth will do, before the child is anybody."""

    sentences: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """As of `FamilyPlan`."""
        return _fingerprint(self.sentences)


def birth_preview(units: Sequence[FamilyUnit], name: str, relation: Code, day: date) -> BirthPreview:
    """The birth in words."""
    values = {"name": name, "relation": relation, "day": format_date(day)}
    enters = _("%(name)s è in «%(unit)s» dal %(day)s come: %(relation)s.")
    first = _("Si registra %(name)s, data di nascita %(day)s.") % values
    return BirthPreview((first, *(enters % {**values, "unit": unit.composition} for unit in units)))


def _fingerprint(sentences: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:32]


def open_units(person: Person) -> list[FamilyUnit]:
    """The units in which a person is now, with everybody in them; two queries."""
    mine = FamilyMembership.objects.filter(person=person, valid_to__isnull=True, unit__annulled_at__isnull=True)
    units = FamilyUnit.objects.filter(pk__in=mine.values("unit_id"), valid_to__isnull=True)
    return list(units.select_related("composition").order_by("valid_from", "pk"))


def members_of(units: Sequence[FamilyUnit]) -> list[FamilyMembership]:
    """Who is in these units now; one query."""
    rows = FamilyMembership.objects.filter(unit__in=units, valid_to__isnull=True)
    return list(
        rows.select_related("person", "relation__code_list", "unit__composition").order_by(
            "unit_id", "valid_from", "pk"
        )
    )


def birth_plan(units: Sequence[FamilyUnit], child: Person, relation: Code, day: date) -> FamilyPlan:
    """A newborn enters the units on the day of birth."""
    if not units:
        raise ImpossibleEventError(_("Scegli almeno un nucleo."), field="units")
    _begun(units, day)
    return FamilyPlan(FamilyEvent.BIRTH, day, day, enters=tuple((unit, child, relation) for unit in units))


def split_plan(
    rows: Sequence[FamilyMembership],
    *,
    goes: Collection[int],
    relations: Mapping[int, Code],
    composition: Code,
    day: date,
) -> FamilyPlan:
    """Some leave a unit for a new one, the others stay; by membership id who goes and the relation from then on."""
    moving = [row for row in rows if row.pk in goes]
    if not moving or len(moving) == len(rows):
        raise ImpossibleEventError(_("Scegli chi va nel nuovo nucleo: almeno una persona, non tutte."))
    unit = moving[0].unit
    _in_time(rows, day)
    turned = [row for row in rows if row.pk not in goes and relations[row.pk].pk != row.relation_id]
    new = NewUnit(composition, unit.comune_id, unit.ambito_id, tuple((row.person, relations[row.pk]) for row in moving))
    return FamilyPlan(
        FamilyEvent.SPLIT,
        day,
        day - timedelta(days=1),
        ends=(*moving, *turned),
        enters=tuple((unit, row.person, relations[row.pk]) for row in turned),
        opens=(new,),
    )


def merge_plan(
    rows: Sequence[FamilyMembership], *, relations: Mapping[int, Code], composition: Code, day: date
) -> FamilyPlan:
    """Two units become one: both close, and everybody is in a new one; relations are by person id."""
    units = list({row.unit_id: row.unit for row in rows}.values())
    if len(units) < 2:  # noqa: PLR2004 - one and another
        raise ImpossibleEventError(_("Scegli due nuclei diversi."))
    _in_time(rows, day)
    people = {row.person_id: row.person for row in rows}
    members = tuple((person, relations[pk]) for pk, person in people.items())
    return FamilyPlan(
        FamilyEvent.MERGE,
        day,
        day - timedelta(days=1),
        ends=tuple(rows),
        closes=tuple(units),
        opens=(NewUnit(composition, units[0].comune_id, units[0].ambito_id, members),),
    )


def move_plan(
    rows: Sequence[FamilyMembership], *, comune_id: int, ambito_id: int, day: date, also: Sequence[str]
) -> FamilyPlan:
    """A whole unit moves: to another Comune it closes and goes on there; within the Comune only addresses change."""
    _in_time(rows, day)
    unit = rows[0].unit
    if unit.comune_id == comune_id:
        return FamilyPlan(FamilyEvent.MOVE, day, day - timedelta(days=1), also=tuple(also))
    members = tuple((row.person, row.relation) for row in rows)
    return FamilyPlan(
        FamilyEvent.MOVE,
        day,
        day - timedelta(days=1),
        ends=tuple(rows),
        closes=(unit,),
        opens=(NewUnit(unit.composition, comune_id, ambito_id, members),),
        also=tuple(also),
    )


def placement_plan(rows: Sequence[FamilyMembership], child: Person, day: date) -> FamilyPlan:
    """A child lives elsewhere: out of the unit *di fatto*, still in the registered one.

    Where no unit *di fatto* says who lives together, one begins for those who stay. The child has one of its own.
    """
    if child.birth_date is not None and completed_years(child.birth_date, day) >= ADULT:
        raise ImpossibleEventError(_("A quella data è maggiorenne: usa «Esce dal nucleo»."), field="person")
    leaving = [row for row in rows if row.person_id == child.pk and row.unit.composition.code == DE_FACTO]
    _in_time(leaving, day)
    de_facto, reference = _code(ListKey.COMPOSITION, DE_FACTO), _code(ListKey.RELATION, REFERENCE)
    registered = [row for row in rows if row.unit.composition.code == REGISTRY]
    any_row = (leaving or registered or rows)[0]
    opens = [NewUnit(de_facto, any_row.unit.comune_id, any_row.unit.ambito_id, ((child, reference),))]
    staying = tuple((row.person, row.relation) for row in registered if row.person_id != child.pk)
    if not leaving and staying:
        opens.append(NewUnit(de_facto, any_row.unit.comune_id, any_row.unit.ambito_id, staying))
    also = [_("All’anagrafe non cambia nulla.")] if registered else []
    return FamilyPlan(
        FamilyEvent.PLACEMENT,
        day,
        day - timedelta(days=1),
        ends=tuple(leaving),
        opens=tuple(opens),
        also=tuple(also),
    )


def homes_to_return_to(child: Person) -> list[FamilyUnit]:
    """The units of who lives together that a child may come back to: of people who are or were in a unit with them."""
    own = FamilyMembership.objects.filter(person=child, unit__annulled_at__isnull=True).values("unit_id")
    near = FamilyMembership.objects.filter(unit__in=own).exclude(person=child).values("person_id")
    there = FamilyMembership.objects.filter(person__in=near, valid_to__isnull=True).values("unit_id")
    now = FamilyMembership.objects.filter(person=child, valid_to__isnull=True).values("unit_id")
    units = FamilyUnit.objects.filter(pk__in=there, valid_to__isnull=True, annulled_at__isnull=True)
    units = units.filter(composition__code=DE_FACTO).exclude(pk__in=now)
    return list(units.select_related("composition").order_by("valid_from", "pk"))


def return_plan(
    child: Person, unit: FamilyUnit | None, relation: Code | None, day: date, *, also: Sequence[str]
) -> FamilyPlan:
    """A child comes back to a unit *di fatto*, out of the one where they lived apart; `unit` None changes no unit."""
    last_day = day - timedelta(days=1)
    if unit is None:
        return FamilyPlan(FamilyEvent.RETURN, day, last_day, also=tuple(also))
    if relation is None:
        raise ImpossibleEventError(_("Scegli che cosa è in quel nucleo."), field="relation")
    if unit.valid_from > day:
        words = _("Quel nucleo comincia il %(day)s, dopo il rientro.")
        raise ImpossibleEventError(words % {"day": format_date(unit.valid_from)}, field="unit")
    rows = members_of(open_units(child))
    leaving = [row for row in rows if row.person_id == child.pk and row.unit.composition.code == DE_FACTO]
    _in_time(leaving, day)
    others = {row.unit_id for row in rows if row.person_id != child.pk}
    return FamilyPlan(
        FamilyEvent.RETURN,
        day,
        last_day,
        ends=tuple(leaving),
        closes=tuple(row.unit for row in leaving if row.unit_id not in others),
        enters=((unit, child, relation),),
        also=tuple(also),
    )


def death_plan(rows: Sequence[FamilyMembership], person: Person, day: date) -> FamilyPlan:
    """Somebody dies: out of every unit, on that day; `rows` are all those of the units."""
    own = [row for row in rows if row.person_id == person.pk]
    _in_time(own, day + timedelta(days=1))
    values = {"name": person.spoken_name(), "day": format_date(day)}
    also = (_("Nei dati di %(name)s si scrive il decesso il %(day)s.") % values,)
    return FamilyPlan(FamilyEvent.DEATH, day, day, ends=tuple(own), also=also)


def _code(key: str, code: str) -> Code:
    return Code.objects.select_related("code_list").get(code_list__key=key, code=code)


def _begun(units: Sequence[FamilyUnit], day: date) -> None:
    for unit in units:
        if unit.valid_from > day:
            raise ImpossibleEventError(
                _("«%(unit)s» comincia il %(day)s, dopo questa data.")
                % {"unit": unit.composition, "day": format_date(unit.valid_from)},
                field="birth_date",
            )


def _in_time(rows: Sequence[FamilyMembership], day: date) -> None:
    for row in rows:
        if row.valid_from >= day:
            raise ImpossibleEventError(
                _("%(name)s è nel nucleo dal %(day)s: l’evento deve essere dopo.")
                % {"name": row.person.spoken_name(), "day": format_date(row.valid_from)},
                field="day",
            )
