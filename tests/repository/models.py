# SPDX-License-Identifier: EUPL-1.2
"""The models of the project's own apps, for the tests that walk them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from django.db.models import Model


def own_models() -> list[type[Model]]:
    """Every table of ours, audited or not."""
    return [model for model in apps.get_models() if model.__module__.startswith(("ordito.", "demo."))]
