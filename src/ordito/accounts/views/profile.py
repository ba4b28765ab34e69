# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ordito.accounts.queries.people import has_second_factor, memberships_of, rights_matrix, rights_of
from ordito.accounts.rules import needs_second_factor

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.accounts.models import User


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, how one enters."""
    user = cast("User", request.user)
    context = {
        "person": user,
        "memberships": memberships_of(user, timezone.localdate()),
        "second_factor": has_second_factor(user),
        "needs_second_factor": needs_second_factor(user),
    }
    return render(request, "accounts/profile.html", context)


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Who may do what, read from the code; open to everybody who enters."""
    roles, groups = rights_matrix()
    mine = {grant.role for grant in cast("User", request.user).grants}
    context = {
        "roles": [(role, rights_of(role), role.code in mine) for role in roles],
        "groups": groups,
        "column_count": len(roles) + 1,
    }
    return render(request, "accounts/rights.html", context)
