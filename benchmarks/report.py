# SPDX-License-Identifier: EUPL-1.2
"""How every benchmark speaks: one line a figure, PASS or FAIL for a bar, a result file without machine paths."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Figure:
    """One measured number; with a limit it is a bar, `at_least` says on which side it must lie."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the bar is met; a figure without a limit always is."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self) -> str:
        """As printed."""
        text = f"{self.name}: {self.value:,.2f} {self.unit}"
        if self.limit is None:
            return f"      {text}"
        side = "at least" if self.at_least else "at most"
        return f"{'PASS' if self.met else 'FAIL'}  {text} (bar: {side} {self.limit:,g})"


@dataclass
class Report:
    """The figures of one run of the benchmark of `subject`, on data described by `setting`."""

    subject: str
    setting: dict[str, str | int | float]
    figures: list[Figure] = field(default_factory=list)

    def figure(
        self, name: str, value: float, unit: str, *, limit: float | None = None, at_least: bool = False
    ) -> Figure:
        """Add and print a figure."""
        made = Figure(name, float(value), unit, limit, at_least)
        self.figures.append(made)
        print(made.line(), flush=True)
        return made

    def finish(self, *, keep: bool = True) -> int:
        """Append the run to the subject's results; returns the exit code: 1 when a bar is missed."""
        if keep:
            RESULTS.mkdir(exist_ok=True)
            path = RESULTS / f"{self.subject}.json"
            runs = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
            runs.append(
                {
                    "at": datetime.now(UTC).isoformat(timespec="seconds"),
                    "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
                    "setting": self.setting,
                    "figures": [asdict(figure) | {"met": figure.met} for figure in self.figures],
                }
            )
            path.write_text(json.dumps(runs, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return 0 if all(figure.met for figure in self.figures) else 1


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the measures lie, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def middle(values: Sequence[float]) -> float:
    """The median."""
    return median(values)
