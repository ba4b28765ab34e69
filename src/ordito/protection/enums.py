# SPDX-License-Identifier: EUPL-1.2
"""Fixed words that code decides upon; everything an office may want to change is a `cases.models.Code`."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListKey(StrEnum):
    """The code lists of protection; their rows are data (`seeds/codes.csv`)."""

    OFFICE = "protection_office"
    PROCEEDING_SUBJECT = "proceeding_subject"
    MEASURE_KIND = "measure_kind"
    MEASURE_CONTENT = "measure_content"
    MEASURE_CONCERNS = "measure_concerns"
    REPORT_CONTENT = "report_content"
    EMERGENCY_OUTCOME = "emergency_outcome"
    OUT_OF_HOME_KIND = "out_of_home_kind"
    OUT_OF_HOME_CHARACTER = "out_of_home_character"
    OUT_OF_HOME_REASON = "out_of_home_reason"
    OUT_OF_HOME_OUTCOME = "out_of_home_outcome"
    FOSTER_OUTCOME = "foster_outcome"
    LEAVER_HOUSING = "leaver_housing"
    LEAVER_ACTIVITY = "leaver_activity"
    LEAVER_OUTCOME = "leaver_outcome"
    MEETING_WITH = "protected_meeting_with"
    MEETING_MISSED = "protected_meeting_missed"


class ClockUnit(TextChoices):
    """In what a term is counted: hours run without pause, days end at midnight."""

    HOURS = "hours", _("ore")
    DAYS = "days", _("giorni")


class StepHolder(TextChoices):
    """Who must take a step of the emergency clock."""

    SERVICE = "service", _("chi ha deciso l’allontanamento")
    PROSECUTOR = "prosecutor", _("pubblico ministero minorile")
    COURT = "court", _("tribunale per i minorenni")


class Nature(TextChoices):
    """Whether a judge or a public authority issued a measure."""

    JUDICIAL = "judicial", _("dell’autorità giudiziaria")
    ADMINISTRATIVE = "administrative", _("amministrativo")


class Standing(TextChoices):
    """Whether a judge may still change a measure in the same proceeding."""

    PROVISIONAL = "provisional", _("provvisorio")
    DEFINITIVE = "definitive", _("definitivo")


class Form(TextChoices):
    """Whether whoever holds parental responsibility agreed, or a judge ordered it (L. 184/1983, art. 4)."""

    CONSENSUAL = "consensual", _("consensuale")
    JUDICIAL = "judicial", _("giudiziale")


class FosterNature(TextChoices):
    """Whether the foster family is of the child's relatives."""

    WITHIN_FAMILY = "within_family", _("intrafamiliare (parenti)")
    OUTSIDE_FAMILY = "outside_family", _("eterofamiliare")


class FosterTime(TextChoices):
    """How much of the week."""

    FULL = "full", _("a tempo pieno")
    PART = "part", _("a tempo parziale")


class FosterStay(TextChoices):
    """Whether the child sleeps there."""

    RESIDENTIAL = "residential", _("residenziale")
    DAY = "day", _("diurno")


class FosterState(TextChoices):
    """The way of a foster care from search to end; `rules.FOSTER_MOVES` says from where to where."""

    ASSESSMENT = "assessment", _("valutazione del caso")
    SEARCH = "search", _("ricerca della famiglia")
    MATCHING = "matching", _("abbinamento")
    IDENTIFIED = "identified", _("famiglia individuata")
    STARTED = "started", _("avviato")
    ENDED = "ended", _("concluso")
    GIVEN_UP = "given_up", _("non avviato")


class MeetingState(TextChoices):
    """What became of a protected meeting."""

    PLANNED = "planned", _("in programma")
    HELD = "held", _("svolto")
    MISSED = "missed", _("non svolto")
