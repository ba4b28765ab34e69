# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.questionnaires page|submissions|export`; each has its own options, see `--help` after it."""

from __future__ import annotations

import sys
from importlib import import_module

SUBJECTS = ("page", "submissions", "export")


def main(arguments: list[str] | None = None, *, keep: bool = True) -> int:
    """Run one of the measures; returns 1 when a bar is missed, 2 when none was named."""
    subject, *rest = (sys.argv[1:] if arguments is None else arguments) or [""]
    if subject not in SUBJECTS:
        print(__doc__)
        return 2
    code: int = import_module(f"benchmarks.questionnaires.{subject}").main(rest, keep=keep)
    return code


if __name__ == "__main__":
    sys.exit(main())
