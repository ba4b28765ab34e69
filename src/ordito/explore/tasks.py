# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordito.core.access import SystemActor
from ordito.core.asked import asked_once
from ordito.explore.queries.answers import answer_for, answers_of
from ordito.explore.queries.desk import desk_of
from ordito.explore.queries.preparing import of_each_place, of_the_whole

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress

READER = SystemActor("cruscotti")


def prepare(progress: Progress) -> dict[str, Any]:
    """Count what dashboards show, so that nobody waits for it; run twice, the second time finds it done.

    Of the whole the answers are kept; of single places, which are many, only what was counted.
    """
    with asked_once():
        desk = desk_of(READER)
        if desk is None:
            return {"tables": 0}
        whole, places = of_the_whole(desk), of_each_place(desk)
        for number, question in enumerate(whole):
            progress(number, len(whole) + len(places))
            answers_of(desk, [question])
        for number, question in enumerate(places, start=len(whole)):
            progress(number, len(whole) + len(places))
            answer_for(desk, question)
    return {"tables": len(whole) + len(places)}
