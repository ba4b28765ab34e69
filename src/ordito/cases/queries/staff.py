# SPDX-License-Identifier: EUPL-1.2
"""The accounts of who answers for a record: to whom what happens to it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.accounts.models import Membership, User
from ordito.accounts.roles import ROLES
from ordito.cases.models import TakingInCharge, TeamMember

if TYPE_CHECKING:
    from datetime import date

    from ordito.cases.models import CaseFile
    from ordito.core.access import Verb


def holders_of(verb: Verb, *, comune_id: int, ambito_id: int, body_id: int, on: date) -> list[int]:
    """Accounts whose membership carries a verb on a Comune, on its Ambito or in a body, as `scopes.in_service` has it.

    A membership on both a place and a body must match both; one on neither gives nothing.
    """
    here = Q(territory__in=(comune_id, ambito_id), organisation__isnull=True)
    within = Q(territory__isnull=True, organisation=body_id)
    both = Q(territory__in=(comune_id, ambito_id), organisation=body_id)
    roles = [code for code, role in ROLES.items() if verb in role.verbs]
    found = Membership.objects.at(on).filter(here | within | both, role__in=roles, user__is_active=True)
    return list(found.order_by("user_id").values_list("user_id", flat=True).distinct())


def holders_over(case_file: CaseFile, verb: Verb, *, on: date) -> list[int]:
    """The same for the service that holds a record."""
    return holders_of(
        verb, comune_id=case_file.comune_id, ambito_id=case_file.ambito_id, body_id=case_file.body_id, on=on
    )


def responsible_for(case_file: CaseFile, *, on: date) -> list[int]:
    """Accounts of the responsible workers of the open takings in charge, and of their deputies on a day."""
    open_ones = TakingInCharge.objects.current().open().filter(case_file=case_file)
    deputies = TeamMember.objects.at(on).filter(taking__in=open_ones, deputy=True)
    people = Q(professional__in=open_ones.values("worker")) | Q(professional__in=deputies.values("professional"))
    return list(User.objects.filter(people, is_active=True).order_by("pk").values_list("pk", flat=True))
