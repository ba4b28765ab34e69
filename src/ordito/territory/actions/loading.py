# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.territory.engine.region_files import RegionFiles, Vocabulary, read_folder
from ordito.territory.enums import Hierarchy, ImplementationLevel, ImplementationState, Sex, TerritoryKind
from ordito.territory.models import (
    Implementation,
    Population,
    Programme,
    RegionBoundary,
    ServiceType,
    Territory,
    TerritoryLink,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from django.db.models import Model

    from ordito.core.access import Actor
    from ordito.territory.engine.region_files import Place

VOCABULARY = Vocabulary(
    kinds=frozenset(TerritoryKind.values),
    hierarchies=frozenset(Hierarchy.values),
    sexes=frozenset(Sex.values),
    levels=frozenset(ImplementationLevel.values),
    states=frozenset(ImplementationState.values),
)
BATCH = 5000


@dataclass(frozen=True)
class LoadReport:
    """What a load changed: rows written by kind of row; all zero when the files say what is already there."""

    region: Territory
    places: int
    links: int
    population: int
    catalogues: int
    boundaries: int


def load_region(*, by: Actor, at: datetime, folder: Path) -> LoadReport:
    """Load or renew a region from its files (see `engine.region_files`), all or nothing; safe to repeat.

    Places, service types and programmes are matched by code and never deleted. The links of the places in the files
    become exactly those of the files. Residents are replaced for the years in the files.

    Raises:
        RegionFilesError: the files are wrong; nothing was written.
        NotAllowedError: `by` may not manage places.
    """
    files = read_folder(folder, VOCABULARY, timezone.localdate(at))
    code = next(code for kind, code in files.places if kind == TerritoryKind.REGION)
    known = Territory.objects.filter(kind=TerritoryKind.REGION, code=code).first()
    require(by, Verb.MANAGE_TERRITORY, known or Territory(kind=TerritoryKind.REGION, code=code))
    with recorded("territory.load_region", by=by, at=at) as trace:
        places, changed = _write_places(files)
        trace.touches(*changed)
        report = LoadReport(
            region=next(place for (kind, _code), place in places.items() if kind == TerritoryKind.REGION),
            places=len(changed),
            links=_write_links(files, places),
            population=_write_population(files, places),
            catalogues=_write_catalogues(files, places),
            boundaries=_write_boundaries(files, places),
        )
        trace.notes(**{name: value for name, value in vars(report).items() if name != "region"})
    return report


def _differing(row: Model, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _write_places(files: RegionFiles) -> tuple[dict[Place, Territory], list[Territory]]:
    """Every place of the files by kind and code, and those that were made or changed."""
    wanted = {code for _kind, code in files.places}
    found = {(place.kind, place.code): place for place in Territory.objects.filter(code__in=wanted)}
    new, changed = [], []
    for (kind, code), values in files.places.items():
        place = found.get((kind, code))
        if place is None:
            new.append(Territory(kind=kind, code=code, **values))
        elif _save_changed(place, values):
            changed.append(place)
    made = Territory.objects.bulk_create(new, batch_size=BATCH)
    found |= {(place.kind, place.code): place for place in made}
    return {key: found[key] for key in files.places}, [*made, *changed]


def _write_links(files: RegionFiles, places: dict[Place, Territory]) -> int:
    """Make the links of these places those of the files; first what goes, so that no child has two parents."""
    wanted = {
        (places[link.child].pk, link.hierarchy, places[link.parent].pk, link.valid_from): {
            "valid_to": link.valid_to,
            "is_lead": link.lead,
            "verified": link.verified,
        }
        for link in files.links
    }
    existing = {
        (link.child_id, link.hierarchy, link.parent_id, link.valid_from): link
        for link in TerritoryLink.objects.filter(child__in=[place.pk for place in places.values()])
    }
    stale = [link.pk for key, link in existing.items() if key not in wanted]
    if stale:
        TerritoryLink.objects.filter(pk__in=stale).delete()
    differing = [key for key, link in existing.items() if key in wanted and _differing(link, wanted[key])]
    for key in sorted(differing, key=lambda key: wanted[key]["valid_to"] is None):  # closings first
        _save_changed(existing[key], wanted[key])
    new = [
        TerritoryLink(child_id=child, hierarchy=hierarchy, parent_id=parent, valid_from=start, **values)
        for (child, hierarchy, parent, start), values in wanted.items()
        if (child, hierarchy, parent, start) not in existing
    ]
    TerritoryLink.objects.bulk_create(new, batch_size=BATCH)
    return len(stale) + len(differing) + len(new)


def _write_population(files: RegionFiles, places: dict[Place, Territory]) -> int:
    """Replace the residents of the Comuni and years whose figures differ; the number of cells written."""
    wanted: dict[tuple[int, int], dict[tuple[str, int], int]] = defaultdict(dict)
    for (code, year, sex), residents in files.population.items():
        cells = wanted[places[TerritoryKind.MUNICIPALITY, code].pk, year]
        cells |= {(sex, age): number for age, number in enumerate(residents)}
    existing: dict[tuple[int, int], dict[tuple[str, int], int]] = defaultdict(dict)
    years = {year for _territory, year in wanted}
    rows = Population.objects.filter(territory__in={pk for pk, _year in wanted}, year__in=years)
    for territory, year, sex, age, number in rows.values_list("territory_id", "year", "sex", "age", "residents"):
        existing[territory, year][sex, age] = number
    changed = [key for key, cells in wanted.items() if existing.get(key) != cells]
    for year in years:
        gone = [territory for territory, other in changed if other == year and (territory, other) in existing]
        Population.objects.filter(territory__in=gone, year=year).delete()
    new = [
        Population(territory_id=territory, year=year, sex=sex, age=age, residents=number)
        for territory, year in changed
        for (sex, age), number in wanted[territory, year].items()
    ]
    Population.objects.bulk_create(new, batch_size=BATCH)
    return len(new)


def _write_catalogues(files: RegionFiles, places: dict[Place, Territory]) -> int:
    """Service types, programmes and their runs; the number of rows made or changed."""
    types = _upsert(ServiceType, {row.code: row for row in ServiceType.objects.all()}, files.service_types)
    programmes = _upsert(Programme, {row.code: row for row in Programme.objects.all()}, files.programmes)
    by_code = {programme.code: programme.pk for programme in Programme.objects.all()}
    runs = {(run.programme_id, run.territory_id, run.edition): run for run in Implementation.objects.all()}
    changed = 0
    for row in files.implementations:
        values = {name: value for name, value in row.items() if name not in {"programme", "ambito_code", "edition"}}
        territory = places[TerritoryKind.AMBITO, row["ambito_code"]].pk
        key = (by_code[row["programme"]], territory, row["edition"])
        run = runs.get(key) or Implementation(programme_id=key[0], territory_id=key[1], edition=key[2])
        changed += _save_changed(run, values)
    return types + programmes + changed


def _upsert(model: type[ServiceType | Programme], known: Mapping[str, Model], wanted: dict[str, dict[str, Any]]) -> int:
    return sum(_save_changed(known.get(code) or model(code=code), values) for code, values in wanted.items())


def _save_changed(row: Model, values: dict[str, Any]) -> int:
    """1 when the row is new or differs and was written, else 0."""
    if row.pk is not None and not _differing(row, values):
        return 0
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return 1


def _write_boundaries(files: RegionFiles, places: dict[Place, Territory]) -> int:
    region = next(place for (kind, _code), place in places.items() if kind == TerritoryKind.REGION)
    text = json.dumps(files.boundaries, separators=(",", ":"), sort_keys=True)
    values = {
        "topology": files.boundaries,
        "attribution": files.boundaries["attribution"],
        "digest": hashlib.sha256(text.encode()).hexdigest(),
    }
    known = RegionBoundary.objects.filter(region=region).defer("topology").first() or RegionBoundary(region=region)
    if known.digest == values["digest"]:
        return 0
    return _save_changed(known, values)
