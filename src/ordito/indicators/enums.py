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
    """Life of an indicator; the moves between its states are in `rules.py`."""

    PROPOSED = "proposed", _("proposto")
    DISCUSSED = "discussed", _("in discussione")
    IN_USE = "in_use", _("in uso")
    RETIRED = "retired", _("ritirato")


class IndicatorMove(TextChoices):
    """What may happen to an indicator."""

    COMMENT = "comment", _("commenta")
    DEFINE = "define", _("definisci")
    PUT_IN_USE = "put_in_use", _("metti in uso")
    TAKE_UP = "take_up", _("recepisci")
    RETIRE = "retire", _("ritira")


class Origin(TextChoices):
    """Where an indicator was thought of first."""

    PERSON = "person", _("una persona del servizio")
    FOCUS_GROUP = "focus_group", _("un focus group")
    LAB = "lab", _("un laboratorio")
    BODY = "body", _("un ente o un tavolo")
    STANDARD = "standard", _("una norma o uno standard")
    CATALOGUE = "catalogue", _("un catalogo")


class Direction(TextChoices):
    """Which way an indicator should go."""

    HIGHER = "higher", _("più alto è meglio")
    LOWER = "lower", _("più basso è meglio")
    NEITHER = "neither", _("né alto né basso: va letto nel contesto")


class MeasureChoice(TextChoices):
    """What an indicator counts; the values are the engine's measures."""

    PERSONS = "persons", _("persone, ognuna contata una volta sola")
    EPISODES = "episodes", _("quante erano attive nel periodo")
    OPEN = "open", _("quante erano aperte alla fine del periodo")
    OPENED = "opened", _("quante sono cominciate nel periodo")
    CLOSED = "closed", _("quante sono finite nel periodo")
    DURATION = "duration", _("durata media in giorni di quelle finite nel periodo")
    MEDIAN = "median", _("durata mediana in giorni di quelle finite nel periodo")
    SCORE = "score", _("media di un numero")
    SUM = "sum", _("somma di un numero di quelle cominciate nel periodo")
    STANDING = "standing", _("somma di un numero di quelle aperte alla fine del periodo")


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
