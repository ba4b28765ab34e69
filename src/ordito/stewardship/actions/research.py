# SPDX-License-Identifier: EUPL-1.2
"""Copies for research: decided elsewhere, made here without names, sealed, handed out in the log, ended."""

from __future__ import annotations

import csv
import io
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.cases.actions.errors import CaseError, check_not_future, check_order, lock
from ordito.core.access import Verb, permit, require
from ordito.core.crypto import KEY_BYTES, open_sealed, seal
from ordito.files.actions import FileNotKeptError, discard_file, store_made
from ordito.files.models import StoredFile
from ordito.indicators.engine.table import harmless
from ordito.jobs.actions import JobFailedError, enqueue
from ordito.stewardship import rules
from ordito.stewardship.engine.small_groups import hide_small_groups, pseudonym
from ordito.stewardship.enums import ReleaseState, TableFormat
from ordito.stewardship.models import ResearchRelease
from ordito.stewardship.queries.research import BY_KEY, PERSON, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.jobs.actions import Progress
    from ordito.territory.models import Organisation, Territory

MAKER = "ordito.stewardship.tasks.research.make_release"
KEPT_FOR = timedelta(days=30)
KINDS = {TableFormat.XLSX: "xlsx", TableFormat.CSV: "text"}


@dataclass(frozen=True)
class ReleaseValues:
    """What a decision says of a copy; `variables` are keys of `queries.research.VARIABLES`."""

    title: str
    decided_by: str
    decision_number: str
    decided_on: date
    recipients: str
    purpose: str
    variables: Sequence[str]
    since: date
    until: date
    smallest: int
    format: str


def start_release(
    values: ReleaseValues, *, by: Actor, at: datetime, ambito: Territory, body: Organisation, form_key: UUID
) -> ResearchRelease:
    """Have a job make a copy for research; the same form sent twice makes one.

    Raises:
        NotAllowedError: the actor does not manage the retention of that body there.
        CaseError: no variable or an unknown one, days in the wrong order or in the future, groups smaller than three.
    """
    permit(rules.can_prepare(by, ambito_id=ambito.pk, body_id=body.pk))
    if made := ResearchRelease.objects.filter(form_key=form_key).first():
        return made
    check_not_future(values.decided_on, at=at, field="decided_on")
    check_order(values.since, values.until, field="until")
    if not values.variables or not set(values.variables) <= set(BY_KEY):
        raise CaseError(_("Scegli almeno un dato."), field="variables")
    if values.smallest < rules.SMALLEST_GROUP:
        raise CaseError(_("Un gruppo ha almeno tre persone."), field="smallest")
    with recorded("stewardship.start_release", by=by, at=at) as trace:
        row = ResearchRelease(
            **(vars(values) | {"variables": [key for key in BY_KEY if key in values.variables]}),
            ambito=ambito,
            body=body,
            asked_at=at,
            asked_by_id=by.actor_id,
            asked_by_name=by.actor_name[:160],
            expires_at=at + KEPT_FOR,
            form_key=form_key,
        )
        row.sealed_key = seal(secrets.token_bytes(KEY_BYTES), context=row.key_context)
        row.save()
        row.job_id = enqueue(MAKER, by=by, at=at, label=_("Copia per la ricerca"), release_id=row.pk).pk
        row.save()
        trace.touches(row)
        trace.notes(variables=row.variables)
    return row


