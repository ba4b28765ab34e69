# SPDX-License-Identifier: EUPL-1.2
"""What Ordito asks of the national register of residents (ANPR), whoever carries the question there.

On the national data platform (PDND) the Ministry of the Interior offers it as e-services by person; those meant here
are C020, ascertainment of residence, and C021, ascertainment of the family as registered. Their names are taken from
public manuals of who uses them: verify them, their fields and their purposes on the platform's catalogue before use.
No client of the platform is here: it needs the body's own key, its enrolment and the purpose agreed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class Failure(StrEnum):
    """Why there is no answer."""

    TIMEOUT = "timeout"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"


class RegisterError(Exception):
    """The register gave no answer."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


@dataclass(frozen=True)
class Question:
    """One person on one day, and why: the register keeps it too."""

    fiscal_code: str
    on: date
    reason: str
    basis: str


@dataclass(frozen=True)
class Residence:
    """Where somebody is registered; `comune` is ISTAT's code of six digits, `since` a day when the register says it."""

    comune: str
    comune_name: str
    street: str
    since: date | None = None


@dataclass(frozen=True)
class Relative:
    """Somebody of the family as registered, with the words of the register for the relation."""

    name: str
    relation: str
    born: date | None = None


@dataclass(frozen=True)
class Answer:
    """What the register says; `operation` is its own number of the request."""

    operation: str
    residence: Residence | None
    family: Sequence[Relative] = ()


class Register(Protocol):
    """Whoever carries a question to the register and brings the answer back."""

    def ask(self, question: Question) -> Answer:
        """The answer.

        Raises:
            RegisterError: there is none, and why.
        """
