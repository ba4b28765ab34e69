# SPDX-License-Identifier: EUPL-1.2
"""Addresses: each app owns its own, in Italian for the people who read them."""

from __future__ import annotations

import importlib.util

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

# An address prefix and the app that answers below it.
ROOMS = (
    ("territorio/", "ordito.territory"),
    ("cartelle/", "ordito.cases"),
    ("cartelle/", "ordito.flows"),
    ("cartelle/", "ordito.papers"),
    ("cartelle/", "ordito.stewardship"),
    ("cartelle/", "ordito.plans"),
    ("cartelle/", "ordito.protection"),
    ("cartelle/", "ordito.circumstances"),
    ("cartelle/", "ordito.kinship"),
    ("cartelle/", "ordito.assessments"),
    ("cartelle/", "ordito.agenda"),
    ("cartelle/", "ordito.employment"),
    ("cartelle/", "ordito.handovers"),
    ("rilevazioni/", "ordito.campaigns"),
    ("questionari/", "ordito.questionnaires"),
    ("importazioni/", "ordito.imports"),
    ("statistiche/", "ordito.explore"),
    ("statistiche/", "ordito.indicators"),
    ("", "ordito.releases"),
    ("calendario/", "ordito.meetings"),
    ("biblioteca/", "ordito.library"),
    ("formazione/", "ordito.training"),
    ("fili/", "ordito.threads"),
    ("file/", "ordito.files"),
    ("avvisi/", "ordito.messages"),
    ("", "ordito.accounts"),
    ("", "ordito.portal"),
)


def has_urls(app: str) -> bool:
    """Whether the app answers at all."""
    return importlib.util.find_spec(f"{app}.urls") is not None


handler500 = "ordito.core.http.server_error"
urlpatterns = [
    *[path(prefix, include(f"{app}.urls")) for prefix, app in ROOMS if apps.is_installed(app) and has_urls(app)],
    path("lingua/", login_not_required(set_language), name="set_language"),
]
