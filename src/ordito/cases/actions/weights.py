# SPDX-License-Identifier: EUPL-1.2
"""The points of the workload: how much each criterion weighs in an Ambito, from which day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError
from ordito.cases.models import ComplexityWeight
from ordito.core.access import permit

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.enums import ComplexityCriterion
    from ordito.core.access import Actor
    from ordito.territory.models import Territory

MOST_POINTS = 100


def set_weight(
    *,
    by: Actor,
    at: datetime,
    territory: Territory | None,
    criterion: ComplexityCriterion,
    points: int,
    valid_from: date,
) -> ComplexityWeight:
    """Let a criterion weigh `points` in an Ambito from a day on; what it weighed before stays for the days before.

    Without an Ambito they count where an Ambito decided nothing.

    Raises:
        NotAllowedError: the actor does not decide the settings of that Ambito.
        CaseError: points out of reach, a day before the last change.
    """
    permit(rules.can_set_rules(by, territory))
    if not 0 <= points <= MOST_POINTS:
        raise CaseError(_("I punti vanno da 0 a 100."), field="points")
    with recorded("cases.set_weight", by=by, at=at) as trace:
        rows = ComplexityWeight.objects.select_for_update().filter(territory=territory, criterion=criterion)
        last = rows.filter(valid_to__isnull=True).first()
        if last is not None and valid_from < last.valid_from:
            raise CaseError(
                _("I punti di adesso valgono dal %(day)s: scegli un giorno da allora in poi.")
                % {"day": f"{last.valid_from:%d/%m/%Y}"},
                field="valid_from",
            )
        if last is None or last.valid_from < valid_from:
            if last is not None:
                last.valid_to = valid_from - timedelta(days=1)
                last.save()
            last = ComplexityWeight(territory=territory, criterion=criterion, valid_from=valid_from)
        last.points, last.verified = points, True
        last.save()
        trace.touches(last, *filter(None, (territory,)), fields=["points", "valid_from"])
    return last
