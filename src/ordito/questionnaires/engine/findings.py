# SPDX-License-Identifier: EUPL-1.2
"""What is wrong, or looks wrong, in a workbook: a code with its place, worded by `queries.wording`.

All codes that may occur are the keys of `queries.wording.FINDINGS`; a test holds the two together.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_QUOTE = 200


class Severity(StrEnum):
    """An error keeps the questionnaire from being published, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One finding and its place.

    `sheet` by the name it has in the workbook, `row` as the spreadsheet counts (0: none), `column` by its letters
    ("" for none), `params` for the words: names, codes and quotes of the questionnaire itself.
    """

    severity: Severity
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    params: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, Any]:
        """As it is stored beside a version."""
        return {**dataclasses.asdict(self), "severity": self.severity.value, "params": dict(self.params)}


def finding_of(stored: Mapping[str, Any]) -> Finding:
    """The finding that `as_json` wrote."""
    return Finding(
        severity=Severity(stored["severity"]),
        code=stored["code"],
        sheet=stored["sheet"],
        row=stored["row"],
        column=stored["column"],
        params=dict(stored["params"]),
    )


class WorkbookRefusedError(Exception):
    """The workbook does not become a questionnaire; `findings` has at least one error."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


def quote(text: str) -> str:
    """`text` short enough to stand in a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