def make_release(*, by: Actor, at: datetime, release: ResearchRelease, progress: Progress) -> dict[str, int]:
    """Make the table of a copy and keep it sealed; one that is made already, or destroyed, stays so.

    Raises:
        JobFailedError: fewer people than the smallest group, or a full disk.
    """
    if release.state != ReleaseState.MAKING:
        return {"rows": release.rows}
    variables = [BY_KEY[key] for key in release.variables]
    name = partial(pseudonym, open_sealed(bytes(release.sealed_key), context=release.key_context))
    rows = list(rows_of(release, variables, name, timezone.localdate(at)))
    progress(len(rows), len(rows))
    if len({row[0] for row in rows}) < release.smallest:
        _end(release, ReleaseState.FAILED, by=by, at=at)
        raise JobFailedError(_("Le persone sono meno del gruppo più piccolo ammesso: la copia non si fa."))
    known = [place for place, variable in enumerate(variables, 1) if variable.known]
    shown, hidden = hide_small_groups(rows, person=0, known=known, smallest=release.smallest)
    table = [[PERSON, *(str(variable.label) for variable in variables)], *sorted(shown)]
    write = write_xlsx if release.format == TableFormat.XLSX else write_csv
    file_name = f"ricerca-{release.pk}.{release.format}"
    kind = KINDS[TableFormat(release.format)]
    try:
        expires_at = release.expires_at
        file = store_made([write(table)], name=file_name, kind=kind, owner=release, by=by, at=at, expires_at=expires_at)
    except FileNotKeptError as error:
        raise JobFailedError(str(error)) from error
    with recorded("stewardship.make_release", by=by, at=at, kind=Kind.EXPORT) as trace:
        row = lock(ResearchRelease, release.pk)
        if row.state != ReleaseState.MAKING:  # destroyed meanwhile
            discard_file(file, at=at)
            return {"rows": row.rows}
        row.state, row.stored_file_id = ReleaseState.READY, file.pk
        row.rows, row.rows_masked = len(rows), hidden
        row.save()
        trace.touches(row)
        trace.notes(rows=len(rows), hidden=hidden)
    return {"rows": len(rows)}


def write_csv(table: Sequence[Sequence[str]]) -> bytes:
    """Semicolons and a byte order mark: what spreadsheets of Italian offices open as a table; no cell is a formula."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([harmless(value) for value in row] for row in table)
    return stream.getvalue().encode("utf-8-sig")


def write_xlsx(table: Sequence[Sequence[str]]) -> bytes:
    """One sheet of texts."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("dati")
        for line, row in enumerate(table):
            for place, value in enumerate(row):
                sheet.write_string(line, place, value)
    return stream.getvalue()


def hand_out_release(*, by: Actor, at: datetime, release: ResearchRelease) -> StoredFile:
    """The file of a copy, while it is kept; every download is in the log with whom it goes to.

    Raises:
        NotAllowedError: the actor does not manage the retention of that body there.
        CaseError: not made yet, or ended.
    """
    permit(rules.can_prepare(by, ambito_id=release.ambito_id, body_id=release.body_id))
    file = StoredFile.objects.present().filter(pk=release.stored_file_id or 0, expires_at__gt=at).first()
    if file is None or release.state != ReleaseState.READY:
        raise CaseError(_("Questa copia non è disponibile."))
    purpose = f"{release.decision_number}: {release.recipients}"
    log_access("stewardship.download_release", by=by, at=at, kind=Kind.EXPORT, rows=[release], purpose=purpose[:200])
    return file


def end_release(*, by: Actor, at: datetime, release: ResearchRelease) -> None:
    """Destroy the file and the key of a copy before its time.

    Raises:
        NotAllowedError: the actor does not manage the retention of that body there.
    """
    permit(rules.can_prepare(by, ambito_id=release.ambito_id, body_id=release.body_id))
    _end(release, ReleaseState.ENDED, by=by, at=at)


def end_expired(*, by: Actor, at: datetime) -> int:
    """End the copies whose time is over; safe to run twice. Returns how many.

    Raises:
        NotAllowedError: only the house itself.
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    over = list(ResearchRelease.objects.filter(expires_at__lte=at).exclude(state=ReleaseState.ENDED))
    for release in over:
        _end(release, ReleaseState.ENDED, by=by, at=at)
    return len(over)


def _end(release: ResearchRelease, state: ReleaseState, *, by: Actor, at: datetime) -> None:
    with recorded("stewardship.end_release", by=by, at=at) as trace:
        row = lock(ResearchRelease, release.pk)
        if row.state == ReleaseState.ENDED:
            return
        row.state, row.sealed_key = state, b""
        row.save()
        for file in StoredFile.objects.present().filter(pk=row.stored_file_id or 0):
            discard_file(file, at=at)
        trace.touches(row)
