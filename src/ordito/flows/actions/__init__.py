# SPDX-License-Identifier: EUPL-1.2
from ordito.flows.actions.answers import SheetValues, save_sheet
from ordito.flows.actions.benefits import BenefitValues, add_benefit, annul_benefit, edit_benefit
from ordito.flows.actions.checking import check_run
from ordito.flows.actions.filing import read_file, write_file
from ordito.flows.actions.runs import mark_sent, record_outcomes, start_file, start_run
from ordito.flows.actions.senders import SenderValues, save_mapping, save_sender

__all__ = [
    "BenefitValues",
    "SenderValues",
    "SheetValues",
    "add_benefit",
    "annul_benefit",
    "check_run",
    "edit_benefit",
    "mark_sent",
    "read_file",
    "record_outcomes",
    "save_mapping",
    "save_sender",
    "save_sheet",
    "start_file",
    "start_run",
    "write_file",
]
