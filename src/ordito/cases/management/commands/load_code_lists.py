# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.cases.actions import load_code_lists
from ordito.core.access import SystemActor


class Command(BaseCommand):
    """`./ordito load_code_lists`: safe to run at every start."""

    help = "Carica o aggiorna gli elenchi di codici della cartella sociale."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load the files of `seeds` of every app."""
        count = load_code_lists(by=SystemActor("load_code_lists"), at=timezone.now())
        self.stdout.write(f"Voci degli elenchi: {count}")
