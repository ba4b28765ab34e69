# SPDX-License-Identifier: EUPL-1.2
"""Who may be named to read a secret address, and who is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.accounts.models import User
from ordito.cases.models import CaseFile, TeamMember
from ordito.cases.queries.choices import colleagues_of
from ordito.cases.queries.staff import holders_over
from ordito.core.access import Verb
from ordito.core.dates import format_date
from ordito.core.fields import open_text
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


def told_accounts(address: Address) -> QuerySet[User]:
    """The active accounts of whoever wrote a secret address or is named to read it."""
    named = Q(professional__in=address.readers.values("professional"))
    return User.objects.filter(named | Q(pk=address.recorded_by_id), is_active=True).order_by("pk")


def has_reader(address: Address, case_file: CaseFile) -> bool:
    """Whether the author or somebody named may still open the record, and so read the address."""
    accounts = told_accounts(address)
    return any(CaseFile.objects.visible_to(user).filter(pk=case_file.pk).exists() for user in accounts)


def author_still_here(address: Address, case_file: CaseFile, *, on: date) -> bool:
    """Whether the author works in the service of the record, also when they do not open it: they can be asked."""
    return address.recorded_by_id in holders_over(case_file, Verb.VIEW_RECORD, on=on)


def takeovers_of(address: Address) -> list[str]:
    """Who took it over when nobody could read it, and why, for whoever it is told to."""
    rows = address.takeovers.select_related("address__person").order_by("taken_at", "pk")
    words = _("Il %(day)s lo ha ripreso %(who)s, perché: %(reason)s")
    return [
        words
        % {
            "day": format_date(timezone.localdate(row.taken_at)),
            "who": row.taken_by_name,
            "reason": open_text(row, "reason"),
        }
        for row in rows
    ]


def readers_of(address: Address) -> list[int]:
    """The ids of the professionals named to read a secret address."""
    return list(address.readers.values_list("professional_id", flat=True))
