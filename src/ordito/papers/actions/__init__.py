# SPDX-License-Identifier: EUPL-1.2
"""Every write of papers; expected failures are those of `cases.actions.errors`."""

from ordito.papers.actions.printing import finish_print, hand_out_print, print_record

__all__ = ["finish_print", "hand_out_print", "print_record"]
