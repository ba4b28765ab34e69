# SPDX-License-Identifier: EUPL-1.2
"""The list of accredited bodies that an Ambito keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.employment.models import Accreditation

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def kept(ambito_id: int | None) -> QuerySet[Accreditation]:
    """The accreditations of an Ambito and those that hold everywhere, by body."""
    rows = Accreditation.objects.of_ambito(ambito_id).select_related("organisation", "kind")
    return rows.order_by("organisation__name", "kind__position", "valid_from", "pk")


def divided(rows: QuerySet[Accreditation], today: date) -> tuple[list[Accreditation], list[Accreditation]]:
    """Those in force or to come, and those that are over."""
    found = list(rows)
    over = [row for row in found if row.valid_to is not None and row.valid_to < today]
    return [row for row in found if row not in over], over
