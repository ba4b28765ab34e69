# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import SystemActor
from ordito.territory.actions import RegionFilesError, load_region

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`load_territory FOLDER`: load or renew a region; says every wrong row and then writes nothing."""

    help = "Load or renew the places, residents and boundaries of a region from a folder of files"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path, help="folder with places.csv, links.csv, population.csv ...")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, then say what changed."""
        try:
            report = load_region(by=SystemActor("load_territory"), at=timezone.now(), folder=options["folder"])
        except RegionFilesError as error:
            problems = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(_("Niente è stato caricato. Da correggere:\n%s") % problems) from error
        self.stdout.write(
            _("%(region)s: luoghi %(places)s, legami %(links)s, residenti %(population)s, altre righe %(other)s")
            % {
                "region": report.region.name,
                "places": report.places,
                "links": report.links,
                "population": report.population,
                "other": report.catalogues + report.boundaries,
            }
        )
