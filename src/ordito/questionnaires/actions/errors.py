# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ordito.questionnaires.engine.problems import Problem
    from ordito.questionnaires.models import Questionnaire


class QuestionnaireRefusedError(Exception):
    """This cannot be done with the questionnaire now; the message says why to the person who asked."""


class FormIdTakenError(QuestionnaireRefusedError):
    """Another questionnaire has this identifier: `questionnaire`. The message never names one that may be hidden."""

    def __init__(self, message: str, questionnaire: Questionnaire) -> None:
        super().__init__(message)
        self.questionnaire = questionnaire


class UndeclaredChangesError(QuestionnaireRefusedError):
    """Changed questions of which nothing was declared: `keys`."""

    def __init__(self, message: str, keys: tuple[str, ...]) -> None:
        super().__init__(message)
        self.keys = keys


class SubmissionRefusedError(Exception):
    """Answers that are not taken in: `problem` says why as a code, the message in words."""

    def __init__(self, message: str, problem: Problem | None = None) -> None:
        super().__init__(message)
        self.problem = problem


class InstanceConflictError(SubmissionRefusedError):
    """The same instance came before with other content: neither replaces the other."""


class NotAcceptedError(SubmissionRefusedError):
    """The owner takes no answers now, or not from this person."""
