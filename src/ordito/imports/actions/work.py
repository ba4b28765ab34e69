# SPDX-License-Identifier: EUPL-1.2
"""Checking and writing the rows of a file, chunk by chunk.

Each chunk is one transaction that holds its findings, what it wrote and how far it came: a worker killed at any
moment leaves whole chunks only, and the next one goes on behind the last of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import require
from ordito.core.declare import OnKnown
from ordito.core.models import copy_rows
from ordito.imports.actions.errors import ImportRefusedError, MappingRefusedError, SupersededError
from ordito.imports.engine.mapping import check_mapping
from ordito.imports.engine.meanings import WordCollector
from ordito.imports.engine.problems import CellProblem, RowProblem
from ordito.imports.engine.rows import ReadRow, RowReader
from ordito.imports.engine.words import clean_text
from ordito.imports.enums import BatchState, WrittenState
from ordito.imports.models import Finding, ImportBatch, WrittenObject
from ordito.imports.queries import read_batch, same_file, source_key, standing_of
from ordito.jobs.actions import enqueue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ordito.accounts.models import User
    from ordito.audit.actions import Trace
    from ordito.core.declare import ImportedObject, ImportTarget
    from ordito.imports.engine.reading import Table
    from ordito.jobs.actions import Progress

CHUNK = 500
SHOWN_KNOWN = 100  # rows about somebody already there that can be chosen one by one
KNOWN_LENGTH = 40
HOPELESS = 10_000  # rows, every one refused, after which a dry run stops: the file is not what it is taken for
Clock = Callable[[], "datetime"]

JOBS = {
    BatchState.CHECKING: ("ordito.imports.tasks.check_rows", "imports.check_rows"),
    BatchState.RUNNING: ("ordito.imports.tasks.write_rows", "imports.write_rows"),
    BatchState.UNDOING: ("ordito.imports.tasks.undo_rows", "imports.undo_rows"),
}


def map_columns(
    *, batch: ImportBatch, target: ImportTarget, mapping: Mapping[int, str], by: User, at: datetime
) -> None:
    """Settle which column is what, and check every row in the background: the dry run.

    Raises `MappingRefusedError` when a required field is missing or one is filled twice.
    """
    require(by, batch.verb, batch)
    _refuse_flaws(target, mapping)
    with recorded("imports.map_columns", by=by, at=at) as trace:
        batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update())
        if not standing_of(batch).can_map:
            raise ImportRefusedError(_("Questa importazione non si può più cambiare."))
        batch.mapping = {str(place): name for place, name in sorted(mapping.items())}
        Finding.objects.filter(batch=batch).delete()
        _start(batch, BatchState.CHECKING, by=by, at=at)
        trace.touches(batch, fields=["mapping", "state"])


def explain_words(
    *, batch: ImportBatch, target: ImportTarget, meanings: Mapping[str, Mapping[str, str]], by: User, at: datetime
) -> None:
    """Say what unknown words mean, by field and word key ("" leaves their rows refused), and check every row again.

    What was said before of other words stays. Raises `ImportRefusedError` when a value is not in the code list.
    """
    require(by, batch.verb, batch)
    lists = {field.name: field.choices for field in target.fields if field.choices}
    for name, said in meanings.items():
        valid = {"", *(choice.value for choice in lists[name]())} if name in lists else set()
        if not valid.issuperset(said.values()):
            raise ImportRefusedError(_("Una delle voci scelte non è più nell’elenco: scegline un’altra."))
    with recorded("imports.explain_words", by=by, at=at) as trace:
        batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update())
        if not standing_of(batch).can_explain:
            raise ImportRefusedError(_("Questa importazione non si può più cambiare."))
        reading = batch.reading
        before = reading.get("meanings", {})
        kept = {name: {**before.get(name, {}), **said} for name, said in meanings.items()}
        batch.reading = {**reading, "meanings": {**before, **kept}}
        Finding.objects.filter(batch=batch).delete()
        _start(batch, BatchState.CHECKING, by=by, at=at)
        trace.touches(batch, fields=["meanings", "state"])
        trace.notes(words=sum(len(said) for said in meanings.values()))


def start_writing(*, batch: ImportBatch, repeat_confirmed: bool, by: User, at: datetime) -> None:
    """Bring the accepted rows in, in the background.

    Raises `ImportRefusedError` when there is nothing to bring in, or the same file was imported already and the
    person has not said that this is meant.
    """
    require(by, batch.verb, batch)
    with recorded("imports.start_writing", by=by, at=at) as trace:
        batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update())
        if not standing_of(batch).can_write:
            raise ImportRefusedError(_("Non ci sono righe da importare, oppure l’importazione è già partita."))
        if same_file(batch) and not repeat_confirmed:
            raise ImportRefusedError(_("Questo file è già stato importato: conferma che vuoi importarlo di nuovo."))
        _start(batch, BatchState.RUNNING, by=by, at=at)
        trace.touches(batch, fields=["state"])
        trace.notes(repeated=repeat_confirmed)


def resume(*, batch: ImportBatch, by: User, at: datetime) -> None:
    """Take up work that was interrupted, behind the last whole chunk."""
    require(by, batch.undo_verb if batch.state == BatchState.UNDOING else batch.verb, batch)
    with recorded("imports.resume", by=by, at=at) as trace:
        batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update())
        if not standing_of(batch).interrupted:
            raise ImportRefusedError(_("Il lavoro non è interrotto."))
        _enqueue(batch, by=by, at=at)
        trace.touches(batch, fields=["state"])


def _refuse_flaws(target: ImportTarget, mapping: Mapping[int, str]) -> None:
    flaws = check_mapping(mapping, target.fields)
    labels = {field.name: str(field.label) for field in target.fields}
    if flaws.missing:
        names = ", ".join(labels[name] for name in flaws.missing)
        raise MappingRefusedError(_("Manca la colonna per: %(names)s.") % {"names": names})
    if flaws.repeated or flaws.unknown:
        names = ", ".join(labels.get(name, name) for name in (*flaws.repeated, *flaws.unknown))
        raise MappingRefusedError(_("Più colonne riempiono lo stesso dato: %(names)s.") % {"names": names})


def _start(batch: ImportBatch, state: BatchState, *, by: User, at: datetime) -> None:
    batch.state = state
    batch.checkpoint = batch.rows_refused = batch.rows_warned = batch.rows_accepted = 0
    _enqueue(batch, by=by, at=at)


def _enqueue(batch: ImportBatch, *, by: User, at: datetime) -> None:
    labels = {
        BatchState.CHECKING: _("Prova dell’importazione"),
        BatchState.RUNNING: _("Importazione"),
        BatchState.UNDOING: _("Annullamento dell’importazione"),
    }
    state = BatchState(batch.state)
    job = enqueue(JOBS[state][0], by=by, at=at, label=labels[state], batch_id=batch.pk, by_id=by.pk)
    batch.job_id = job.pk
    batch.save()


@dataclass
class Work:
    """One run through the rows of a file by one worker."""

    batch: ImportBatch
    target: ImportTarget
    by: User
    state: BatchState
    clock: Clock

    def run(self, progress: Progress) -> None:
        """Do all chunks that are still to be done, then close the work."""
        table = read_batch(self.batch)
        mapping = {int(place): name for place, name in self.batch.mapping.items()}
        today = timezone.localdate(self.clock())
        meanings = self.batch.reading.get("meanings", {})
        reader = RowReader.of(table.columns, mapping, self.target.fields, today=today, meanings=meanings)
        collector = WordCollector.of(mapping, self.target.fields, meanings)
        places = {name: place for place, name in mapping.items()}
        rows = self._new_rows(table, reader, progress)
        stopped = False
        while not stopped and (chunk := list(islice(rows, CHUNK))):
            self._do(chunk, reader, places, collector)
            stopped = self._hopeless()
        self._close(stopped=stopped)
        progress(self.batch.rows_total, self.batch.rows_total)

    def _hopeless(self) -> bool:
        """Whether so many rows were refused, and all of them, that looking at the others would tell nothing more."""
        batch = self.batch
        return self.state == BatchState.CHECKING and not batch.rows_accepted and batch.rows_refused >= HOPELESS

    def _new_rows(self, table: Table, reader: RowReader, progress: Progress) -> Iterator[ReadRow]:
        """Rows behind the checkpoint; a row identical to an earlier one of the file carries that as a problem."""
        seen: dict[int, int] = {}
        start = self.batch.checkpoint
        for done, source in enumerate(table.rows()):
            if done % CHUNK == 0:
                progress(done, table.row_count)
            first = seen.setdefault(hash(source.cells), source.number)
            if source.number <= start:
                continue
            row = reader.read(source, on_known=self._on_known(source.number))
            if first != source.number:
                detail = {"row": str(first)}
                repeated = RowProblem(source.number, "", "", CellProblem.REPEATED_ROW.value, detail=detail)
                row = ReadRow(source, row.record, (*row.problems, repeated))
            yield row

    def _on_known(self, row: int) -> OnKnown:
        return OnKnown(self.batch.row_choices.get(str(row), self.batch.on_known))

    def _do(self, chunk: list[ReadRow], reader: RowReader, places: Mapping[str, int], collector: WordCollector) -> None:
        """Check a chunk outside the transaction, then write all that comes of it in one."""
        sound = [row for row in chunk if not row.refused]
        found = self.target.check(
            [row.record for row in sound], by=self.by, territory_id=self.batch.territory_id, batch_id=self.batch.pk
        ) if sound else []  # fmt: skip
        checked = {row.source.number: reader.with_findings(row, own) for row, own in zip(sound, found, strict=True)}
        rows = [checked.get(row.source.number, row) for row in chunk]
        with recorded(JOBS[self.state][1], by=self.by, at=self.clock()) as trace:
            self._lock()
            self._keep_findings(rows, places)
            accepted = [row for row in rows if not row.refused]
            if self.state == BatchState.CHECKING:
                self._keep_seen(rows, collector, places)
            elif accepted:
                self._write(accepted, trace)
            self._count(rows, accepted)
            trace.touches(self.batch)
            trace.notes(first_row=rows[0].source.number, last_row=rows[-1].source.number, accepted=len(accepted))

    def _lock(self) -> None:
        expected = self.batch.checkpoint
        self.batch = ImportBatch.objects.select_for_update().get(pk=self.batch.pk)
        if self.batch.state != self.state or self.batch.checkpoint != expected:
            raise SupersededError

    def _keep_findings(self, rows: Sequence[ReadRow], places: Mapping[str, int]) -> None:
        span = (rows[0].source.number, rows[-1].source.number)
        Finding.objects.filter(batch=self.batch, row__range=span).delete()
        found = (
            (
                self.batch.pk,
                problem.row,
                places.get(problem.field),
                problem.field,
                problem.code,
                problem.warning,
                json.dumps(dict(problem.detail)),
            )
            for row in rows
            for problem in row.problems
        )
        copy_rows(Finding, ("batch_id", "row", "place", "field", "code", "warning", "detail"), found)

    def _keep_seen(self, rows: Sequence[ReadRow], collector: WordCollector, places: Mapping[str, int]) -> None:
        """Put unknown words, and rows about somebody already there, by those of the chunks before.

        Both repeat cells of the file, so they are sealed.
        """
        reading = self.batch.reading
        first = not self.batch.checkpoint
        words = {} if first else reading.get("words", {})
        known = [] if first else reading.get("known", [])
        collector.collect((row.source for row in rows), words)
        named = [places[name] for name in self.target.naming if name in places]
        for row in rows:
            code = next((problem.code for problem in row.problems if problem.code in self.target.known), None)
            if code and len(known) < SHOWN_KNOWN:
                cells = (clean_text(row.source.cells[place])[:KNOWN_LENGTH] for place in named)
                known.append({"row": row.source.number, "code": code, "text": " · ".join(filter(None, cells))})
        self.batch.reading = {**reading, "words": words, "known": known}

    def _write(self, accepted: Sequence[ReadRow], trace: Trace) -> None:
        batch = self.batch
        made = self.target.write(
            [row.record for row in accepted],
            by=self.by,
            at=self.clock(),
            territory_id=batch.territory_id,
            batch_id=batch.pk,
        )
        written = [
            self._line(row.source.number, thing) for row, things in zip(accepted, made, strict=True) for thing in things
        ]
        copy_rows(WrittenObject, ("batch_id", "row", "kind", "object_id", "state", "source_key"), written)
        batch.written += len(accepted)
        trace.notes(objects=len(written))

    def _line(self, row: int, thing: ImportedObject) -> tuple[int, int, str, str, str, int | None]:
        state = WrittenState.FOUND if thing.found else WrittenState.WRITTEN
        key = source_key(thing.kind, thing.key) if thing.key else None
        return self.batch.pk, row, thing.kind, thing.object_id, state.value, key

    def _count(self, rows: Sequence[ReadRow], accepted: Sequence[ReadRow]) -> None:
        batch = self.batch
        batch.checkpoint = rows[-1].source.number
        batch.rows_accepted += len(accepted)
        batch.rows_refused += len(rows) - len(accepted)
        batch.rows_warned += sum(bool(row.problems) for row in accepted)
        batch.save()

    def _close(self, *, stopped: bool) -> None:
        at = self.clock()
        with recorded(f"{JOBS[self.state][1]}_done", by=self.by, at=at) as trace:
            self._lock()
            if self.state == BatchState.RUNNING:
                self.batch.finished_at = at
                self.batch.state = BatchState.DONE
                self.batch.forget_cells()
            else:
                self.batch.state = BatchState.CHECKED
                self.batch.reading = {**self.batch.reading, "stopped": stopped}
            self.batch.save()
            trace.touches(self.batch, fields=["state"])
