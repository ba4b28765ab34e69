# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ordito.core.crypto import token
from ordito.core.declare import ImportTarget, declared
from ordito.core.text import fold
from ordito.files.actions import read_whole
from ordito.imports import rules
from ordito.imports.engine.mapping import known_headings
from ordito.imports.engine.memory import Remembered, remember
from ordito.imports.engine.problems import CellProblem
from ordito.imports.engine.reading import Choices, Table, read_table
from ordito.imports.enums import CELL_MESSAGES, FILE_MESSAGES, SUGGESTION, BatchState, WrittenState
from ordito.imports.models import Finding, ImportBatch, WrittenObject, granted_places
from ordito.jobs.models import Job
from ordito.territory.models import Territory, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.core.spreadsheets.problems import FileRefusedError
    from ordito.imports.engine.meanings import FoundWord

MEBIBYTE = 1024 * 1024
RECENT = 10  # earlier imports whose columns are compared
SHOWN_WORDS = 50  # of a column at once: each brings its whole code list into the page


def targets() -> dict[str, ImportTarget]:
    """What can be imported, by key, as the practice apps declare it."""
    return {target.key: target for target in declared(ImportTarget)}


def targets_of(actor: Actor) -> dict[str, ImportTarget]:
    """Those of them that `actor` imports in some place."""
    return {key: target for key, target in targets().items() if rules.may_import(actor, target)}


def importable_places(actor: Actor, offered: Iterable[ImportTarget]) -> QuerySet[Territory]:
    """The Ambiti and Comuni into which `actor` imports, and for files of no such place those of the memberships."""
    own: set[int] = set()
    granted: set[int] = set()
    for target in offered:
        (own if target.anywhere else granted).update(granted_places(actor, target.verb))
    within = Territory.objects.filter(pk__in=TerritoryLink.objects.within(granted), kind__in=rules.KINDS)
    return (within | Territory.objects.filter(pk__in=own)).order_by("kind", "name")


def read_batch(batch: ImportBatch, choices: Choices | None = None) -> Table:
    """The table in the file of `batch`, read as was settled; raises `FileRefusedError` or `FileGoneError`."""
    assert batch.file is not None
    settled = choices if choices is not None else Choices(**batch.reading["choices"])
    target = targets()[batch.target]
    return read_table(read_whole(batch.file), choices=settled, known=known_headings(target.fields))


def file_message(error: FileRefusedError) -> str:
    """Why a file is refused, for the person who sent it."""
    detail: dict[str, Any] = dict(error.detail)
    if isinstance(detail.get("limit"), int) and detail["limit"] >= MEBIBYTE:
        detail["limit"] //= MEBIBYTE
    return str(FILE_MESSAGES[error.problem]) % detail


def problem_message(target: ImportTarget, code: str, detail: Mapping[str, Any]) -> str:
    """What is wrong with a cell or a row, in words; the target's own codes come first."""
    if code == CellProblem.UNKNOWN_CHOICE and detail.get("suggestion"):
        return str(SUGGESTION) % detail
    words = target.messages.get(code) or CELL_MESSAGES.get(code)
    if words is None:
        return code
    return str(words) % detail if detail else str(words)


def reason_of(target: ImportTarget, columns: list[str], findings: list[Finding]) -> str:
    """All problems of a row in one sentence each, for the column "Motivo"."""
    said = []
    for finding in findings:
        message = problem_message(target, finding.code, finding.detail)
        said.append(f"{columns[finding.place]}: {message}" if finding.place is not None else capfirst(message))
    return "; ".join(said)


def source_key(kind: str, number: str) -> int:
    """The keyed number that stands for the number by which a file calls something."""
    return token(fold(number), field=f"imports.writtenobject.source_key/{kind}")


def objects_called(kind: str, numbers: Collection[str]) -> dict[str, set[int]]:
    """Ids of the things of `kind` that imports not undone call by these numbers, by number; of all places."""
    keys = {source_key(kind, number): number for number in numbers}
    rows = WrittenObject.objects.filter(kind=kind, source_key__in=keys).exclude(state=WrittenState.ANNULLED)
    found: dict[str, set[int]] = {}
    for key, object_id in rows.exclude(batch__state=BatchState.UNDONE).values_list("source_key", "object_id"):
        if key is not None:
            found.setdefault(keys[key], set()).add(int(object_id))
    return found


