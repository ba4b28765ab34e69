# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.territory.models import Organisation, Service

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.core.access import Actor

Row = TypeVar("Row", Organisation, Service)


def create_organisation(*, by: Actor, at: datetime, values: Mapping[str, Any]) -> Organisation:
    """Add a body; `values` by field name, as a valid `OrganisationForm` gives them.

    Raises:
        NotAllowedError: `by` may not manage bodies where this one has its seat.
    """
    return _create(Organisation(**values), "territory.create_organisation", by=by, at=at, fields=values)


def edit_organisation(
    *, by: Actor, at: datetime, organisation: Organisation, values: Mapping[str, Any]
) -> Organisation:
    """Change a body; who edits must be entitled to it before and after.

    Raises:
        NotAllowedError: `by` may not manage this body, or not where it would have its seat.
    """
    return _edit(Organisation, organisation.pk, "territory.edit_organisation", by=by, at=at, values=values)


def create_service(*, by: Actor, at: datetime, values: Mapping[str, Any]) -> Service:
    """Add a service; `values` by field name, as a valid `ServiceForm` gives them.

    Raises:
        NotAllowedError: `by` may manage neither the place nor the bodies of this service.
    """
    return _create(Service(**values), "territory.create_service", by=by, at=at, fields=values)


def edit_service(*, by: Actor, at: datetime, service: Service, values: Mapping[str, Any]) -> Service:
    """Change a service; who edits must be entitled to it before and after.

    Raises:
        NotAllowedError: `by` may not manage this service, or not as it would become.
    """
    return _edit(Service, service.pk, "territory.edit_service", by=by, at=at, values=values)


def _create(row: Row, action: str, *, by: Actor, at: datetime, fields: Mapping[str, Any]) -> Row:
    require(by, Verb.MANAGE_TERRITORY, row)
    with recorded(action, by=by, at=at) as trace:
        row.save()
        trace.touches(row, fields=fields)
    return row


def _edit(model: type[Row], pk: int, action: str, *, by: Actor, at: datetime, values: Mapping[str, Any]) -> Row:
    """The row is read again under a lock: the form's copy has already been changed in memory."""
    with recorded(action, by=by, at=at) as trace:
        row = model.objects.select_for_update().get(pk=pk)
        require(by, Verb.MANAGE_TERRITORY, row)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        require(by, Verb.MANAGE_TERRITORY, row)
        row.save()
        trace.touches(row, fields=changed)
    return row
