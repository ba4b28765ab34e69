# SPDX-License-Identifier: EUPL-1.2
"""The benchmarks that make a database of their own still run, at toy size; times and bars mean nothing here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from benchmarks.records.__main__ import FIRST_PAGES, FROM_MODELS
from benchmarks.records.typing_errors import spoil

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("subject", "arguments", "figures"),
    [
        (
            "records",
            ["--people", "300", "--events", "5000", "--rounds", "2", "--crowd", "1", "--users", "2"],
            [
                *(f"first page, {title}, p95" for title, _path in FIRST_PAGES),
                *(f"crowd: {what}, asked" for what in ("search", "open", "write")),
            ],
        ),
        ("importing", ["--rows", "40"], ["dry run", "import, checked again, entities"]),
    ],
)
def test_benchmark_at_toy_size_gives_every_figure(subject: str, arguments: list[str], figures: list[str]) -> None:
    kept = (ROOT / "benchmarks/results" / f"{subject}.json").read_bytes()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORDITO_", "DATABASE_"))}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    ended = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{subject}", *arguments, "--no-keep"],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": paths, FROM_MODELS: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode in {0, 1}, ended.stderr
    assert "Traceback" not in ended.stderr
    assert [name for name in figures if f"{name}: " not in ended.stdout] == []
    assert (ROOT / "benchmarks/results" / f"{subject}.json").read_bytes() == kept


def test_names_are_spoiled_by_one_letter_and_keep_their_words() -> None:

    chance = Random(1)  # noqa: S311 - the same words every time, nothing secret
    for _round in range(50):
        words = spoil("Zanzotti Ezechiele", chance).split()
        assert len(words) in {1, 2}, "the letter dropped may be the blank"
        assert abs(len("".join(words)) - len("ZanzottiEzechiele")) <= 1
