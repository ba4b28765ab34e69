# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks import report
from benchmarks.counting.__main__ import main
from benchmarks.counting.race import digest_of_lines, make_rows, median_seconds

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_counting_at_toy_size_gives_the_same_cube_and_appends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Times mean nothing at this size; that the cubes are equal does."""
    monkeypatch.setattr(report, "RESULTS", tmp_path)
    for _ in range(2):
        main(["--rows", "400", "--repeats", "1", "--without-postgresql"])
    main(["--rows", "400", "--repeats", "1", "--without-postgresql", "--no-keep"])
    told = json.loads((tmp_path / "counting.json").read_text(encoding="utf-8"))
    assert [record["setting"]["takings"] for record in told] == [400, 400]
    assert capsys.readouterr().out.count("PASS  same cube as DuckDB") == 3
    assert str(tmp_path) not in (tmp_path / "counting.json").read_text(encoding="utf-8")


def test_rows_are_the_same_every_time_and_gender_is_one_per_person() -> None:
    first, second = make_rows(300), make_rows(300)
    assert all((first[name] == second[name]).all() for name in first)
    assert (first["gender"] == first["person"] % 2).all()


def test_digest_ignores_the_order_of_lines_and_not_their_content() -> None:
    assert digest_of_lines([(1, None, 3), (2, 2, 2)]) == digest_of_lines([(2, 2, 2), (1, None, 3)])
    assert digest_of_lines([(1, None, 3)]) != digest_of_lines([(1, None, 4)])


def test_median_runs_the_work_as_often_as_asked() -> None:
    runs: list[int] = []
    assert median_seconds(lambda: runs.append(1), 3) >= 0
    assert len(runs) == 3
