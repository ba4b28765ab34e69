# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.employment import make_adult
from tests.records import House

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def job(house: House) -> House:
    """The house, with the record of an adult in charge in the area of disability."""
    return House(house.place, house.worker, make_adult(house.place, house.worker))


@pytest.fixture
def url(job: House) -> Callable[..., str]:
    """The address of a page of that record."""

    def address(name: str, *args: Any) -> str:
        return job.url(f"employment:{name}", *args)

    return address
