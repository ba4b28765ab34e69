# SPDX-License-Identifier: EUPL-1.2
"""The text of a plan as it is signed: plain lines, the same whoever looks, from which the fingerprint is made."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.plans.enums import Horizon
from ordito.plans.models import SupportPlan
from ordito.plans.queries.plan_rows import with_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ordito.plans.models import Participant, PlannedAction, Responsible


def canonical_text(plan_id: int) -> str:
    """All that is agreed, in Italian: Unicode NFC, one line for each fact, ended by line feeds.

    Scores are left out, because they belong to assessments, and so are reviews, which come later.
    """
    rows = SupportPlan.objects.filter(pk=plan_id).select_related("kind", "case_file__person", "responsible", "provider")
    plan = with_content(rows).get()
    with translation.override("it"):
        return unicodedata.normalize("NFC", "\n".join(_lines(plan)))


def fingerprint(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(plan: SupportPlan) -> Iterator[str]:
    yield f"{plan.kind}, {_('versione %(number)s') % {'number': plan.edition}}"
    yield from _said(_("Titolo"), open_text(plan, "title"))
    yield f"{_('Cartella')}: {plan.case_file}"
    for place in plan.beneficiaries.all():
        yield f"{_('Per')}: {place.case_file.person.full_name()}"
    yield f"{_('Dal')}: {format_date(plan.starts_on)}"
    yield from _dated(_("Fine prevista"), plan.ends_on)
    yield from _dated(_("Prossima verifica"), plan.next_review_on)
    yield from _said(_("Responsabile del progetto"), str(plan.responsible or ""))
    yield from _said(_("Ente gestore"), str(plan.provider or ""))
    for participant in plan.participants.all():
        yield f"{_('Partecipa')}: {participant_name(participant)}, {participant.role}"
    yield from _said(_("Perché questo progetto"), open_text(plan, "reasons"))
    for horizon in Horizon:
        for objective in plan.objectives.all():
            if objective.horizon == horizon:
                yield f"{_('Obiettivo')} {horizon.label}: {open_text(objective, 'text')}"
                yield from _dated(_("Entro il"), objective.due_on)
    for number, action in enumerate(plan.actions.all(), start=1):
        yield from _action_lines(number, action)


def _action_lines(number: int, action: PlannedAction) -> Iterator[str]:
    yield f"{_('Riga')} {number}: {action.sub_dimension or ''}"
    yield from _said(_("Dispositivo"), str(action.device or ""))
    yield from _said(_("Situazione di partenza"), open_text(action, "situation"))
    yield from _said(_("Risultato atteso"), open_text(action, "expected"))
    yield from _said(_("Azioni"), open_text(action, "doing"))
    for doer in action.responsibles.all():
        yield f"{_('Chi')}: {doer_name(doer)}: {open_text(doer, 'does')}"
    yield from _dated(_("Entro il"), action.due_on)
    yield from _dated(_("Verifica il"), action.check_on)


def _said(label: str, text: str) -> Iterator[str]:
    if text:
        yield f"{label}: {text}"


def _dated(label: str, day: date | None) -> Iterator[str]:
    if day is not None:
        yield f"{label}: {format_date(day)}"


def participant_name(row: Participant) -> str:
    """Who takes part: the colleague, else the name that was written."""
    return str(row.professional) if row.professional else open_text(row, "name")


def doer_name(row: Responsible) -> str:
    """Who does it: the colleague, the family member, the service, else the name that was written."""
    if row.person is not None:
        return row.person.full_name()
    return str(row.professional or row.service or "") or open_text(row, "name")
