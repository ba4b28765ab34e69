# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from tests.factories.meetings import Hall, make_hall


@pytest.fixture
def hall(db: None) -> Hall:
    """A body that organises, and the people around it."""
    return make_hall()
