# SPDX-License-Identifier: EUPL-1.2
"""Every write of plans and of the family's words; expected failures are those of `cases.actions`."""

from ordito.plans.actions.content import (
    ActionFacts,
    Doer,
    add_action,
    add_objective,
    add_participant,
    edit_action,
    edit_objective,
    remove_action,
    remove_objective,
    remove_participant,
)
from ordito.plans.actions.editions import new_edition
from ordito.plans.actions.plans import PlanFacts, conclude_plan, discard_plan, edit_plan, share_plan, start_plan
from ordito.plans.actions.reviews import Result, hold_review
from ordito.plans.actions.signing import (
    Signer,
    agree_plan,
    ask_plan_approval,
    is_approved,
    reopen_text,
    sign_on_file,
    sign_on_screen,
)
from ordito.plans.actions.words import correct_words, withdraw_words, write_words

__all__ = [
    "ActionFacts",
    "Doer",
    "PlanFacts",
    "Result",
    "Signer",
    "add_action",
    "add_objective",
    "add_participant",
    "agree_plan",
    "ask_plan_approval",
    "conclude_plan",
    "correct_words",
    "discard_plan",
    "edit_action",
    "edit_objective",
    "edit_plan",
    "hold_review",
    "is_approved",
    "new_edition",
    "remove_action",
    "remove_objective",
    "remove_participant",
    "reopen_text",
    "share_plan",
    "sign_on_file",
    "sign_on_screen",
    "start_plan",
    "withdraw_words",
    "write_words",
]
