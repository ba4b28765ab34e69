# SPDX-License-Identifier: EUPL-1.2
"""Who may be named to read a secret address, and who is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.accounts.models import User
from ordito.cases.models import CaseFile, TeamMember
from ordito.cases.queries.choices import colleagues_of
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ordito.circumstances.models import Address


def candidates_of(case_file: CaseFile, *, but: int | None, today: date) -> QuerySet[Professional]:
    """The colleagues of the service and whoever is in the record's team today, but the professional who asks."""
    team = TeamMember.objects.at(today).filter(taking__case_file=case_file, taking__annulled_at=None)
    among = Q(pk__in=colleagues_of(case_file, today=today).order_by().values("pk")) | Q(
        pk__in=team.values("professional")
    )
    return Professional.objects.filter(among).exclude(pk=but or 0).order_by("surname", "name", "pk")


def has_reader(address: Address, case_file: CaseFile) -> bool:
    """Whether the author or somebody named may still open the record, and so read the address."""
    named = Q(professional__in=address.readers.values("professional"))
    accounts = User.objects.filter(named | Q(pk=address.recorded_by_id), is_active=True)
    return any(CaseFile.objects.visible_to(user).filter(pk=case_file.pk).exists() for user in accounts)


def readers_of(address: Address) -> list[int]:
    """The ids of the professionals named to read a secret address."""
    return list(address.readers.values_list("professional_id", flat=True))
