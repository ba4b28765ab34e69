# SPDX-License-Identifier: EUPL-1.2
"""A register of invented people, for trials: the same fiscal code always has the same answer, or the same failure.

The two digits of the day of birth decide (41 to 71 for women, as in the code): those that end with 6 time out, with 7
are not found, with 8 are ambiguous, with 9 are refused; all others live in Via del Registro, with two relatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ordito.flows.engine.register import Answer, Failure, RegisterError, Relative, Residence

if TYPE_CHECKING:
    from ordito.flows.engine.register import Question

DAY = slice(9, 11)
"""Where a fiscal code has the day of birth (d.m. 23 December 1976)."""
FAILURES = {"6": Failure.TIMEOUT, "7": Failure.NOT_FOUND, "8": Failure.AMBIGUOUS, "9": Failure.REFUSED}


@dataclass(frozen=True)
class Simulator:
    """Answers without a network; everybody lives in one Comune."""

    comune: str
    comune_name: str

    def ask(self, question: Question) -> Answer:
        """The answer by rule.

        Raises:
            RegisterError: by rule, too; and for what is no fiscal code of a person.
        """
        day = question.fiscal_code[DAY]
        if not day.isdecimal():
            raise RegisterError(Failure.NOT_FOUND)
        if day[-1] in FAILURES:
            raise RegisterError(FAILURES[day[-1]])
        number = int(day)
        street = f"Via del Registro {number}"
        family = (
            Relative("Anagrafici Uno", "intestatario scheda", date(1984, 3, 1)),
            Relative("Anagrafici Due", "coniuge", date(1986, 9, 1)),
        )
        residence = Residence(self.comune, self.comune_name, street, date(2024, 1, number % 28 + 1))
        return Answer(f"SIM-{question.on:%Y%m%d}-{number:02}", residence, family)
