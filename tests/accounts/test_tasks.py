# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from ordito.accounts.tasks import clear_sessions
from tests.factories.accounts import make_user

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.django_db
def test_sessions_that_are_over_are_forgotten(client: Client) -> None:
    client.force_login(make_user())
    assert clear_sessions() == {"sessions": 0}
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert clear_sessions() == {"sessions": 1}
    assert not Session.objects.exists()
