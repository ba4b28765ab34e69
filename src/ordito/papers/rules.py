# SPDX-License-Identifier: EUPL-1.2
"""Who may put a record on paper. Which parts of it they read is the record's own rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases import rules as record_rules
from ordito.cases.models import CaseFile
from ordito.core.access import Verb

if TYPE_CHECKING:
    from ordito.core.access import Actor
    from ordito.papers.models import LetterTemplate


def can_print(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever prints records and may open this one, for the parts they read."""
    return actor.holds(Verb.PRINT_RECORD) and CaseFile.objects.visible_to(actor, among=[case_file.pk]).exists()


def can_write_letter(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever prints records and writes this one whole: a letter becomes a document of it."""
    return actor.holds(Verb.PRINT_RECORD) and record_rules.can_write_record(actor, case_file)


def can_edit_template(actor: Actor, template: LetterTemplate) -> bool:
    """Whoever decides the settings of the record in its Ambito; those of Ordito itself nobody changes."""
    return template.ambito_id is not None and template.ambito_id in record_rules.settings_of(actor)
