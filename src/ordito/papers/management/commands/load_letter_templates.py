# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.papers.actions import load_examples


class Command(BaseCommand):
    """`./ordito load_letter_templates`: safe to run at every start; runs after `load_code_lists`."""

    help = "Carica i modelli di lettera di Ordito che mancano."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load what is missing."""
        self.stdout.write(f"Modelli caricati: {load_examples(at=timezone.now())}")
