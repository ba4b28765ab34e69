# SPDX-License-Identifier: EUPL-1.2
"""The benchmarks of counting at toy size: times mean nothing, that every contestant has the same figures does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks import report
from benchmarks.indicators import cubes, episodes, refresh
from ordito.indicators.engine.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_cube_is_the_same_by_hand_and_the_run_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def make(folder: Path, count: int, *, closing: bool = True) -> Store:
        episodes.write(folder, count, closing=closing)
        return Store(folder)

    monkeypatch.setattr(report, "RESULTS", tmp_path)
    monkeypatch.setattr(cubes, "make_store", make)  # no process of its own: nobody measures memory here
    cubes.main(["--rows", "400", "--events", "300", "--repeats", "1", "--without-postgresql"])
    told = json.loads((tmp_path / "indicators-cubes.json").read_text(encoding="utf-8"))
    assert told[0]["setting"] == {"takings": 400, "events": 300, "runs": 1}
    assert "PASS  same cube as DuckDB" in capsys.readouterr().out
    assert str(tmp_path) not in (tmp_path / "indicators-cubes.json").read_text(encoding="utf-8")


def test_refresh_ends_with_the_rows_of_a_whole_reading(capsys: pytest.CaptureFixture[str]) -> None:
    refresh.main(["--rows", "500", "--no-keep"])
    assert "PASS  same rows as reading everything again" in capsys.readouterr().out
