# SPDX-License-Identifier: EUPL-1.2
"""The agenda of the social worker: what was kept or missed in the last days, today, and this week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from ordito.agenda.actions.outcomes import hold, miss
from ordito.agenda.actions.planning import Agreed, plan_appointments

if TYPE_CHECKING:
    from demo.actions.cast import Cast

WEEK = (  # day from today, hour, role, kind, where
    (-6, 9, "planned", "interview", "Ufficio del servizio sociale"),
    (-4, 15, "whole", "home_visit", ""),
    (0, 9, "removed", "network", "Comunità di pronta accoglienza"),
    (0, 11, "whole", "interview", "Ufficio del servizio sociale"),
    (0, 16, "planned", "home_visit", ""),
    (1, 10, "sheltered", "team", "Sala riunioni, primo piano"),
    (2, 12, "leaver", "accompaniment", "Centro per l’impiego"),
    (3, 9, "fostered", "home_visit", ""),
    (4, 15, "waiting", "interview", "Ufficio del servizio sociale"),
    (6, 10, "whole", "plan_review", "Istituto comprensivo dimostrativo 1"),
    (25, 11, "whole", "hearing", "Tribunale per i minorenni"),
)


def write_appointments(cast: Cast) -> None:
    """Fix them some days before; of those in the past the first was missed, the others kept."""
    assert cast.worker.professional is not None
    missed = False
    for day, hour, role, kind, place in WEEK:
        record = cast.record(role)
        start = cast.hour(day, hour)
        agreed = Agreed(
            kind=cast.code("appointment_kind", kind),
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            comune=record.comune,
            place=place,
            staff=[cast.worker.professional],
            people=[record.person],
        )
        (row,) = plan_appointments(
            by=cast.worker, at=cast.moment(min(day, 0) - 9), case_file=record, agreed=agreed, form_key=uuid4()
        )
        if day >= 0:
            continue
        at = start + timedelta(hours=2)
        if not missed:
            family = cast.code("appointment_missed_by", "family")
            miss(by=cast.worker, at=at, appointment=row, version=row.version, missed_by=family, outcome="Non risponde.")
            missed = True
        else:
            hold(by=cast.worker, at=at, appointment=row, version=row.version)
