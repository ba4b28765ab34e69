# SPDX-License-Identifier: EUPL-1.2
"""Where the upper floors may draw on a page below them, which does not know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

from ordito.core.declare import Panel, declared

if TYPE_CHECKING:
    from django.db.models import Model
    from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: Context, row: Model) -> SafeString:
    """Draw what the installed apps declare for the page of `row`, which was loaded through `visible_to`."""
    return _drawn(context, row, pressing=False)


@register.simple_tag(takes_context=True)
def pressing_panels(context: Context, row: Model) -> SafeString:
    """As `panels`, what cannot wait: for the head of the page."""
    return _drawn(context, row, pressing=True)


def _drawn(context: Context, row: Model, *, pressing: bool) -> SafeString:
    shown = [panel for panel in declared(Panel) if panel.pressing == pressing]
    drawn = [panel.draw(context["request"], row) for panel in sorted(shown, key=lambda panel: panel.order)]
    return mark_safe("".join(drawn))  # noqa: S308 - rendered from our own templates
