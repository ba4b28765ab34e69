# SPDX-License-Identifier: EUPL-1.2
"""What is written of a record that may be discarded at the same moment."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.models import CaseFile


def lock_kept(case_file: CaseFile) -> CaseFile:
    """The record, locked as a discard locks it, with its person as they are now.

    Raises:
        CaseError: its data are gone.
    """
    row = lock(CaseFile, case_file.pk)
    if row.person.discarded:
        raise CaseError(_("I dati di questa cartella sono già stati scartati."))
    return row
