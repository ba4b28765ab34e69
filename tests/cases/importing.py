# SPDX-License-Identifier: EUPL-1.2
"""Files of cases on their way in, as the tests of imports send them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from ordito.cases.queries.spreadsheet import CASES
from ordito.core.declare import OnKnown
from ordito.core.models import writing
from ordito.imports.actions import map_columns, start_undo, start_writing, upload_file
from ordito.imports.enums import BatchState
from ordito.imports.models import Finding, ImportBatch
from ordito.imports.tasks import check_rows, undo_rows, write_rows
from tests.factories.cases import NOW, Place

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.core.declare import ImportTarget


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def checked(
    officer: User, place: Place, *rows: str, target: ImportTarget = CASES, on_known: OnKnown = OnKnown.ATTACH
) -> ImportBatch:
    """Rows of text, headings first, uploaded and tried with the suggested columns."""
    stream = BytesIO("\r\n".join(rows).encode())
    batch = upload_file(stream=stream, name="casi.csv", target=target, territory=place.ambito, by=officer, at=NOW)
    with writing():
        ImportBatch.objects.filter(pk=batch.pk).update(on_known=on_known)
    suggested = {int(column): name for column, name in batch.mapping.items()}
    map_columns(batch=batch, target=target, mapping=suggested, by=officer, at=NOW)
    return check_again(officer, batch)


def check_again(officer: User, batch: ImportBatch) -> ImportBatch:
    """The rows tried by the worker."""
    check_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    return batch


def brought_in(officer: User, batch: ImportBatch) -> ImportBatch:
    """The accepted rows written by the worker."""
    start_writing(batch=batch, repeat_confirmed=True, by=officer, at=NOW)
    write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    return batch


def taken_back(officer: User, batch: ImportBatch) -> ImportBatch:
    """The whole import undone by the worker."""
    start_undo(batch=batch, by=officer, at=NOW)
    undo_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    return batch


def problems(batch: ImportBatch) -> set[tuple[int, str]]:
    """Row and code of everything found."""
    return set(Finding.objects.filter(batch=batch).values_list("row", "code"))
