# SPDX-License-Identifier: EUPL-1.2
"""Every write of the social record.

Expected failures are `CaseError`: `str(error)` is the sentence for the screen, `error.field` the field it belongs to
("" for the whole form). `ConflictError` is one of them: somebody else saved first, `error.current` is what stands now.
Whoever may not act gets `core.access.NotAllowedError`.
"""

from ordito.cases.actions.approvals import ask_approval, decide, propose_closure, withdraw_request
from ordito.cases.actions.blind import ask_blindly, decide_delivery, deliver_blind_request
from ordito.cases.actions.bulk import bulk_load
from ordito.cases.actions.bulk_rows import (
    BulkCase,
    BulkDiary,
    BulkFamily,
    BulkIntervention,
    BulkPerson,
    BulkTaking,
    LoadedCase,
)
from ordito.cases.actions.closing import close_taking, reopen_taking
from ordito.cases.actions.codes import load_code_lists
from ordito.cases.actions.concerns import report_concern, weigh_concern
from ordito.cases.actions.diary import correct_entry, publish_entry
from ordito.cases.actions.documents import attach_document, withdraw_document
from ordito.cases.actions.drafts import (
    discard_draft,
    discard_form_draft,
    restore_draft,
    restore_form_draft,
    save_draft,
    save_form_draft,
)
from ordito.cases.actions.emergencies import break_glass, end_emergency
from ordito.cases.actions.errors import CaseError, ConflictError, LikelyDuplicateError
from ordito.cases.actions.families import add_family_member, close_family_unit, end_family_member, open_family_unit
from ordito.cases.actions.front_desk import link_contact, record_contact
from ordito.cases.actions.intervention_steps import take_step
from ordito.cases.actions.interventions import (
    add_intervention,
    change_amount,
    edit_intervention,
    request_intervention,
    set_cost,
)
from ordito.cases.actions.keys import rewrap_keys
from ordito.cases.actions.merging import merge_persons, undo_merge
from ordito.cases.actions.people import edit_person, register_person
from ordito.cases.actions.records import assign_worker, open_case_file, take_in_charge
from ordito.cases.actions.taking_edit import edit_taking
from ordito.cases.actions.team import add_team_member, edit_team_member, end_team_member
from ordito.cases.actions.terms import load_term_rules, save_term_rule
from ordito.cases.actions.undo import undo_batch

__all__ = [
    "BulkCase",
    "BulkDiary",
    "BulkFamily",
    "BulkIntervention",
    "BulkPerson",
    "BulkTaking",
    "CaseError",
    "ConflictError",
    "LikelyDuplicateError",
    "LoadedCase",
    "add_family_member",
    "add_intervention",
    "add_team_member",
    "ask_approval",
    "ask_blindly",
    "assign_worker",
    "attach_document",
    "break_glass",
    "bulk_load",
    "change_amount",
    "close_family_unit",
    "close_taking",
    "correct_entry",
    "decide",
    "decide_delivery",
    "deliver_blind_request",
    "discard_draft",
    "discard_form_draft",
    "edit_intervention",
    "edit_person",
    "edit_taking",
    "edit_team_member",
    "end_emergency",
    "end_family_member",
    "end_team_member",
    "link_contact",
    "load_code_lists",
    "load_term_rules",
    "merge_persons",
    "open_case_file",
    "open_family_unit",
    "propose_closure",
    "publish_entry",
    "record_contact",
    "register_person",
    "reopen_taking",
    "report_concern",
    "request_intervention",
    "restore_draft",
    "restore_form_draft",
    "rewrap_keys",
    "save_draft",
    "save_form_draft",
    "save_term_rule",
    "set_cost",
    "take_in_charge",
    "take_step",
    "undo_batch",
    "undo_merge",
    "weigh_concern",
    "withdraw_document",
    "withdraw_request",
]
