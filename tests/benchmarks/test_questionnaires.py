# SPDX-License-Identifier: EUPL-1.2
"""Times mean nothing at these sizes; that nothing is lost, and that each measure finds what it measures, does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.questionnaires.__main__ import main
from benchmarks.records.__main__ import FROM_MODELS

ROOT = Path(__file__).parents[2]


def measured(*arguments: str) -> list[str]:
    """The lines of a run in a process of its own, with a database and a state of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ORDITO_STATE"}}
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.questionnaires", *arguments, "--database", "sqlite", "--discard"],
        cwd=ROOT,
        env=environment | {FROM_MODELS: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in {0, 1}, ran.stderr  # 1: a bar was missed
    return ran.stdout.splitlines()


def named(lines: list[str], name: str) -> str:
    """The line of a figure."""
    return next(line for line in lines if line[6:].startswith(f"{name}:"))


@pytest.mark.slow
def test_page_is_measured_with_all_its_questions() -> None:
    lines = measured("page", "--rounds", "6")
    assert float(named(lines, "questions on the page").split()[-2]) > 400
    assert float(named(lines, "answers checked").split()[-2]) > 500
    for bar in ("page, p95", "one answer saved and its page refreshed, p95", "full check, p95"):
        assert named(lines, bar)[:4] in {"PASS", "FAIL"}


@pytest.mark.slow
def test_submissions_are_taken_once_and_none_is_lost() -> None:
    lines = measured("submissions", "--count", "30")
    for bar in ("acknowledged and lost", "taken twice", "submissions without a good verdict"):
        assert named(lines, bar).startswith("PASS"), lines
    assert named(lines, "taken when all were sent again").startswith("PASS")


@pytest.mark.slow
def test_export_is_whole_and_shows_its_progress() -> None:
    lines = measured("export", "--rows", "1200")  # the number of rows and columns is looked at within
    for form in ("xlsx", "csv"):
        assert named(lines, f".{form}, steps of the progress bar").startswith("PASS"), lines


def test_unknown_subject_is_told_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["altro"]) == 2
    assert "page|submissions|export" in capsys.readouterr().out
