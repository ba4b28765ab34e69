# SPDX-License-Identifier: EUPL-1.2
"""Minutes really attended, from the moments in which somebody came and left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ordito.meetings.engine.remote_log import minutes_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.meetings.engine.spans import Span


def minutes_there(
    times: Sequence[tuple[datetime, datetime | None]], starts_at: datetime, blocks: Sequence[Span], *, grace: int
) -> list[int]:
    """Whole minutes of each block between coming and leaving; who comes up to `grace` minutes late came in time."""
    found = []
    for block in blocks:
        first, _last = block.moments(starts_at)
        late = first + timedelta(minutes=grace)
        forgiven = [(first if first < came <= late else came, left) for came, left in times]
        found += minutes_in(forgiven, starts_at, [block])
    return found
