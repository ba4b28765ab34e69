# SPDX-License-Identifier: EUPL-1.2
"""What a screening rule says of an assessment, in words: the decision stays with the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.assessments.enums import RuleKind, StrengthEnd
from ordito.assessments.models import ScreeningRule
from ordito.assessments.queries.assessments import OPERATORS
from ordito.assessments.queries.schemes import lines_of, own

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ordito.assessments.models import Assessment
    from ordito.assessments.queries.schemes import Line


@dataclass(frozen=True)
class Outcome:
    """What the rule found: whether it is met, the number or sum it compared, and the sentences that say why."""

    rule: ScreeningRule
    met: bool
    reached: int
    reasons: tuple[str, ...]


def rules_for(assessment: Assessment, *, day: date) -> list[ScreeningRule]:
    """The rules in force on a day for the instrument, in the record's Ambito or everywhere."""
    ambito = assessment.case_file.ambito_id
    rows = ScreeningRule.objects.at(day).filter(Q(territory=ambito) | Q(territory__isnull=True))
    return list(rows.filter(instrument__key=assessment.instrument.key).order_by("name", "pk"))


def kept_rules(ambito_id: int | None) -> QuerySet[ScreeningRule]:
    """All rules that an office sees, the newest first; `is_own` those it may end."""
    rows = ScreeningRule.objects.filter(Q(territory=ambito_id) | Q(territory__isnull=True))
    return rows.annotate(is_own=own(ambito_id)).select_related("instrument").order_by("-valid_from", "-pk")


def outcome_of(rule: ScreeningRule, assessment: Assessment) -> Outcome:
    """The rule over the operators' scores; sub-dimensions without a score do not count, and the reasons say so."""
    rows = assessment.scores.filter(viewpoint__code=OPERATORS, value__isnull=False)
    values = dict(rows.values_list("sub_dimension_id", "value"))
    lines = lines_of(assessment.instrument.scheme_id)
    scored = [(line, value) for line in lines if (value := values.get(line.pk)) is not None]
    reasons = _counted(rule, scored) if rule.kind == RuleKind.COUNT else _summed(rule, scored)
    met, reached, words = reasons
    lacking = len(lines) - len(scored)
    if lacking:
        words = (
            *words,
            ngettext(
                "%(count)s sotto-dimensione non ha un punteggio degli operatori: non è stata contata.",
                "%(count)s sotto-dimensioni non hanno un punteggio degli operatori: non sono state contate.",
                lacking,
            )
            % {"count": lacking},
        )
    return Outcome(rule, met, reached, words)


def _counted(rule: ScreeningRule, scored: Sequence[tuple[Line, int]]) -> tuple[bool, int, tuple[str, ...]]:
    found = [(line, value) for line, value in scored if _reaches(line, value, rule.value)]
    needed = rule.count or 1
    first = ngettext(
        "%(count)s sotto-dimensione su %(total)s raggiunge il valore %(value)s; la regola ne chiede almeno %(needed)s.",
        "%(count)s sotto-dimensioni su %(total)s raggiungono il valore %(value)s; la regola ne chiede almeno "
        "%(needed)s.",
        len(found),
    ) % {"count": len(found), "total": len(scored), "value": rule.value, "needed": needed}
    named = tuple(_line_words(line, value) for line, value in found)
    return len(found) >= needed, len(found), (first, *named)


def _summed(rule: ScreeningRule, scored: Sequence[tuple[Line, int]]) -> tuple[bool, int, tuple[str, ...]]:
    total = sum(value for _line, value in scored)
    met = bool(scored) and _reaches(scored[0][0], total, rule.value)
    words = _("La somma dei %(count)s punteggi è %(total)s; la soglia della regola è %(value)s.")
    return met, total, (words % {"count": len(scored), "total": total, "value": rule.value},)


def _reaches(line: Line, value: int, threshold: int) -> bool:
    """Towards difficulty: at or above where low values are strengths, at or below where high ones are."""
    return value >= threshold if line.scale.strength == StrengthEnd.LOW else value <= threshold


def _line_words(line: Line, value: int) -> str:
    word = line.word(value)
    return f"{line.label}: {value}, {word.lower()}" if word else f"{line.label}: {value}"
