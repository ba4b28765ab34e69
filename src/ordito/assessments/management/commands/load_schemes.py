# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.assessments.actions import load_schemes
from ordito.core.access import SystemActor


class Command(BaseCommand):
    """`./ordito load_schemes`: safe to run at every start."""

    help = "Aggiunge gli schemi di valutazione che arrivano con Ordito e non ci sono ancora."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load the files of `seeds`."""
        count = load_schemes(by=SystemActor("load_schemes"), at=timezone.now())
        self.stdout.write(f"Schemi aggiunti: {count}")
