# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.stewardship.actions.retention import load_series


class Command(BaseCommand):
    """`./ordito load_retention_series`: safe to run at every start; runs after `load_code_lists`."""

    help = "Carica le proposte di tempi di conservazione che mancano, da verificare."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load what is missing."""
        count = load_series(by=SystemActor("load_retention_series"), at=timezone.now())
        self.stdout.write(f"Serie caricate: {count}")
