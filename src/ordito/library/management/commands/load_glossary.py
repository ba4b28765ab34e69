# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.library.actions.shipped import load_terms


class Command(BaseCommand):
    """`./ordito load_glossary`: safe to run at every start; what people have written stays as it is."""

    help = "Aggiunge al glossario le parole fornite con Ordito che mancano."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Add what is missing."""
        added = load_terms(by=SystemActor("Ordito"), at=timezone.now())
        self.stdout.write(f"Parole aggiunte: {len(added)}")
