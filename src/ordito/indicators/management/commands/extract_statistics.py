# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.indicators.actions import extract_snapshot


class Command(BaseCommand):
    """Take a snapshot of the record for the statistics and put it to use, here and now."""

    help = "Aggiorna subito le statistiche con i dati registrati."

    def handle(self, **_options: Any) -> None:
        """Extract and publish."""
        by, now = SystemActor("extract_statistics"), timezone.localtime()
        snapshot = extract_snapshot(by=by, at=now)
        self.stdout.write(f"Prese in carico: {snapshot.takings}; persone: {snapshot.persons}.")
