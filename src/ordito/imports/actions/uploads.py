# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from dataclasses import asdict
from datetime import timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit, require
from ordito.core.dates import format_date
from ordito.core.spreadsheets.limits import LIMITS
from ordito.files.actions import discard_file, read_whole, store_file
from ordito.files.engine.kinds import TABLES
from ordito.imports import rules
from ordito.imports.actions.errors import ImportRefusedError
from ordito.imports.engine.mapping import known_headings, suggest_mapping
from ordito.imports.engine.reading import Choices, Table, read_table
from ordito.imports.engine.words import clean_text
from ordito.imports.enums import BatchState
from ordito.imports.models import QUOTING, Finding, ImportBatch
from ordito.imports.queries import earlier_import, read_batch, standing_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from ordito.accounts.models import User
    from ordito.core.access import Actor
    from ordito.core.declare import ImportTarget
    from ordito.imports.engine.meanings import Meanings
    from ordito.imports.engine.words import RawCell
    from ordito.territory.models import Territory

KEPT_FOR = timedelta(days=30)
PREVIEW_ROWS = 5
PREVIEW_LENGTH = 60
TOP_BELOW = 3  # rows below the headings, shown with those above so that their row can be corrected
TOP_ROWS = 10
TOP_COLUMNS = 12


def upload_file(
    *,
    target: ImportTarget,
    territory: Territory,
    stream: BinaryIO,
    name: str,
    by: User,
    at: datetime,
    sheet: str = "",
) -> ImportBatch:
    """Take a file in: read it, keep it sealed for thirty days, suggest which column is what.

    Without `sheet` the one that looks most like what is sought is read.

    Raises `FileRefusedError` when it is no table, `FileNotKeptError` when it cannot be kept.
    """
    permit(rules.can_import(by, target, territory))
    content = stream.read(LIMITS.file_size + 1)
    table = read_table(content, choices=Choices(sheet), known=known_headings(target.fields))
    with recorded("imports.upload_file", by=by, at=at) as trace:
        batch = ImportBatch(target=target.key, territory=territory, created_by=by, created_at=at)
        batch.reading = {}
        batch.save()
        batch.file = store_file(
            io.BytesIO(content), name=name, owner=batch, kinds=TABLES, by=by, at=at, expires_at=at + KEPT_FOR
        )
        batch.file_sha256 = batch.file.sha256
        _settle(batch, target, table)
        trace.touches(batch, fields=["file", "mapping"])
        trace.notes(rows=table.row_count, territory=territory.pk)
    return batch


def next_sheet(*, batch: ImportBatch, target: ImportTarget, sheet: str, by: User, at: datetime) -> ImportBatch:
    """Begin another import out of a file that is here already: another of its sheets.

    Raises `FileGoneError` when the file is no longer kept, `FileRefusedError` when the sheet is no table.
    """
    require(by, batch.verb, batch)
    assert batch.file is not None
    stream = io.BytesIO(read_whole(batch.file))
    return upload_file(
        target=target, territory=batch.territory, stream=stream, name=batch.file.name, by=by, at=at, sheet=sheet
    )


def choose_reading(*, batch: ImportBatch, target: ImportTarget, choices: Choices, by: User, at: datetime) -> None:
    """Read the file otherwise: another sheet, row of headings, encoding or separator. The mapping starts anew.

    Raises `FileRefusedError` when it cannot be read so, and leaves everything as it was.
    """
    require(by, batch.verb, batch)
    _refuse_unless_open(batch)
    table = read_batch(batch, choices)
    with recorded("imports.choose_reading", by=by, at=at) as trace:
        Finding.objects.filter(batch=batch).delete()
        batch.state = BatchState.UPLOADED
        _settle(batch, target, table)
        trace.touches(batch, fields=["reading", "mapping"])


def discard_import(*, batch: ImportBatch, by: User, at: datetime) -> None:
    """Give up an import that has written nothing; its file is deleted now."""
    require(by, batch.verb, batch)
    _refuse_unless_open(batch)
    with recorded("imports.discard_import", by=by, at=at) as trace:
        Finding.objects.filter(batch=batch).delete()
        batch.state = BatchState.DISCARDED
        batch.sealed_reading = b""
        batch.save()
        if batch.file is not None:
            discard_file(batch.file, at=at)
        trace.touches(batch, fields=["state"])


