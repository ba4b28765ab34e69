# SPDX-License-Identifier: EUPL-1.2
"""Canonical answers as rows of tables: one for the whole, one for each instance of a repeat."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.flat import flat_rows
from ordito.questionnaires.models import FlatRow
from ordito.questionnaires.models.scopes import seal_text
from ordito.questionnaires.models.submissions import flat_place
from ordito.questionnaires.queries.forms import form_of

if TYPE_CHECKING:
    from ordito.questionnaires.engine.flat import Branch
    from ordito.questionnaires.models import Submission


def flat_rows_of(submission: Submission, canonical: Branch) -> list[FlatRow]:
    """The rows of one submission, sealed, ready to be written."""
    return [
        FlatRow(
            submission=submission,
            repeat=row.repeat,
            index=row.index,
            parent_index=row.parent_index,
            sealed_values=seal_text(
                json.dumps(dict(row.values), ensure_ascii=False, separators=(",", ":")),
                flat_place(submission.public_id, row.repeat, row.index),
            ),
        )
        for row in flat_rows(form_of(submission.version), canonical)
    ]
