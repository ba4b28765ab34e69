# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import time
from datetime import timedelta
from io import StringIO
from random import Random
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from demo.actions.accounts import HOME, load_accounts
from demo.actions.background import write_background
from demo.actions.campaigns import load_campaigns
from demo.actions.certificates import load_certificates
from demo.actions.evaluation import load_evaluation
from demo.actions.library import load_library
from demo.actions.meetings import load_meetings
from demo.actions.people import load_people
from demo.actions.records import load_records
from demo.actions.region import load_bodies, load_briefings, load_places, read_ambiti, read_scene
from demo.actions.standards import load_standards, load_supervision
from demo.actions.training import load_training
from demo.engine.families import UNITS, YEARS
from demo.engine.region import make_region
from ordito.accounts.models import User
from ordito.cases.models import Person
from ordito.core.access import SystemActor
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from argparse import ArgumentParser

SEED = 2026
PROVINCE = "BA"


class Command(BaseCommand):
    help = "Carica la regione inventata in un database vuoto: di norma una provincia, con --all tutta la regione."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much, and whether a full database is an error."""
        parser.add_argument("--all", action="store_true", help="tutta la regione: 12.000 persone")
        parser.add_argument("--province", default=PROVINCE, help="sigla della provincia (predefinita: BA)")
        parser.add_argument("--if-empty", action="store_true", help="non fare nulla se ci sono già dati")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load what is missing of what was asked."""
        if not settings.DEMONSTRATION:
            raise CommandError("Questa è un'installazione vera: i dati inventati non si caricano.")
        loaded = Territory.objects.exists()
        if loaded and options["if_empty"]:
            return
        if loaded and not User.objects.filter(username="assistente").exists():
            raise CommandError("Il database contiene altri dati: la dimostrazione si carica solo in uno suo.")
        start = time.monotonic()
        self.stdout.write("Carico la regione inventata ...")
        self.stdout.flush()
        people = load(None if options["all"] else options["province"])
        call_command("extract_statistics", stdout=StringIO())
        self.stdout.write(f"{people} persone inventate in {time.monotonic() - start:.0f} secondi.")
        if not options["all"]:
            self.stdout.write(f"È la sola provincia di {options['province']}; per il resto: ./ordito load_demo --all")


@transaction.atomic  # a first start that is interrupted leaves an empty database, and the next one loads it
def load(province: str | None) -> int:
    """Load what is missing of a province, or of the region for None; returns the people loaded."""
    at, by = timezone.now(), SystemActor("dimostrazione")
    since = timezone.localdate(at) - timedelta(days=YEARS * 366)
    if not Territory.objects.exists():
        load_places(by=by, at=at)
        load_bodies(make_region(Random(SEED), read_ambiti(timezone.localdate(at))), by=by, at=at, since=since)  # noqa: S311
    ambiti, scene = read_ambiti(timezone.localdate(at)), read_scene()
    load_accounts(scene, by=by, at=at, since=since)
    known = set(Person.objects.values_list("ambito__code", flat=True).distinct())
    missing = {row.code for row in ambiti if province in {None, row.province}} - known
    load_briefings([row for row in ambiti if row.code in missing], scene, by=by, at=at)
    people = load_people(ambiti, scene, seed=SEED, total=UNITS, only=missing, by=by, at=at)
    write_background(only=missing, seed=SEED, by=by, at=at)
    if HOME in missing:
        load_records(scene, seed=SEED, at=timezone.now())  # after the others: what was touched last comes first
    load_campaigns(scene, seed=SEED, by=by, at=at)
    load_library(at=at)
    load_training(scene, ambiti, seed=SEED, at=at)
    load_certificates(at=at)
    load_meetings(scene, at=at)
    load_standards(at=at)
    load_supervision(scene, at=at)
    load_evaluation(seed=SEED, at=at)
    return people
