# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from ordito.core.access import actor_of
from ordito.threads.queries import kind_of, panel

if TYPE_CHECKING:
    from django.db.models import Model
    from django.template.context import Context

register = template.Library()


@register.inclusion_tag("threads/panel.html", takes_context=True)
def thread_panel(context: Context, row: Model) -> dict[str, Any]:
    """Draw where `row` comes from and where it went; nothing for who may see no thread.

    `row` has been loaded through `visible_to`, and its model is that of a declared node.

    Raises:
        LookupError: no node is declared for the model.
    """
    kind = kind_of(row)
    if kind is None:
        raise LookupError(f"No node is declared for {row._meta.label}.")  # noqa: SLF001 - public API of the framework
    return {"panel": panel(actor_of(context["request"]), kind, row.pk)}
