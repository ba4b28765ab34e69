# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from itertools import count, groupby
from typing import TYPE_CHECKING

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import require
from ordito.imports.engine.refusals import refused_text, refused_workbook
from ordito.imports.models import Finding, ImportBatch
from ordito.imports.queries import read_batch, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ordito.accounts.models import User
    from ordito.core.declare import ImportTarget
    from ordito.imports.engine.reading import SourceRow

FORMS = {"xlsx": refused_workbook, "csv": refused_text}


def refused_file(*, batch: ImportBatch, target: ImportTarget, form: str, by: User, at: datetime) -> bytes:
    """The refused rows, to be corrected and loaded again, made anew from the sealed file; `form` is xlsx or csv.

    Raises `FileGoneError` when the file is no longer kept.
    """
    require(by, batch.verb, batch)
    table = read_batch(batch)
    columns = list(table.columns)
    counted = count()

    def refused() -> Iterator[tuple[SourceRow, str]]:
        """Rows and reasons both come in the order of the file: neither is held."""
        reasons = _reasons(batch, target, columns)
        number, reason = next(reasons, (None, ""))
        for row in table.rows():
            while number is not None and number < row.number:  # the reason of a row that is no longer read
                number, reason = next(reasons, (None, ""))
            if row.number == number:
                next(counted)
                yield row, reason
                number, reason = next(reasons, (None, ""))

    content = FORMS[form](columns, refused())
    detail = {"rows": next(counted), "form": form}
    log_access("imports.refused_file", by=by, at=at, kind=Kind.EXPORT, rows=[batch], detail=detail)
    return content


def _reasons(batch: ImportBatch, target: ImportTarget, columns: list[str]) -> Iterator[tuple[int, str]]:
    """Why each refused row was refused, in their order; rows with warnings only came in and are left out."""
    findings = Finding.objects.filter(batch=batch).order_by("row", "id").iterator(chunk_size=2000)
    for row, group in groupby(findings, key=lambda finding: finding.row):
        errors = [finding for finding in group if not finding.warning]
        if errors:
            yield row, reason_of(target, columns, errors)
