# SPDX-License-Identifier: EUPL-1.2
"""The columns of extracts for `indicators` whose codes are those of a list, whatever app the list is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases.models import Code
from ordito.core.declare import Column, ColumnRole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from enum import StrEnum

    from ordito.core.declare import Text


def coded(name: str, label: Text, key: StrEnum, role: ColumnRole = ColumnRole.SENSITIVE) -> Column:
    """A column with the codes of a list: how they read, those no longer in force too, and which these are."""

    def names() -> Mapping[str, str]:
        return dict(Code.objects.of(key).values_list("code", "label"))

    def ended(day: date) -> frozenset[str]:
        return frozenset(Code.objects.of(key).filter(valid_to__lt=day).values_list("code", flat=True))

    return Column(name, role, "code", label, names, ended)
