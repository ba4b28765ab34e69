# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.indicators.actions import load_shipped


class Command(BaseCommand):
    """`./ordito load_indicators`: safe to run at every start; what people have changed stays as it is."""

    help = "Mette in uso gli indicatori forniti con Ordito che mancano o che nessuno ha cambiato."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load what is missing or has a new version."""
        found = load_shipped(by=SystemActor("Ordito"), at=timezone.now())
        self.stdout.write(f"Indicatori caricati: {found.loaded}")
        for code in found.taken:
            self.stdout.write(f"Non caricato: «{code}» è già il codice di un indicatore proposto qui, che resta com’è.")
