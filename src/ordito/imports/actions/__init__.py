# SPDX-License-Identifier: EUPL-1.2
"""Every write of an import: the upload, the columns, the dry run, the run, the undo."""

from ordito.imports.actions.errors import ImportRefusedError, MappingRefusedError, SupersededError
from ordito.imports.actions.exports import refused_file
from ordito.imports.actions.known import choose_known
from ordito.imports.actions.undo import as_objects, start_undo, undo_rows
from ordito.imports.actions.uploads import choose_reading, discard_import, forget_expired, next_sheet, upload_file
from ordito.imports.actions.work import Work, explain_words, map_columns, resume, start_writing

__all__ = [
    "ImportRefusedError",
    "MappingRefusedError",
    "SupersededError",
    "Work",
    "as_objects",
    "choose_known",
    "choose_reading",
    "discard_import",
    "explain_words",
    "forget_expired",
    "map_columns",
    "next_sheet",
    "refused_file",
    "resume",
    "start_undo",
    "start_writing",
    "undo_rows",
    "upload_file",
]
