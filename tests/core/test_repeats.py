# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from django.db import IntegrityError

from ordito.core.repeats import once_more


def test_an_action_stopped_by_another_finds_what_that_one_wrote() -> None:
    written: list[str] = []

    @once_more
    def act(name: str) -> str:
        """Write unless it is there."""
        if name in written:
            return f"found {name}"
        written.append(name)  # as the other did meanwhile
        raise IntegrityError

    assert act("a") == "found a"
    assert act.__doc__ == "Write unless it is there."


def test_what_is_wrong_of_itself_is_raised() -> None:
    runs: list[int] = []

    @once_more
    def act() -> None:
        runs.append(1)
        raise IntegrityError("always")

    with pytest.raises(IntegrityError):
        act()
    assert len(runs) == 2