def same_file(batch: ImportBatch) -> ImportBatch | None:
    """The latest other import of the same sheet of the same bytes that was written and not undone."""
    same = ImportBatch.objects.filter(
        target=batch.target,
        file_sha256=batch.file_sha256,
        state__in=(BatchState.RUNNING, BatchState.DONE),
        territory=batch.territory_id,
    )
    sheet = _sheet_of(batch)
    others = same.exclude(pk=batch.pk).order_by("-created_at")
    return next((other for other in others if _sheet_of(other) == sheet), None)


def _sheet_of(batch: ImportBatch) -> str:
    return str(batch.reading["choices"]["sheet"]) if batch.sealed_reading else ""


def earlier_import(batch: ImportBatch, columns: Sequence[str]) -> tuple[ImportBatch, Remembered] | None:
    """The latest of the imports here whose headings are most like these, and its mapping applied to them."""
    unsettled = (BatchState.UPLOADED, BatchState.DISCARDED)
    recent = ImportBatch.objects.filter(target=batch.target, territory=batch.territory_id)
    best: tuple[ImportBatch, Remembered] | None = None
    for other in recent.exclude(pk=batch.pk).exclude(state__in=unsettled).order_by("-created_at")[:RECENT]:
        mapping = {int(place): name for place, name in other.mapping.items()}
        found = remember(columns, other.reading["columns"], mapping)
        if found.enough and (best is None or found.likeness > best[1].likeness):
            best = other, found
    return best


@dataclass(frozen=True)
class Standing:
    """How an import stands: its state, the job at it, and whether that job was interrupted."""

    batch: ImportBatch
    job: Job | None

    @property
    def target_label(self) -> str:
        """What is imported, in words; its key when no app declares it any more."""
        target = targets().get(self.batch.target)
        return str(target.label) if target else self.batch.target

    @property
    def interrupted(self) -> bool:
        """Whether the work under way will not go on by itself."""
        return self.batch.at_work and (self.job is None or self.job.over)

    @property
    def working(self) -> bool:
        """Whether a job is at it."""
        return self.batch.at_work and not self.interrupted

    @property
    def label(self) -> str:
        """The state in words."""
        return _("interrotta") if self.interrupted else str(BatchState(self.batch.state).label)

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        if self.interrupted:
            return "danger"
        tones = {BatchState.DONE: "success", BatchState.UNDONE: "neutral", BatchState.DISCARDED: "neutral"}
        return tones.get(BatchState(self.batch.state), "info")

    @property
    def step(self) -> str:
        """Where the import is on its way: upload, columns, check, write or over."""
        steps = {BatchState.UPLOADED: "columns", BatchState.CHECKING: "check", BatchState.CHECKED: "check"}
        return steps.get(BatchState(self.batch.state), "write" if self.batch.state == BatchState.RUNNING else "over")

    @property
    def can_map(self) -> bool:
        """Whether columns may still be settled: nothing was written, nothing is at work."""
        if self.file_gone:
            return False
        open_still = self.batch.state in (BatchState.UPLOADED, BatchState.CHECKED)
        return open_still or (self.interrupted and self.batch.state == BatchState.CHECKING)

    @property
    def can_explain(self) -> bool:
        """Whether unknown words may be explained: the file was checked and nothing was written."""
        return self.batch.state == BatchState.CHECKED and not self.file_gone

    @property
    def can_write(self) -> bool:
        """Whether it may be started."""
        return self.batch.state == BatchState.CHECKED and self.batch.rows_accepted > 0 and not self.file_gone

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        over = self.batch.state == BatchState.DONE or (self.interrupted and self.batch.state == BatchState.RUNNING)
        return over and self.batch.written > 0

    @property
    def has_refused_file(self) -> bool:
        """Whether the refused rows can still be had as a file."""
        settled = self.batch.state in (BatchState.CHECKED, BatchState.DONE)
        return settled and self.batch.rows_refused > 0 and not self.file_gone

    @property
    def file_gone(self) -> bool:
        """Whether the bytes were discarded."""
        return self.batch.file is None or self.batch.file.discarded_at is not None


