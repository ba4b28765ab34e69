# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from ordito.accounts.queries.registry import latest_about
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.db.models import Model
    from django.template.context import Context

register = template.Library()


@register.inclusion_tag("accounts/registry_panel.html", takes_context=True)
def audit_panel(context: Context, row: Model) -> dict[str, Any]:
    """Draw who last read or wrote `row`, for who may read the audit log; nothing for the others."""
    kind = row._meta.label_lower  # noqa: SLF001 - public API of the framework
    return {"lines": latest_about(actor_of(context["request"]), kind, row.pk), "kind": kind, "object_id": row.pk}
