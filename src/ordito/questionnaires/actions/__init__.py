# SPDX-License-Identifier: EUPL-1.2
"""Every write of this app: workbooks and versions, drafts, answers that were sent, exports."""

from ordito.questionnaires.actions.errors import (
    FormIdTakenError,
    InstanceConflictError,
    NotAcceptedError,
    QuestionnaireRefusedError,
    SubmissionRefusedError,
    UndeclaredChangesError,
)
from ordito.questionnaires.actions.exports import start_export, write_export
from ordito.questionnaires.actions.sheets import STRAY, start_sheet, try_sheet, upload_sheet, write_sheet
from ordito.questionnaires.actions.submissions import (
    NO_FILES,
    Answered,
    add_files,
    rebuild_rows,
    receive_submission,
    save_verdicts,
    start_checks,
    withdraw_submissions,
)
from ordito.questionnaires.actions.versions import discard_version, publish_version, retire_version, say_counting
from ordito.questionnaires.actions.workbooks import attach_file, upload_workbook
from ordito.questionnaires.queries.changes import Declared

__all__ = [
    "NO_FILES",
    "STRAY",
    "Answered",
    "Declared",
    "FormIdTakenError",
    "InstanceConflictError",
    "NotAcceptedError",
    "QuestionnaireRefusedError",
    "SubmissionRefusedError",
    "UndeclaredChangesError",
    "add_files",
    "attach_file",
    "discard_version",
    "publish_version",
    "rebuild_rows",
    "receive_submission",
    "retire_version",
    "save_verdicts",
    "say_counting",
    "start_checks",
    "start_export",
    "start_sheet",
    "try_sheet",
    "upload_sheet",
    "upload_workbook",
    "withdraw_submissions",
    "write_export",
    "write_sheet",
]
