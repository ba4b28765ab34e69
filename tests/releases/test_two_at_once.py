# SPDX-License-Identifier: EUPL-1.2
"""Two tables let out at the same moment, each on a connection of its own: the second is checked against the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.releases import actions
from ordito.releases.enums import Breakdown, ReleaseState
from ordito.releases.models import Ledger, Release
from tests.factories.releases import NOW, SYSTEM, make_release, wanted
from tests.faults.machines import at_once, shared_database

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.releases.conftest import Land

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def leaving(release: Release) -> Callable[[], Release]:
    return lambda: actions.let_out(by=SYSTEM, at=NOW, release=release)


def test_of_two_at_once_one_leaves_and_the_other_is_checked_again(land: Land, tmp_path: Path) -> None:
    with shared_database(tmp_path):
        pair = [make_release(), make_release(wanted(breakdown=Breakdown.AGE))]
        found = at_once(*(leaving(release) for release in pair))
        assert sorted(release.state for release in found) == [ReleaseState.CHECKING, ReleaseState.RELEASED]
        assert Ledger.objects.get().last == 1
        waiting = Release.objects.get(state=ReleaseState.CHECKING)
        actions.check(by=SYSTEM, at=NOW, release=waiting, progress=lambda _done, _total: None)
        waiting.refresh_from_db()
        assert waiting.audit["readers"][0]["known"] == [1]
