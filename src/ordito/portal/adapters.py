# SPDX-License-Identifier: EUPL-1.2
"""Between the templates of the frame and the house: what every page needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from ordito import __version__
from ordito.core.access import actor_of
from ordito.portal.queries import menu_for, role_names

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.portal.queries import MenuSection


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: who is here, the sidebar, whether the data are invented.

    A view may not use these names for something of its own: its values win.

    The menu and the roles are functions, so that a fragment, which draws neither, does not pay for them.
    """
    context: dict[str, Any] = {"is_demonstration": settings.DEMONSTRATION, "version": __version__}
    user = getattr(request, "user", None)  # an error page may come before the login middleware
    if user is None or not user.is_authenticated:
        return context
    actor = actor_of(request)
    sections: list[MenuSection] = []

    def menu() -> list[MenuSection]:
        if not sections:
            sections.extend(menu_for(actor, request.path))
        return sections

    def role_name() -> str:
        return role_names(actor)

    return context | {
        "menu": menu,
        "whoami_name": actor.actor_name,
        "whoami_role": role_name,
        "session_seconds": settings.IDLE_MINUTES * 60,
    }
