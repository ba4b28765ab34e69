# SPDX-License-Identifier: EUPL-1.2
"""Questionnaires and their versions, the identity of questions, drafts, answers sent and their flat rows.

What people answer is sealed: read it by the properties named after what they open. Where answers stand (references,
paths, codes of problems) is plain. `visible_to(actor)` is the only way to rows; of answers it is the union of what the
declared `AnswerOwner`s open.
"""

from ordito.questionnaires.models.drafts import Draft, DraftAnswer, DraftFile
from ordito.questionnaires.models.exports import Export, ExportFile
from ordito.questionnaires.models.forms import (
    Attachment,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    VersionQuestion,
)
from ordito.questionnaires.models.sheets import AnswerSheet
from ordito.questionnaires.models.submissions import TRIES, DeviceToken, FlatRow, Submission, SubmissionFile

__all__ = [
    "TRIES",
    "AnswerSheet",
    "Attachment",
    "DeviceToken",
    "Draft",
    "DraftAnswer",
    "DraftFile",
    "Export",
    "ExportFile",
    "FlatRow",
    "Question",
    "Questionnaire",
    "QuestionnaireVersion",
    "Submission",
    "SubmissionFile",
    "VersionQuestion",
]
