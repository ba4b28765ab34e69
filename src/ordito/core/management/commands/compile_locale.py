# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand

from ordito.core.adapters.catalogue import compile_catalogue


class Command(BaseCommand):
    help = "Builds the translations for the running program, where their text changed."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """English is the one translation: Italian is the language of the source."""
        compile_catalogue("en")
