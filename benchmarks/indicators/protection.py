# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.indicators.protection --tau-argus PYTHON`: hiding and audit of tables shaped like a region's.

PYTHON is an interpreter that has `pytauargus`; without it the comparison with τ-ARGUS is left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import numpy as np

from benchmarks.indicators.attack import recoverable
from benchmarks.indicators.regions import axis, region, write_jj
from benchmarks.report import Report
from ordito.indicators.engine.audit import Audit, audit
from ordito.indicators.engine.disclosure import Policy, State
from ordito.indicators.engine.hierarchy import ProtectedTable, by_adding, hierarchical_table
from ordito.indicators.engine.model import coarser_cuts
from ordito.indicators.engine.protect import protect_table
from ordito.indicators.engine.recoding import recodings
from ordito.indicators.engine.rounding import round_table

ORACLE = Path(__file__).with_name("oracle.py")
ALIKE = Policy(lone=False, insiders=False)
"""What τ-ARGUS protects too: cells that their own count makes small, from outside."""
REGIONS = {
    "45 Ambiti in 8 Province by 5 bands": region(1500, (45, 8), 5, 1, unequal=0.8, seed=3),
    "16 Ambiti in 4 Province by 4 bands by 2 kinds": region(1400, (16, 4), 4, 2, unequal=0.8, seed=4),
}


def _share(protected: ProtectedTable) -> float:
    """Hidden cells of a hundred that are published."""
    return 100 * protected.hidden / int(protected.grid.asked.sum())


def large(report: Report) -> None:
    """729 places in 81 parts in 9, by 9 bands by 4 kinds, with all margins."""
    table = region(1_000_000, (729, 81, 9), 9, 4, unequal=0.7, seed=7)
    policy = Policy()
    report.figure(
        "large table: small cells",
        int((table.own_states(policy) == State.SMALL).sum()),
        "cells",
        limit=2200,
        at_least=True,
    )
    start = process_time()
    protected = protect_table(table, policy)
    report.figure("large table: protection", process_time() - start, "s CPU", limit=30)
    found = audit(protected, alone=(table.persons == 1) & (table.values == 1))
    report.figure("large table: audit", found.seconds, "s CPU", limit=10)
    report.figure("large table: hidden cells", protected.hidden, "cells")
    report.figure("large table: share hidden", _share(protected), "%")
    report.figure(
        "large table: too narrow by its own audit", int(found.unsafe.sum()) + len(found.told), "cells", limit=0
    )
    report.figure("large table: recoverable by another attacker", recoverable(protected), "cells", limit=0)
    start = process_time()
    rounded = round_table(table, policy.threshold)
    report.figure("large table: controlled rounding instead", process_time() - start, "s CPU")
    report.figure("large table: multiples further than the neighbouring ones", rounded.slack, "steps")
    report.figure("large table: mean distance of rounded counts", rounded.error(table), "persons")


def rare_class(report: Report) -> None:
    """45 Ambiti by 5 kinds of which one is rare everywhere: the recoding that is proposed, and what is hidden then."""
    random, policy = np.random.default_rng(5), Policy(lone=False)
    axes = [axis("place", np.arange(45)), axis("kind", np.arange(5))]
    base = random.poisson(np.asarray([60, 40, 30, 25, 2.5]) * random.lognormal(0, 0.3, 45)[:, None])
    best = recodings(axes, (0, 0), base, policy)[0]
    for name, at, cut in (("as asked", axes, (0, 0)), ("with two classes merged", best.axes, best.cut)):
        table = hierarchical_table(at, coarser_cuts(at, cut), by_adding(at, base))
        report.figure(f"a rare class: share hidden {name}", _share(protect_table(table, policy)), "%")


def beside_tau_argus(report: Report, python: str, seconds: int) -> None:
    """The optimum of τ-ARGUS and its audit, on two regions."""
    for name, table in REGIONS.items():
        own = table.own_states(ALIKE)
        best = _asked(python, table, own, seconds)
        protected = protect_table(table, ALIKE)
        report.figure(f"{name}: hidden by us", protected.hidden, "cells")
        if best["status"]:
            report.figure(f"{name}: no optimum of τ-ARGUS, status", best["status"], "")
        else:
            least = int((own != State.SHOWN).sum()) + len(best["hidden"])
            report.figure(f"{name}: hidden by the optimum of τ-ARGUS", least, "cells")
            report.figure(f"{name}: ours to the optimum", protected.hidden / least, "×", limit=1.15)
        theirs = _asked(python, table, protected.states, 0)["intervals"]
        report.figure(f"{name}: intervals that differ", _different(audit(protected), theirs), "cells", limit=0)
        report.figure(f"{name}: recoverable by another attacker", recoverable(protected), "cells", limit=0)


def _asked(python: str, table: Any, states: Any, seconds: int) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        given, answer = Path(folder) / "table.jj", Path(folder) / "answer.json"
        write_jj(table, states, ALIKE, given)
        command = [python, str(ORACLE), str(given), str(answer), str(seconds)]
        subprocess.run(command, check=True)
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return found


def _different(ours: Audit, theirs: dict[str, list[float]]) -> int:
    mine = {str(cell): [low, high] for cell, low, high in zip(ours.cells, ours.low, ours.high, strict=True)}
    rounded = {cell: [np.ceil(low - 1e-6), np.floor(high + 1e-6)] for cell, (low, high) in theirs.items()}
    return sum(rounded.get(cell) != [int(end) for end in ends] for cell, ends in mine.items())


def main(arguments: list[str] | None = None) -> int:
    """Run and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.indicators.protection", description=__doc__)
    parser.add_argument("--tau-argus", default="", help="an interpreter that has pytauargus")
    parser.add_argument("--seconds", type=int, default=60, help="the time τ-ARGUS has for each optimum")
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    told = parser.parse_args(arguments)
    report = Report("protection", {"threshold": Policy().threshold, "places": 729, "bands": 9, "kinds": 4})
    large(report)
    rare_class(report)
    if told.tau_argus:
        beside_tau_argus(report, told.tau_argus, told.seconds)
    return report.finish(keep=not told.no_keep)


if __name__ == "__main__":
    sys.exit(main())
