# SPDX-License-Identifier: EUPL-1.2
"""From the generator's families to records, through the same bulk action that an import uses."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from django.utils import timezone

from demo.engine.families import Tools, make_units, units_for
from ordito.cases.actions.bulk import bulk_load
from ordito.cases.actions.bulk_rows import BulkCase, BulkDiary, BulkFamily, BulkIntervention, BulkPerson, BulkTaking
from ordito.cases.enums import ListKey
from ordito.cases.models import Code
from ordito.core.fiscal_code import control_letter, name_part, surname_part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from demo.actions.region import Scene
    from demo.engine.families import Episode, PersonRow, Unit
    from demo.engine.region import Ambito
    from ordito.core.access import Actor

_MONTHS = "ABCDEHLMPRST"
_STREETS = ("dell'Ordito", "della Trama", "dei Telai", "della Spola", "del Filo")
# What the generator's indexes mean: the codes of each list from the most frequent on.
_REASONS = (
    "parenting", "conflict", "poverty", "school", "neglect", "behaviour", "witnessed_violence", "housing", "disability",
    "abuse", "migration", "addiction", "parent_absence", "mental_health", "fostering", "unaccompanied", "leaving_care",
    "offence",
)  # fmt: skip
_MODES = ("consensual", "proposed", "court_ordered", "integrated", "urgent", "shared")
_OUTCOMES = ("improved", "stable", "resolved", "not_assessable", "worsened")
_RELATION = {"child": "child", "parent": "parent", "sibling": "sibling"}


@dataclass(frozen=True)
class Codes:
    """The ids of the codes, in the order of the tuples above."""

    modes: list[int]
    reasons: list[int]
    outcomes: list[int]
    one: dict[tuple[str, str], int]


def read_codes() -> Codes:
    """Look up, once, every code that invented records need."""
    one = {(code.code_list.key, code.code): code.pk for code in Code.objects.select_related("code_list")}
    return Codes(
        modes=[one[ListKey.MODE, code] for code in _MODES],
        reasons=[one[ListKey.REASON, code] for code in _REASONS],
        outcomes=[one[ListKey.OUTCOME, code] for code in _OUTCOMES],
        one=one,
    )


def load_people(
    ambiti: Sequence[Ambito], scene: Scene, *, seed: int, total: int, only: set[str] | None, by: Actor, at: datetime
) -> int:
    """Load the units of the Ambiti whose codes are in `only` (None: of all), one Ambito a transaction.

    Every Ambito has a random stream of its own, so that a part is the same as its share of the whole.
    Returns the number of people.
    """
    counts = units_for(Random(seed), list(ambiti), total)  # noqa: S311 - invented data
    codes = read_codes()
    loaded = 0
    for ambito in ambiti:
        if only is not None and ambito.code not in only:
            continue
        tools = Tools(
            workers=len(scene.workers[ambito.code]),
            services=len(scene.services[ambito.code]),
            modes=len(codes.modes),
            reasons=len(codes.reasons),
            outcomes=len(codes.outcomes),
        )
        random = Random(f"{seed}/{ambito.code}")  # noqa: S311
        units = make_units(random, ambito, counts, timezone.localdate(at), tools)
        cases, families = _rows(ambito, units, scene=scene, codes=codes, random=random)
        loaded += len(bulk_load(cases, families, by=by, at=at))
    return loaded


def _rows(
    ambito: Ambito, units: list[Unit], *, scene: Scene, codes: Codes, random: Random
) -> tuple[list[BulkCase], list[BulkFamily]]:
    cases: list[BulkCase] = []
    families: list[BulkFamily] = []
    seen: set[str] = set()
    for unit in units:
        first = len(cases)
        cases += [
            BulkCase(
                person=_person(random, person, unit, ambito=ambito, scene=scene, codes=codes, seen=seen),
                takings=tuple(_taking(episode, ambito, scene, codes) for episode in person.episodes),
                diary=tuple(_diary(person, ambito, scene, codes)),
            )
            for person in unit.people
        ]
        relations = ["reference", *[_RELATION[person.relation] for person in unit.people[1:]]]
        families.append(
            BulkFamily(
                composition_id=codes.one[ListKey.COMPOSITION, "registry"],
                valid_from=max([unit.since, *[person.birth for person in unit.people]]),
                members=tuple(
                    (first + place, codes.one[ListKey.RELATION, relation]) for place, relation in enumerate(relations)
                ),
            )
        )
    return cases, families


def _person(
    random: Random, row: PersonRow, unit: Unit, *, ambito: Ambito, scene: Scene, codes: Codes, seen: set[str]
) -> BulkPerson:
    comune = scene.places[unit.comune].pk
    code = invented_code(row) if row.with_code else ""
    if code in seen:  # two invented people may share a code; a body holds each code once
        code = ""
    seen.add(code)
    return BulkPerson(
        surname=row.surname,
        name=row.name,
        fiscal_code=code,
        street=f"Via {random.choice(_STREETS)} {random.randint(1, 199)}",
        birth_date=row.birth,
        birth_place=row.birth_place,
        sex=row.sex,
        citizenship_id=codes.one[ListKey.CITIZENSHIP, "non_eu" if row.foreign else "italian"],
        residence_id=comune,
        comune_id=comune,
        ambito_id=scene.places[ambito.code].pk,
        body_id=scene.office_of[ambito.code].pk,
    )


def invented_code(row: PersonRow) -> str:
    """A fiscal code that follows the rule of D.M. 12/3/1974 for an invented name."""
    day = row.birth.day + (40 if row.sex == "F" else 0)
    head = f"{surname_part(row.surname)}{name_part(row.name)}{row.birth:%y}{_MONTHS[row.birth.month - 1]}{day:02}"
    head += row.birth_place
    return head + control_letter(head)


def _taking(episode: Episode, ambito: Ambito, scene: Scene, codes: Codes) -> BulkTaking:
    services = scene.services[ambito.code]
    return BulkTaking(
        mode_id=codes.modes[episode.mode],
        opened_on=episode.opened,
        reason_ids=tuple(codes.reasons[reason] for reason in episode.reasons),
        worker_id=scene.workers[ambito.code][episode.worker].pk,
        closed_on=episode.closed,
        outcome_id=codes.outcomes[episode.outcome] if episode.closed else None,
        closure_reason_id=codes.one[ListKey.CLOSURE_REASON, _closed_because(episode)] if episode.closed else None,
        interventions=tuple(
            BulkIntervention(
                starts_on=begins,
                ends_on=ends,
                service_type_id=services[service].service_type_id,
                service_id=services[service].pk,
                provider_id=services[service].provider_id,
            )
            for service, begins, ends in episode.services
        ),
    )


def _closed_because(episode: Episode) -> str:
    """Most finish what was agreed; some give up, some move away."""
    return {0: "withdrawn", 1: "moved", 2: "untraceable"}.get(episode.opened.toordinal() % 17, "completed")


def _diary(row: PersonRow, ambito: Ambito, scene: Scene, codes: Codes) -> list[BulkDiary]:
    return [
        BulkDiary(
            kind_id=codes.one[ListKey.DIARY_KIND, "interview"],
            happened_on=day,
            title="Colloquio",
            text=text,
            author_name=str(scene.workers[ambito.code][episode.worker]),
        )
        for episode in row.episodes
        for day, text in episode.notes
    ]
