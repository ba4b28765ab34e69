# SPDX-License-Identifier: EUPL-1.2
"""τ-ARGUS beside ours: run by an interpreter that has `pytauargus`, which is no dependency of the project.

`python oracle.py IN.JJ OUT.json SECONDS`: the optimum of the table in the JJ format, and the audit of what it hides.
`python oracle.py IN.JJ OUT.json 0`: the audit of the table as it is.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path


def optimum(table: Path, seconds: int) -> tuple[int, list[int]]:
    """The status (0: proven optimal) and the cells that the optimum hides besides the small ones."""
    from pytauargus import HiTaSCtrl

    out = table.with_suffix(".out")
    status = HiTaSCtrl().full_jj(in_file_jj=str(table), out_file=str(out), max_time=seconds)
    return status, [int(line) for line in out.read_text(encoding="utf-8").split()] if out.exists() else []


def hidden_too(table: Path, cells: set[int]) -> Path:
    """The same table with some more cells hidden."""
    lines = table.read_text(encoding="utf-8").splitlines()
    count = int(lines[1])
    for number, line in enumerate(lines[2 : 2 + count], start=2):
        words = line.split()
        if int(words[0]) in cells:
            lines[number] = " ".join([*words[:3], "m", *words[4:]])
    written = table.with_suffix(".hidden.jj")
    written.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return written


def main(arguments: list[str]) -> int:
    """Write what was found as JSON."""
    from pytauargus._tauargus import audit_jj

    table, out, seconds = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    status, cells = optimum(table, seconds) if seconds else (0, [])
    rows = audit_jj(str(hidden_too(table, set(cells))))
    spent = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "status": status,
        "hidden": cells,
        "intervals": {row["cell"]: [row["min"], row["max"]] for row in rows},
        "seconds": spent.ru_utime + spent.ru_stime,
    }
    out.write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
