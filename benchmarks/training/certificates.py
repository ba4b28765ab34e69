# SPDX-License-Identifier: EUPL-1.2
"""The certificates of a large edition: `PYTHONPATH=src:. python -m benchmarks.training.certificates --people 500`.

Everybody of a closed edition gets a certificate in one action, and the job makes every paper (PDF/A-2a and PDF/UA-1,
with its QR code, sealed on the disk). What counts is the time of both, and whether the memory of the job stays flat:
how much it grows from the first tenth of the papers to the last.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.cluster import database
from benchmarks.papers.__main__ import prepare, resident
from benchmarks.report import Report

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.training.models import Edition

SECONDS, GROWTH = 60, 20
PEOPLE_AT_BAR = 500
"""People for whom the bars hold."""


def main() -> int:
    """Load the edition, give the certificates, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE_AT_BAR)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--throw-away", action="store_true", help="do not append to the results")
    options = parser.parse_args()
    with database(options.database) as (url, folder):
        prepare(url, folder)
        edition, manager = load(options.people)
        report = Report("certificates", {"people": options.people, "database": options.database})
        measure(report, edition, manager, at_bar=options.people <= PEOPLE_AT_BAR)
    return report.finish(keep=not options.throw_away)


def load(people: int) -> tuple[Edition, User]:
    """A closed edition in which everybody was there long enough, and who manages it."""
    from tests.factories.certificates import make_graduates, make_grant
    from tests.factories.training import make_school

    school = make_school()
    edition = make_graduates(school, people=people)
    make_grant(school, edition)
    return edition, school.manager


def measure(report: Report, edition: Edition, manager: User, *, at_bar: bool) -> None:
    """Give them once, and make their papers as the job does."""
    from django.utils import timezone

    from ordito.training.actions.certificates import issue_certificates
    from ordito.training.tasks import make_certificates

    memory: list[float] = []
    start, working = time.perf_counter(), time.process_time()
    issue_certificates(by=manager, at=timezone.now(), edition=edition, signer="Firma", signer_role="dirigente")
    given = time.perf_counter() - start
    made = make_certificates(
        lambda _done, _total: memory.append(resident("self")), edition_id=edition.pk, by_id=manager.pk
    )
    taken = time.perf_counter() - start
    worked = time.process_time() - working
    tenth = max(len(memory) // 10, 1)
    report.figure("papers", made["papers"], "files")
    report.figure("time of the action", given, "s")
    report.figure("time of the action and the job", taken, "s", limit=SECONDS if at_bar else None)
    report.figure("processor time of both", worked, "s")
    report.figure("memory after a tenth of the papers", memory[tenth], "MB")
    report.figure("memory that the rest added", memory[-1] - memory[tenth], "MB", limit=GROWTH)


if __name__ == "__main__":
    sys.exit(main())
