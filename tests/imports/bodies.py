# SPDX-License-Identifier: EUPL-1.2
"""A kind of spreadsheet that brings in bodies: all that the engine needs of a practice app, and nothing more."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ordito.audit.actions import recorded
from ordito.core.declare import (
    CellKind,
    ImportChoice,
    ImportedObject,
    ImportField,
    ImportProblem,
    ImportRecord,
    ImportTarget,
    OnKnown,
)
from ordito.imports.actions import map_columns, upload_file
from ordito.territory.enums import OrganisationKind
from ordito.territory.models import Organisation
from tests.imports.engine.sheets import xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ordito.accounts.models import User
    from ordito.core.access import Actor
    from ordito.imports.models import ImportBatch
    from ordito.territory.models import Territory

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
TOUCHED = "toccato@example.org"


SAID = {
    OnKnown.ATTACH: ImportProblem("name", "taken"),
    OnKnown.SKIP: ImportProblem("", "skipped"),
    OnKnown.NEW: ImportProblem("", "twice", warning=True),
}


def check(records: Sequence[ImportRecord], *, by: Actor, territory_id: int, batch_id: int) -> list[list[ImportProblem]]:
    """A body that is already there is refused unless a person chose otherwise, one without a date is a warning."""
    names = [record.values["name"] for record in records]
    taken = set(Organisation.objects.filter(name__in=names).values_list("name", flat=True))
    found = []
    for record in records:
        problems = [SAID[record.on_known]] if record.values["name"] in taken else []
        if "since" not in record.values:
            problems.append(ImportProblem("since", "no_date", warning=True))
        found.append(problems)
    return found


def write(
    records: Sequence[ImportRecord], *, by: Actor, at: datetime, territory_id: int, batch_id: int
) -> list[list[ImportedObject]]:
    with recorded("tests.write_bodies", by=by, at=at):
        made = [
            Organisation.objects.create(
                name=record.values["name"], kind=record.values.get("kind", OrganisationKind.ASSOCIATION)
            )
            for record in records
        ]
    return [[ImportedObject("territory.organisation", str(body.pk))] for body in made]


def touched(objects: Iterable[ImportedObject], *, by: Actor, batch_id: int) -> list[ImportedObject]:
    ids = [thing.object_id for thing in objects]
    return [
        ImportedObject("territory.organisation", str(body.pk), name=body.name, reason="ha già un indirizzo")
        for body in Organisation.objects.filter(pk__in=ids, email=TOUCHED)
    ]


def undo(objects: Sequence[ImportedObject], *, by: Actor, at: datetime, batch_id: int) -> list[ImportedObject]:
    kept = touched(objects, by=by, batch_id=batch_id)
    ids = {thing.object_id for thing in objects} - {thing.object_id for thing in kept}
    with recorded("tests.undo_bodies", by=by, at=at):
        Organisation.objects.filter(pk__in=ids).delete()
    return kept


BODIES = ImportTarget(
    key="bodies",
    label="Enti",
    fields=(
        ImportField("name", "Denominazione", required=True, synonyms=("ente",)),
        ImportField("since", "Attivo dal", CellKind.DATE),
        ImportField(
            "kind",
            "Tipo",
            CellKind.CHOICE,
            choices=lambda: [ImportChoice(kind.value, kind.label) for kind in OrganisationKind],
        ),
    ),
    check=check,
    write=write,
    undo=undo,
    touched=touched,
    messages={
        "taken": "c’è già un ente con questo nome",
        "skipped": "saltata come hai scelto",
        "twice": "diventa un altro ente con lo stesso nome",
        "no_date": "senza data",
    },
    known=frozenset({"taken", "skipped", "twice"}),
    naming=("name",),
)

HEADINGS = ("Denominazione", "Attivo dal", "Tipo", "Note")
GOOD = [("Cooperativa Alfa", "01/02/2019", "", "x"), ("Cooperativa Beta", "3.4.2020", "", ""), ("Gamma", "", "", "")]
BAD = [("", "01/01/2020", "", "segreto"), ("Delta", "30/12/1899", "", ""), ("Epsilon", "31/12/2099", "Comunee", "")]


def sheet(rows: Sequence[Sequence[Any]] = (*GOOD, *BAD), headings: Sequence[str] = HEADINGS) -> bytes:
    return xlsx([("Elenco degli enti",), (), headings, *rows])


def uploaded(by: User, place: Territory, content: bytes = b"", name: str = "enti.xlsx") -> ImportBatch:
    return upload_file(target=BODIES, territory=place, stream=io.BytesIO(content or sheet()), name=name, by=by, at=NOW)


def mapped(by: User, place: Territory, content: bytes = b"") -> ImportBatch:
    """Uploaded and sent to be checked with the suggested columns."""
    batch = uploaded(by, place, content)
    mapping = {int(column): name for column, name in batch.mapping.items()}
    map_columns(batch=batch, target=BODIES, mapping=mapping, by=by, at=NOW)
    return batch
