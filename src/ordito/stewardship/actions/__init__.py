# SPDX-License-Identifier: EUPL-1.2
"""Every write of the person's rights, of retention and of the look at the log.

Expected failures are those of `cases.actions.errors`.
"""

from ordito.stewardship.actions.copies import (
    ask_second_look,
    confirm_look,
    cover_the_rest,
    decide_passages,
    draft_copy,
    draft_of_file,
    drop_copy,
    hand_out_copy,
    look_for,
    pack_copy,
    prepare_copy,
    release_copy,
)
from ordito.stewardship.actions.erasing import erase_texts
from ordito.stewardship.actions.limitation import end_limitation, except_from_limitation, limit_processing
from ordito.stewardship.actions.notes import add_note, decide_note, end_note
from ordito.stewardship.actions.requests import answer_request, extend_request, record_request
from ordito.stewardship.actions.watching import change_rule, see_finding, watch_days

__all__ = [
    "add_note",
    "answer_request",
    "ask_second_look",
    "change_rule",
    "confirm_look",
    "cover_the_rest",
    "decide_note",
    "decide_passages",
    "draft_copy",
    "draft_of_file",
    "drop_copy",
    "end_limitation",
    "end_note",
    "erase_texts",
    "except_from_limitation",
    "extend_request",
    "hand_out_copy",
    "limit_processing",
    "look_for",
    "pack_copy",
    "prepare_copy",
    "record_request",
    "release_copy",
    "see_finding",
    "watch_days",
]
