# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_order, lock
from ordito.cases.enums import ListKey, TermEnd, TermStart
from ordito.cases.models import Code, TermRule
from ordito.core.access import Verb, permit, require

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.territory.models import Territory

SEED = Path(__file__).parents[1] / "seeds" / "term_rules.csv"
LONGEST = 730
"""Days; a term of more than two years is a slip of the fingers."""


def save_term_rule(
    *,
    by: Actor,
    at: datetime,
    ambito: Territory,
    starts: TermStart,
    ends: TermEnd,
    days: int,
    source: str,
    urgency: Code | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    rule: TermRule | None = None,
    version: int | None = None,
) -> TermRule:
    """Write a term of an Ambito's regulation, or correct `rule`; whoever writes it has verified it.

    Raises:
        NotAllowedError: the actor does not manage the settings of that Ambito, or the rule is of all.
        ConflictError: somebody saved meanwhile.
        CaseError: no source, days out of range, dates out of order, another term for the same in those days.
    """
    permit(rules.can_manage_terms(by, ambito.pk))
    permit(rule is None or rule.ambito_id == ambito.pk)
    if not source.strip():
        raise CaseError(_("Scrivi da dove viene il termine: articolo, delibera, regolamento."), field="source")
    if not 0 < days <= LONGEST:
        raise CaseError(_("Scrivi un numero di giorni tra 1 e %(most)s.") % {"most": LONGEST}, field="days")
    check_order(valid_from, valid_to, field="valid_to")
    check_code(urgency, ListKey.URGENCY, at=valid_from or timezone.localdate(at), field="urgency")
    with recorded("cases.save_term_rule", by=by, at=at) as trace:
        row = lock(TermRule, rule.pk, version=version) if rule is not None else TermRule(ambito=ambito, version=0)
        row.starts, row.ends, row.urgency, row.days = starts, ends, urgency, days
        row.source, row.to_verify = source.strip(), False
        row.valid_from, row.valid_to = valid_from, valid_to
        _refuse_same(row)
        row.version += 1
        row.save()
        trace.touches(row, fields=["starts", "ends", "urgency", "days", "source", "valid_from", "valid_to"])
    return row


def _refuse_same(row: TermRule) -> None:
    """Two terms for the same thing on the same day would leave it open which one holds."""
    others = TermRule.objects.filter(ambito=row.ambito, ends=row.ends, urgency=row.urgency)
    for other in others.exclude(pk=row.pk):
        begins_after = row.valid_from and other.valid_to and other.valid_to < row.valid_from
        ends_before = row.valid_to and other.valid_from and row.valid_to < other.valid_from
        if not (begins_after or ends_before):
            words = _("C’è già un termine per questo: correggi quello, o fallo finire prima.")
            raise CaseError(words, field="valid_from")


def load_term_rules(*, by: Actor, at: datetime) -> int:
    """Bring the terms that hold where no Ambito says otherwise, to be verified; nothing when there are any already.

    Raises:
        NotAllowedError: the actor may not manage the house's data (commands run as the system).
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    if TermRule.objects.filter(ambito__isnull=True).exists():
        return 0
    urgencies = {code.code: code for code in Code.objects.of(ListKey.URGENCY)}
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with recorded("cases.load_term_rules", by=by, at=at) as trace:
        made = [
            TermRule(
                starts=TermStart(row["starts"]),
                ends=TermEnd(row["ends"]),
                urgency=urgencies[row["urgency"]] if row["urgency"] else None,
                days=int(row["days"]),
                source=row["source"],
                to_verify=True,
            )
            for row in rows
        ]
        for rule in made:
            rule.save(force_insert=True)
        trace.touches(*made)
    return len(made)