def forget_expired(*, by: Actor, at: datetime) -> int:
    """Forget what is still quoted of files that are no longer kept; safe to run twice. Returns how many imports."""
    forgotten = 0
    for batch in ImportBatch.objects.filter(file__discarded_at__isnull=False).exclude(state=BatchState.DISCARDED):
        if QUOTING.isdisjoint(batch.reading):
            continue
        with recorded("imports.forget_expired", by=by, at=at) as trace:
            locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            locked.forget_cells()
            locked.save()
            trace.touches(locked, fields=["sealed_reading"])
        forgotten += 1
    return forgotten


def _refuse_unless_open(batch: ImportBatch) -> None:
    if not standing_of(batch).can_map:
        raise ImportRefusedError(_("Questa importazione non si può più cambiare."))


def _settle(batch: ImportBatch, target: ImportTarget, table: Table) -> None:
    """Keep how the file is read, with columns and explained words of an earlier import of such a file.

    Without one, the columns that are likely.
    """
    earlier = earlier_import(batch, table.columns)
    mapping = suggest_mapping(table.columns, target.fields)
    told, meanings = None, batch.reading.get("meanings", {})
    if earlier is not None:
        other, found = earlier
        added = {place: name for place, name in mapping.items() if table.columns[place] in found.new}
        mapping = {
            **{place: name for place, name in added.items() if name not in found.mapping.values()},
            **found.mapping,
        }
        told = {"id": other.pk, "day": format_date(timezone.localdate(other.created_at))}
        told |= {"new": list(found.new), "gone": list(found.gone), "moved": list(found.moved)}
        if carried := _explained_before(other, target, set(mapping.values())):
            meanings = {name: {**carried.get(name, {}), **meanings.get(name, {})} for name in {*carried, *meanings}}
            told["words"] = sum(map(len, carried.values()))
    batch.reading = describe(table) | {"meanings": meanings, "earlier": told}
    batch.rows_total = table.row_count
    batch.rows_refused = batch.rows_warned = batch.rows_accepted = batch.checkpoint = 0
    batch.row_choices = {}
    batch.mapping = {str(place): name for place, name in sorted(mapping.items())}
    batch.save()


def _explained_before(other: ImportBatch, target: ImportTarget, mapped: Collection[str]) -> Meanings:
    """What words of the columns in use were said to mean then, as far as the code lists still have it.

    Nothing once that import's words were forgotten with its file.
    """
    said = other.reading.get("meanings", {})
    valid = {
        field.name: {choice.value for choice in field.choices()}
        for field in target.fields
        if field.choices and field.name in mapped and field.name in said
    }
    kept = {name: {key: one for key, one in said[name].items() if one in values} for name, values in valid.items()}
    return {name: words for name, words in kept.items() if words}


def describe(table: Table) -> dict[str, Any]:
    """What is kept, sealed, of how a file is read: enough to draw the page of the columns without reading it again."""
    return {
        "kind": table.kind.value,
        "macros": table.macros,
        "sheets": list(table.sheets),
        "columns": list(table.columns),
        "empty": sorted(table.empty),
        "totals": list(table.totals),
        "other_sheets": list(table.other_sheets),
        "choices": asdict(table.choices),
        "preview": [_shown(row.cells) for row in islice(table.rows(), PREVIEW_ROWS)],
        "top": _top(table),
    }


def _top(table: Table) -> list[tuple[int, bool, list[str]]]:
    """The rows around the headings: number, whether it is one of headings, the first cells with something in them."""
    heading = table.heading
    above = takewhile(lambda row: row[0] <= heading.last + TOP_BELOW, table.source())
    return [
        (number, heading.row <= number <= heading.last, list(filter(None, _shown(cells)))[:TOP_COLUMNS])
        for number, cells in list(above)[-TOP_ROWS:]
    ]


def _shown(cells: Iterable[RawCell]) -> list[str]:
    return [clean_text(cell)[:PREVIEW_LENGTH] for cell in cells]
