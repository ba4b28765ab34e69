# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MaterialKind(TextChoices):
    """What a material is to who looks for it."""

    SLIDES = "slides", _("Diapositive")
    HANDOUT = "handout", _("Dispensa o articolo")
    GUIDELINES = "guidelines", _("Linee guida")
    FORM = "form", _("Modello o scheda da usare")
    NORM = "norm", _("Norma o atto")
    REPORT = "report", _("Relazione o ricerca")
    RECORDING = "recording", _("Registrazione audio o video")
    OTHER = "other", _("Altro")


class Visibility(TextChoices):
    """Who reads a material."""

    PUBLIC = "public", _("Tutti, anche senza entrare")
    NETWORK = "network", _("Chi lavora nella rete")
    RESERVED = "reserved", _("Solo chi partecipa")


class TermState(TextChoices):
    """Life of a word of the glossary; a withdrawn one keeps its history and may come back."""

    DRAFT = "draft", _("in preparazione")
    PUBLISHED = "published", _("pubblicata")
    WITHDRAWN = "withdrawn", _("ritirata")
