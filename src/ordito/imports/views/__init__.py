# SPDX-License-Identifier: EUPL-1.2
"""The pages of imports."""

from ordito.imports.views.checking import detail, known, meanings, problems, progress, refused
from ordito.imports.views.files import batch_list, columns, discard, reading, sheet, upload
from ordito.imports.views.running import resume, start, undo

__all__ = [
    "batch_list",
    "columns",
    "detail",
    "discard",
    "known",
    "meanings",
    "problems",
    "progress",
    "reading",
    "refused",
    "resume",
    "sheet",
    "start",
    "undo",
    "upload",
]
