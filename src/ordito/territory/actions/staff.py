# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.territory.models import Professional, ProfessionalRole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ordito.core.access import Actor


class RoleDatesError(Exception):
    """A role cannot end before it starts."""


def create_professional(
    *, by: Actor, at: datetime, values: Mapping[str, Any], role: Mapping[str, Any] | None = None
) -> Professional:
    """Add somebody of the network, with the first role when it is known.

    Raises:
        NotAllowedError: `by` may not manage staff, or not the staff of that body.
    """
    professional = Professional(**values)
    require(by, Verb.MANAGE_STAFF, professional)
    with recorded("territory.create_professional", by=by, at=at) as trace:
        professional.save()
        trace.touches(professional, fields=values)
        if role is not None:
            trace.touches(_add(by, professional, role))
    return professional


def edit_professional(
    *, by: Actor, at: datetime, professional: Professional, values: Mapping[str, Any]
) -> Professional:
    """Change name, contacts or whether somebody is in service.

    Raises:
        NotAllowedError: `by` may not manage staff.
    """
    with recorded("territory.edit_professional", by=by, at=at) as trace:
        row = Professional.objects.select_for_update().get(pk=professional.pk)
        require(by, Verb.MANAGE_STAFF, row)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        row.save()
        trace.touches(row, fields=changed)
    return row


def add_role(*, by: Actor, at: datetime, professional: Professional, values: Mapping[str, Any]) -> ProfessionalRole:
    """Say that somebody works for a body with a profile, from a date.

    Raises:
        NotAllowedError: `by` may not manage the staff of that body.
    """
    with recorded("territory.add_role", by=by, at=at) as trace:
        role = _add(by, professional, values)
        trace.touches(professional, role, fields=values)
    return role


def end_role(*, by: Actor, at: datetime, role: ProfessionalRole, last_day: date) -> ProfessionalRole:
    """Close a role; `last_day` is the last one worked.

    Raises:
        NotAllowedError: `by` may not manage the staff of that body.
        RoleDatesError: the role started after that day.
    """
    with recorded("territory.end_role", by=by, at=at) as trace:
        row = ProfessionalRole.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=role.pk)
        require(by, Verb.MANAGE_STAFF, row)
        if row.valid_from is not None and last_day < row.valid_from:
            raise RoleDatesError(_("L’incarico non può finire prima di cominciare."))
        row.valid_to = last_day
        row.save()
        trace.touches(row, fields=["valid_to"])
    return row


def _add(by: Actor, professional: Professional, values: Mapping[str, Any]) -> ProfessionalRole:
    role = ProfessionalRole(professional=professional, **values)
    require(by, Verb.MANAGE_STAFF, role)
    role.save()
    return role
