# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from demo.management.commands import load_demo
from ordito.accounts.models import User
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db


def test_load_demo_interrupted_leaves_the_database_empty(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    """Else the next start would find places without people to log in as, and take them for a loaded region."""

    def interrupted(*_args: object, **_options: object) -> int:
        assert Territory.objects.exists()
        assert User.objects.exists()
        raise KeyboardInterrupt

    settings.STATE = tmp_path
    settings.DEMONSTRATION = True
    monkeypatch.setattr(load_demo, "load_people", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("load_demo", if_empty=True)
    assert not Territory.objects.exists()
    assert not User.objects.exists()
