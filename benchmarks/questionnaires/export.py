# SPDX-License-Identifier: EUPL-1.2
"""Very many answers written to a file: `python -m benchmarks.questionnaires export --rows 150000`.

The answers of a campaign, 500 columns, to .xlsx and to .csv, by the job that a person starts, each in a process of its
own; then a tenth of them. What is compared is the highest memory of the two.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cluster import database
from benchmarks.questionnaires.books import choices, question, settings
from benchmarks.questionnaires.scene import make_campaign, make_house, publish
from benchmarks.records.__main__ import prepare
from benchmarks.report import Report
from benchmarks.serving import process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from benchmarks.questionnaires.books import Sheets
    from ordito.accounts.models import User
    from ordito.questionnaires.enums import ExportForm
    from ordito.questionnaires.models import Export, QuestionnaireVersion, Submission

COLUMNS = 500
OWN = 6  # columns before the answers
LIST = "abcdef"
RATIO = 1.3  # of the peak memory of ten times the rows: the bar
STEPS = 10  # of the progress bar, at least
FEW = 10  # times fewer rows in the smaller export
CONTENTS = 200  # different ones
INSERTED_AT_ONCE = 1000
RETURNS = 1000
MEGABYTE = 1_000_000


def main(arguments: list[str] | None = None, *, keep: bool = True) -> int:
    """Insert the answers, export, print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.questionnaires export", description=__doc__)
    parser.add_argument("--rows", type=int, default=150_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--discard", action="store_true", help="do not add the run to the results")
    options = parser.parse_args(arguments)
    with database(options.database) as (url, folder):
        prepare(url, folder)
        return measure(folder, options.database, options.rows, keep=keep and not options.discard)


def measure(folder: Path, kind: str, rows: int, *, keep: bool) -> int:
    """All figures of one run."""
    from ordito.questionnaires.enums import ExportForm

    house = make_house()
    many, few = (publish(wide(name), house) for name in ("molte", "poche"))
    campaign, _provider = make_campaign(many, house, RETURNS)
    owners = list(campaign.returns.order_by("pk").values_list("pk", flat=True))
    report = Report("questionnaires-export", {"rows": rows, "columns": COLUMNS, "database": kind})
    started = time.perf_counter()
    insert_answers(many, rows, owners)
    insert_answers(few, rows // FEW, owners)
    report.figure("answers inserted", (rows + rows // FEW) / (time.perf_counter() - started), "rows/s")
    for form in (ExportForm.XLSX, ExportForm.CSV):
        small = write(few, form, house.officer, folder)
        large = write(many, form, house.officer, folder)
        report_export(report, form, small, large, rows)
    return report.finish(keep=keep)


def report_export(report: Report, form: ExportForm, small: Written, large: Written, rows: int) -> None:
    """Speed, size, memory and steps of the progress bar."""
    report.figure(f".{form}, rows", rows / large.seconds, "rows/s")
    report.figure(f".{form}, size", large.size / MEGABYTE, "MB")
    report.figure(f".{form}, peak memory", large.peak / MEGABYTE, "MB")
    report.figure(f".{form}, peak memory of a tenth of the rows", small.peak / MEGABYTE, "MB")
    report.figure(f".{form}, memory for ten times the rows", large.peak / small.peak, "times", limit=RATIO)
    report.figure(
        f".{form}, steps of the progress bar", large.steps, "steps", limit=min(STEPS, rows // 500), at_least=True
    )
    assert small.lines == rows // FEW + 1, f"{small.lines} lines"


# --- answers ---------------------------------------------------------------------------------------------------------


def wide(form_id: str) -> Sheets:
    """A questionnaire that makes so many columns: choices, numbers, dates, texts in ten sections."""
    survey = []
    for section in range(10):
        survey.append(question("begin_group", f"sezione_{section}", f"Sezione {section}"))
        survey += [_question(number) for number in range(COLUMNS - OWN) if number % 10 == section]
        survey.append(question("end_group", ""))
    return {
        "survey": survey,
        "choices": choices("elenco", *LIST),
        "settings": settings(form_id, f"Scheda larga {form_id}"),
    }


KINDS = ("select_one elenco", "integer", "select_one elenco", "decimal", "date", "integer", "text")


def _question(number: int) -> dict[str, str]:
    return question(KINDS[number // 10 % len(KINDS)], f"d{number}", f"Domanda {number} della scheda")


def _answer(kind: str, chance: Random) -> str:
    by_kind = {
        "select_one": chance.choice(LIST),
        "integer": str(chance.randrange(1000)),
        "decimal": f"{chance.random() * 100:.2f}",
        "date": f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
    }
    return by_kind.get(kind, f"Testo di prova {chance.randrange(1000)}")


def _contents(version: QuestionnaireVersion) -> list[str]:
    from random import Random

    from ordito.questionnaires.queries.forms import form_of

    chance = Random(4)
    asked = [item for item in form_of(version).questions() if item.visible]
    return [json.dumps({item.path: _answer(item.kind, chance) for item in asked}) for _number in range(CONTENTS)]


def insert_answers(version: QuestionnaireVersion, rows: int, owners: list[int]) -> None:
    """So many checked submissions with their flat rows, sealed each for itself, spread over the returns."""
    from ordito.audit.actions import recorded
    from ordito.core.access import SystemActor
    from ordito.core.models import insert_new
    from ordito.questionnaires.models import FlatRow
    from ordito.questionnaires.models.scopes import seal_text
    from ordito.questionnaires.models.submissions import flat_place

    contents = _contents(version)
    for first in range(0, rows, INSERTED_AT_ONCE):
        made = list(_submissions(version, range(first, min(rows, first + INSERTED_AT_ONCE)), owners))
        with recorded("benchmark.insert_answers", by=SystemActor("benchmark"), at=made[0].submitted_at):
            insert_new(made)
            flat = [
                FlatRow(
                    submission=row,
                    index=1,
                    parent_index=0,
                    sealed_values=seal_text(contents[row.pk % CONTENTS], flat_place(row.public_id, "", 1)),
                )
                for row in made
            ]
            insert_new(flat)


def _submissions(version: QuestionnaireVersion, numbers: range, owners: list[int]) -> Iterator[Submission]:
    from django.utils import timezone

    from ordito.questionnaires.enums import Door, SubmissionState
    from ordito.questionnaires.models import Submission

    now = timezone.now()
    for number in numbers:
        yield Submission(
            instance_id=f"uuid:{version.pk}-{number}",
            version=version,
            owner_kind="campaigns.return",
            owner_id=owners[number % len(owners)],
            state=SubmissionState.VALID,
            door=Door.BROWSER,
            sha256="0" * 64,
            sealed_xml=b"",
            sealed_answers=b"",
            submitted_by_name="Prova Misuratori",
            submitted_at=now,
            checked_at=now,
        )


# --- the job ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """An export that was made: seconds, bytes of the file, lines in it, peak memory in bytes, progress as seen."""

    seconds: float
    size: int
    lines: int
    peak: int
    steps: int


def write(version: QuestionnaireVersion, form: ExportForm, by: User, folder: Path) -> Written:
    """Start an export as a person does, run its job in a process of its own, watch it."""
    from django.utils import timezone

    from ordito.jobs.models import Job, JobState
    from ordito.questionnaires.actions import start_export
    from ordito.questionnaires.queries.exporting import Options

    export = start_export(version=version, form=form, options=Options(), by=by, at=timezone.now())
    assert export.job_id is not None
    jobs, seen = Job.objects.filter(pk=export.job_id), set()
    started = time.perf_counter()
    module = "benchmarks.questionnaires.export"
    log = folder / f"export-{export.pk}.log"
    with process(sys.executable, "-m", module, str(export.job_id), log=log) as running:
        while running.poll() is None:
            seen.add(jobs.values_list("done", flat=True).get())
            time.sleep(0.05)
    taken = time.perf_counter() - started
    job = jobs.get()
    assert job.state == JobState.DONE, log.read_text()
    export.refresh_from_db()
    peak = int(log.read_text().split()[-1]) * 1024
    file = export.files.get().file
    return Written(taken, file.size, _lines(export), peak, len(seen))


def _lines(export: Export) -> int:
    """Rows in the file of a small export, the heading among them; 0 for a large one, which would take too long."""
    import io

    from python_calamine import CalamineWorkbook

    from ordito.files.actions import read_whole

    file = export.files.get().file
    if export.rows > 15_000:
        return 0
    content = read_whole(file)
    if export.form == "csv":
        return content.count(b"\r\n")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.width == COLUMNS, sheet.width
    return sheet.height


def run_job(job_id: int) -> None:
    """What a worker does with the job; prints its peak memory in kilobytes."""
    import django

    django.setup()
    from ordito.core.memory import settle
    from ordito.jobs.tasks import run

    settle()
    run.func(job_id)
    assert threading.active_count() == 1, "the job left a thread behind"
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


if __name__ == "__main__":
    run_job(int(sys.argv[1]))
