# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.stewardship.actions.reapplying import apply_register
from ordito.stewardship.actions.wiping import register_path

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`./ordito apply_discards`: to be run after every restore, before anybody enters."""

    help = "Scarta di nuovo quello che una copia di sicurezza ha riportato, secondo il registro degli scarti."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the register is, when not beside the key ring."""
        parser.add_argument(
            "register", nargs="?", type=Path, help="il file discards.jsonl (di norma accanto alle chiavi)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Apply the register."""
        path = options["register"] or register_path()
        if options["register"] and not path.exists():
            raise CommandError(f"Il registro {path} non c'è.")
        count = apply_register(path, by=SystemActor("apply_discards"), at=timezone.now())
        self.stdout.write(f"Cartelle scartate di nuovo: {count}")
