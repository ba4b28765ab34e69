# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SnapshotState(TextChoices):
    """Life of a snapshot; at most one is published."""

    BUILDING = "building", _("in preparazione")
    PUBLISHED = "published", _("in uso")
    RETIRED = "retired", _("sostituita")
    FAILED = "failed", _("non riuscita")


class IndicatorState(TextChoices):
    """Life of an indicator."""

    PROPOSED = "proposed", _("proposto")
    ADOPTED = "adopted", _("adottato")
    RETIRED = "retired", _("ritirato")


class MeasureChoice(TextChoices):
    """What an indicator counts; the values are the engine's measures."""

    PERSONS = "persons", _("persone in carico nel periodo")
    OPEN = "open", _("prese in carico aperte alla fine del periodo")
    OPENED = "opened", _("prese in carico aperte nel periodo")
    CLOSED = "closed", _("prese in carico chiuse nel periodo")
    RATE = "rate", _("persone in carico ogni 1.000 residenti")


class Audience(TextChoices):
    """For whom figures are protected."""

    NETWORK = "network", _("chi lavora nella rete")
    PUBLICATION = "publication", _("pubblicazione all’esterno")


class PlaceLevel(TextChoices):
    """Grain of places in a table; the values name the levels of the axis of places."""

    REGION = "regione", _("Regione")
    PROVINCE = "provincia", _("Province")
    AMBITO = "ambito", _("Ambiti territoriali")
    COMUNE = "comune", _("Comuni")


class Breakdown(TextChoices):
    """What the columns of a table are; the last four may have several values for one person."""

    NONE = "", _("Nessuna, solo il totale")
    GENDER = "genere", _("Genere")
    BROAD_AGE = "eta", _("Età, fasce ampie")
    AGE = "fasce", _("Età, fasce strette")
    SERVICE = "servizio", _("Tipo di servizio")
    BODY = "ente", _("Ente titolare")
    REASON = "motivo", _("Motivo della presa in carico")
    MODE = "modalita", _("Modalità della presa in carico")


FACETS: dict[str, tuple[str, str]] = {
    Breakdown.SERVICE: ("interventions", "service_type"),
    Breakdown.BODY: ("takings", "body"),
    Breakdown.REASON: ("taking_reasons", "reason"),
    Breakdown.MODE: ("takings", "mode"),
}
"""Facet of a snapshot, named as its breakdown: the dataset and the column it is read from."""
