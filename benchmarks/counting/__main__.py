# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.counting --rows 1000000`."""

from __future__ import annotations

import argparse
import sys

from benchmarks.counting.race import run


def main(arguments: list[str] | None = None) -> int:
    """Run the race and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counting", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="takings in charge")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each contestant; medians are compared")
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    parser.add_argument("--without-postgresql", action="store_true", help="leave the second rival out")
    told = parser.parse_args(arguments)
    return run(told.rows, told.repeats, postgresql=not told.without_postgresql, keep=not told.no_keep)


if __name__ == "__main__":
    sys.exit(main())
