# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.cases.actions import rewrap_keys
from ordito.core.access import SystemActor
from ordito.core.crypto import rotate_ring


class Command(BaseCommand):
    """`./ordito rotate_keys`: a new wrapping key, and every person's key moved under it, while people work."""

    help = "Aggiunge una nuova chiave al portachiavi e vi sposta le chiavi di tutte le persone."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rotate, then move; a second run makes another key."""
        rotate_ring(Path(settings.ORDITO_KEYS))
        moved = rewrap_keys(by=SystemActor("rotate_keys"), at=timezone.now())
        self.stdout.write(f"Chiavi spostate: {moved}. Conserva subito una copia del portachiavi.")
