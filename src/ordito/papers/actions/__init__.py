# SPDX-License-Identifier: EUPL-1.2
"""Every write of papers; expected failures are those of `cases.actions.errors`."""

from ordito.papers.actions.letters import write_letter
from ordito.papers.actions.printing import finish_print, hand_out_print, print_record
from ordito.papers.actions.templates import add_template, edit_template, load_examples, retire_template

__all__ = [
    "add_template",
    "edit_template",
    "finish_print",
    "hand_out_print",
    "load_examples",
    "print_record",
    "retire_template",
    "write_letter",
]
