# SPDX-License-Identifier: EUPL-1.2
"""For whom services are meant: the residents that a rate of a service is told out of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.territory.models import ServiceType

if TYPE_CHECKING:
    from collections.abc import Mapping


def target_ages() -> Mapping[str, tuple[int, int | None]]:
    """The first and last completed age (None: no last) of each type of service that says so, by code."""
    rows = ServiceType.objects.exclude(age_from=None, age_to=None).values_list("code", "age_from", "age_to")
    return {code: (first or 0, last) for code, first, last in rows}