def standing_of(batch: ImportBatch) -> Standing:
    """How one import stands."""
    return Standing(batch, Job.objects.filter(pk=batch.job_id).first() if batch.job_id else None)


def standings_of(batches: list[ImportBatch]) -> list[Standing]:
    """The same for a page of a list, in one query."""
    jobs = Job.objects.in_bulk([batch.job_id for batch in batches if batch.job_id])
    return [Standing(batch, jobs.get(batch.job_id or 0)) for batch in batches]


@dataclass(frozen=True)
class ProblemGroup:
    """Findings of one code at one column."""

    place: int | None
    column: str
    code: str
    warning: bool
    message: str
    rows: int
    first_row: int

    @property
    def key(self) -> str:
        """The group as the filter of problems names it."""
        return f"{'' if self.place is None else self.place}:{self.code}"


def problem_groups(batch: ImportBatch, target: ImportTarget, columns: list[str]) -> list[ProblemGroup]:
    """What is wrong with the file, most frequent first, errors before warnings."""
    grouped = (
        Finding.objects.filter(batch=batch)
        .values("place", "code", "warning")
        .annotate(rows=Count("row", distinct=True), first_row=Min("row"))
        .order_by("warning", "-rows", "place", "code")
    )
    return [
        ProblemGroup(
            place=group["place"],
            column=_column(columns, group["place"]),
            code=group["code"],
            warning=group["warning"],
            message=capfirst(_without_detail(target, group["code"])),
            rows=group["rows"],
            first_row=group["first_row"],
        )
        for group in grouped
    ]


def known_rows(batch: ImportBatch, target: ImportTarget) -> int:
    """How many rows speak of somebody already there."""
    return Finding.objects.filter(batch=batch, code__in=target.known).values("row").distinct().count()


def _without_detail(target: ImportTarget, code: str) -> str:
    """The words for many findings at once: bounds and rows differ among them, so they are left to the list."""
    return problem_message(target, code, {}).partition(":")[0].partition("%(")[0].strip()


def _column(columns: list[str], place: int | None) -> str:
    return _("tutta la riga") if place is None else columns[place]


@dataclass(frozen=True)
class ProblemLine:
    """One finding as a list shows it."""

    row: int
    column: str
    message: str
    warning: bool


def problem_lines(findings: list[Finding], target: ImportTarget, columns: list[str]) -> list[ProblemLine]:
    """Findings in words."""
    return [
        ProblemLine(
            finding.row,
            _column(columns, finding.place),
            capfirst(problem_message(target, finding.code, finding.detail)),
            finding.warning,
        )
        for finding in findings
    ]


@dataclass(frozen=True)
class UnknownWord:
    """A word to be explained: its key, how it is written, in how many rows, and the value chosen beforehand."""

    key: str
    text: str
    rows: int
    value: str
    suggested: bool


@dataclass(frozen=True)
class WordColumn:
    """The unknown words of one column of the file, with the choices of its code list."""

    field: str
    heading: str
    choices: list[tuple[str, str]]
    words: list[UnknownWord]
    left_out: int


def word_columns(batch: ImportBatch, target: ImportTarget) -> list[WordColumn]:
    """What the last check did not know, by column: never explained words first, then the most frequent."""
    reading = batch.reading
    fields = {field.name: field for field in target.fields}
    found = []
    for place, name in sorted((int(place), name) for place, name in batch.mapping.items()):
        words = reading.get("words", {}).get(name)
        offered = fields[name].choices
        if words and offered:
            choices = [(choice.value, str(choice.label)) for choice in offered()]
            unknown = _unknown_words(words, reading.get("meanings", {}).get(name, {}), dict(choices))
            shown = unknown[:SHOWN_WORDS]
            found.append(WordColumn(name, reading["columns"][place], choices, shown, len(unknown) - len(shown)))
    return found


def _unknown_words(
    words: Mapping[str, FoundWord], meanings: Mapping[str, str], valid: Collection[str]
) -> list[UnknownWord]:
    found = []
    for key, word in sorted(words.items(), key=lambda pair: (pair[0] in meanings, -pair[1]["rows"], pair[0])):
        value = meanings.get(key, word["suggestion"])
        known = value if value in valid else ""
        found.append(UnknownWord(key, word["text"], word["rows"], known, suggested=bool(known) and key not in meanings))
    return found
