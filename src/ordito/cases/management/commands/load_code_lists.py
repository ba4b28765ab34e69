# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.cases.actions import load_code_lists, load_term_rules
from ordito.core.access import SystemActor


class Command(BaseCommand):
    """`./ordito load_code_lists`: safe to run at every start."""

    help = "Carica o aggiorna gli elenchi di codici della cartella sociale."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load the files of `seeds` of every app."""
        by, now = SystemActor("load_code_lists"), timezone.now()
        count = load_code_lists(by=by, at=now)
        load_term_rules(by=by, at=now)
        self.stdout.write(f"Voci degli elenchi: {count}")
