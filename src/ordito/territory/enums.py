# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TerritoryKind(TextChoices):
    """Kinds of place."""

    REGION = "region", _("Regione")
    PROVINCE = "province", _("Provincia")
    MUNICIPALITY = "municipality", _("Comune")
    AMBITO = "ambito", _("Ambito territoriale")
    ZONE = "zone", _("Zona")
    DISTRICT = "district", _("Distretto")
    MACRO_AREA = "macro_ambito", _("Macro-ambito")


class Hierarchy(TextChoices):
    """Why one place stands within another; zones, districts and macro-ambiti are parallel groupings."""

    ADMINISTRATIVE = "administrative", _("amministrativa")
    AMBITO = "ambito", _("Ambito territoriale")
    ZONE = "zone", _("zona")
    DISTRICT = "district", _("distretto")
    MACRO_AREA = "macro_ambito", _("macro-ambito")


class Sex(TextChoices):
    """Sex as written in the civil register."""

    FEMALE = "F", _("Femmina")
    MALE = "M", _("Maschio")


class OrganisationKind(TextChoices):
    """Kinds of public and private body in a territory's network."""

    REGION = "region", _("Regione")
    PROVINCE = "province", _("Provincia o Città metropolitana")
    MUNICIPALITY = "municipality", _("Comune")
    UNION = "union", _("Unione di Comuni")
    PLAN_OFFICE = "plan_office", _("Ufficio di Piano")
    HEALTH_SOCIETY = "health_society", _("Società della Salute")
    HEALTH_AUTHORITY = "health_authority", _("Azienda sanitaria locale")
    CONSORTIUM = "consortium", _("Consorzio")
    COOPERATIVE_A = "cooperative_a", _("Cooperativa sociale di tipo A")
    COOPERATIVE_B = "cooperative_b", _("Cooperativa sociale di tipo B")
    ACCREDITED = "accredited", _("Ente accreditato")
    ASSOCIATION = "association", _("Associazione")
    SCHOOL = "school", _("Scuola")
    UNIVERSITY = "university", _("Università")
    COURT = "court", _("Autorità giudiziaria")
    OTHER = "other", _("Altro ente")


class LegalForm(TextChoices):
    """How an Ambito acts: the legal form of its joint management (art. 30 ff. d.lgs. 267/2000)."""

    CONVENTION = "convention", _("Convenzione con Comune capofila")
    CONSORTIUM = "consortium", _("Consorzio")
    HEALTH_SOCIETY = "health_society", _("Società della Salute")
    UNION = "union", _("Unione di Comuni")
    SINGLE = "single", _("Comune singolo")


class ManagementForm(TextChoices):
    """How a service's holder has it run."""

    DIRECT = "direct", _("Gestione diretta")
    CONTRACT = "contract", _("Appalto")
    CONCESSION = "concession", _("Concessione")
    ACCREDITATION = "accreditation", _("Accreditamento o convenzione")
    CO_DESIGN = "co_design", _("Co-progettazione")
    PRIVATE = "private", _("Privata autorizzata")


class Profile(TextChoices):
    """Professional profiles of the network."""

    SOCIAL_WORKER = "social_worker", _("Assistente sociale")
    EDUCATOR = "educator", _("Educatore professionale")
    PEDAGOGUE = "pedagogue", _("Pedagogista")
    PSYCHOLOGIST = "psychologist", _("Psicologo")
    CHILD_NEUROPSYCHIATRIST = "child_neuropsychiatrist", _("Neuropsichiatra infantile")
    HEALTH_WORKER = "health_worker", _("Operatore sanitario")
    TEACHER = "teacher", _("Insegnante")
    MEDIATOR = "mediator", _("Mediatore familiare")
    CULTURAL_MEDIATOR = "cultural_mediator", _("Mediatore interculturale")
    SOCIAL_HEALTH_ASSISTANT = "social_health_assistant", _("Operatore socio-sanitario")
    COORDINATOR = "coordinator", _("Coordinatore")
    ADMINISTRATIVE = "administrative", _("Amministrativo")
    RESEARCHER = "researcher", _("Ricercatore")
    OTHER = "other", _("Altro profilo")


class ImplementationLevel(TextChoices):
    """Level at which an Ambito runs a programme."""

    BASE = "base", _("base")
    ADVANCED = "advanced", _("avanzato")


class ImplementationState(TextChoices):
    """Whether a run of a programme is still going on."""

    RUNNING = "running", _("in corso")
    CONCLUDED = "concluded", _("conclusa")
