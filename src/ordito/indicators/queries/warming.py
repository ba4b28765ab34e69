# SPDX-License-Identifier: EUPL-1.2
"""The tables that the page shows before anybody has chosen, asked beforehand so that nobody waits for the gate."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from ordito.indicators.engine.model import Period
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.models import Indicator
from ordito.indicators.queries.figures import answer_of
from ordito.indicators.queries.questions import Question
from ordito.indicators.queries.snapshots import first_year
from ordito.indicators.queries.tables import AgesOutOfBandsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ordito.core.access import Actor
    from ordito.indicators.models import Snapshot

logger = logging.getLogger(__name__)


def first_questions(snapshot: Snapshot, actor: Actor, today: date) -> list[Question]:
    """What the page asks of each indicator until something else is chosen: the last whole year, by Ambito."""
    period = Period(first_year(snapshot, today))
    indicators = Indicator.objects.visible_to(actor).by_takings().order_by("position", "pk")
    return [Question(indicator, period, PlaceLevel.AMBITO) for indicator in indicators]


def prepare(snapshot: Snapshot, actor: Actor, today: date, progress: Callable[[int], None]) -> bool:
    """Answer the first questions, so that what the gate says of each is remembered; whether it went well.

    `progress` is told how many are done. The snapshot is in use by now: if this fails, its pages are only slower.
    """
    try:
        _answer(first_questions(snapshot, actor, today), snapshot, today, progress)
    except Exception:
        logger.exception("The first tables of snapshot %s were not prepared", snapshot.pk)
        return False
    return True


def _answer(questions: list[Question], snapshot: Snapshot, today: date, progress: Callable[[int], None]) -> None:
    for number, question in enumerate(questions, start=1):
        with suppress(AgesOutOfBandsError):  # the page says so to who asks
            answer_of(snapshot, question, today)
        progress(number)
