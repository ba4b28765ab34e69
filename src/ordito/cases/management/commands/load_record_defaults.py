# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ordito.cases.actions.defaults import load_defaults
from ordito.core.access import SystemActor


class Command(BaseCommand):
    """`./ordito load_record_defaults`: safe to run at every start; runs after `load_code_lists`."""

    help = "Carica le classificazioni degli interventi e i pesi del carico di lavoro che mancano."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load what is missing."""
        count = load_defaults(by=SystemActor("load_record_defaults"), at=timezone.now())
        self.stdout.write(f"Voci caricate: {count}")
