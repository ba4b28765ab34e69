# SPDX-License-Identifier: EUPL-1.2
"""Every write of assessments, of the schemes they follow and of the screening before inclusion."""

from ordito.assessments.actions.answers import start_answers, take_answers
from ordito.assessments.actions.approvals import ask_for_approval, withdraw_from_approval
from ordito.assessments.actions.assessments import (
    Occasion,
    complete_assessment,
    discard_assessment,
    edit_assessment,
    make_main,
    reopen_assessment,
    start_assessment,
)
from ordito.assessments.actions.instruments import add_instrument, end_instrument, set_questions
from ordito.assessments.actions.loading import load_schemes
from ordito.assessments.actions.schemes import save_wording, verify_scheme
from ordito.assessments.actions.scores import Given, Saved, save_scores
from ordito.assessments.actions.screening import add_rule, decide, end_rule

__all__ = [
    "Given",
    "Occasion",
    "Saved",
    "add_instrument",
    "add_rule",
    "ask_for_approval",
    "complete_assessment",
    "decide",
    "discard_assessment",
    "edit_assessment",
    "end_instrument",
    "end_rule",
    "load_schemes",
    "make_main",
    "reopen_assessment",
    "save_scores",
    "save_wording",
    "set_questions",
    "start_answers",
    "start_assessment",
    "take_answers",
    "verify_scheme",
    "withdraw_from_approval",
]
