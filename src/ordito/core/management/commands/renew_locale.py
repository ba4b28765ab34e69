# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ordito.core.adapters.catalogue import PACKAGE, renew


class Command(BaseCommand):
    help = "Collects the texts of the source into locale/en, keeping what is translated."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print how many texts there are and how many still need words."""
        found, missing = renew("en", (PACKAGE, settings.ROOT / "demo"))
        self.stdout.write(f"{found} texts, {missing} without translation.")
