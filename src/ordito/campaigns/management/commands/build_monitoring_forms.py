# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ordito.campaigns.engine.shipped_forms import build

DATA = Path(__file__).resolve().parents[2] / "data"
FOLDERS = ("monitoring", "zones")


class Command(BaseCommand):
    """`./ordito build_monitoring_forms`, for developers, after a change to the tables in `campaigns/data`."""

    help = "Ricostruisce i questionari di monitoraggio forniti con Ordito dalle loro tabelle."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the workbooks beside their tables."""
        for folder in FOLDERS:
            for name, content in build(DATA / folder).items():
                (DATA / folder / name).write_bytes(content)
                self.stdout.write(f"{folder}/{name}: {len(content)} byte")
