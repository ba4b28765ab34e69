# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ordito.cases.actions.classifications import Version, load_classification, read_table
from ordito.cases.actions.errors import CaseError
from ordito.core.access import SystemActor

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`./ordito load_classification tabella.csv --scheme inps_prestazioni --edition 2018-06 --label …`."""

    help = "Carica una classificazione degli interventi da un file CSV (codice, voce, codice_superiore, interventi)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what the version is called and when it is in force."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--scheme", required=True, help="lo schema, per esempio inps_prestazioni")
        parser.add_argument("--edition", required=True, help="la versione dello schema")
        parser.add_argument("--label", required=True, help="il nome che si legge nelle pagine")
        parser.add_argument("--source", default="", help="da dove viene la tabella")
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, help="in vigore dal (aaaa-mm-gg)")
        parser.add_argument("--to", dest="valid_to", type=date.fromisoformat, help="in vigore fino al (aaaa-mm-gg)")
        parser.add_argument("--verified", action="store_true", help="verificata sulla fonte ufficiale")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read the file and bring the version in step with it."""
        version = Version(
            scheme=options["scheme"],
            version=options["edition"],
            label=options["label"],
            source=options["source"],
            verified=options["verified"],
            valid_from=options["valid_from"],
            valid_to=options["valid_to"],
        )
        try:
            rows = read_table(options["file"].read_text(encoding="utf-8-sig"))
            load_classification(by=SystemActor("load_classification"), at=timezone.now(), version=version, rows=rows)
        except (CaseError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Voci caricate: {len(rows)}")
