# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory
from ordito.training.actions.evaluation_forms import load_evaluation_forms

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Carica come bozze i questionari per valutare i corsi forniti con Ordito: chi li pubblica li legge prima."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which Region they are for."""
        parser.add_argument("--region", default="", help="nome della Regione, se ce n'è più di una")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load what is missing; run again, it changes nothing."""
        regions = Territory.objects.filter(kind=TerritoryKind.REGION)
        if options["region"]:
            regions = regions.filter(name__iexact=options["region"])
        if regions.count() != 1:
            raise CommandError("Serve una Regione sola: caricala con load_territory, o indicala con --region.")
        loaded = load_evaluation_forms(territory=regions.get(), by=SystemActor("installazione"), at=timezone.now())
        for version in loaded:
            self.stdout.write(version.title)
        self.stdout.write(f"Questionari caricati come bozze: {len(loaded)}.")
