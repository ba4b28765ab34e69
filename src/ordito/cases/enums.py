# SPDX-License-Identifier: EUPL-1.2
"""Fixed words that code decides upon; everything an office may want to change is a `Code` in a `CodeList`."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseFileState(TextChoices):
    """Whether anybody follows the person now; kept in step with the takings in charge by the actions."""

    OPEN = "open", _("aperta")
    IN_CHARGE = "in_charge", _("in carico")
    CLOSED = "closed", _("chiusa")


class ConcernState(TextChoices):
    """What became of a concern report (*segnalazione*)."""

    RECEIVED = "received", _("da valutare")
    ACCEPTED = "accepted", _("accolta")
    FILED = "filed", _("archiviata")


class ApprovalKind(TextChoices):
    """What a territory may want a supervisor to approve; each stands for the table that keeps it."""

    ASSESSMENT = "assessment", _("Valutazione")
    PLAN = "plan", _("Progetto")
    CLOSURE = "closure", _("Chiusura della presa in carico")


class ApprovalState(TextChoices):
    """Where a request to a supervisor stands."""

    ASKED = "asked", _("in attesa")
    APPROVED = "approved", _("approvata")
    REFUSED = "refused", _("rimandata")
    WITHDRAWN = "withdrawn", _("ritirata")


class Protection(TextChoices):
    """Why somebody's identity is kept from search, matching, merge and export; only who follows the record finds it.

    A secret address: whoever flees from violence (d.l. 93/2013, Istanbul Convention, art. 56). An adoptive identity:
    L. 184/1983, arts. 28 and 73, forbid telling the tie with the family of origin.
    """

    NONE = "none", _("nessuna")
    ADDRESS = "address", _("indirizzo segreto")
    ADOPTION = "adoption", _("identità adottiva")


class DeliveryState(TextChoices):
    """What the service that follows somebody decided of a blind request; only an answer is ever seen by who asked."""

    WAITING = "waiting", _("da decidere")
    ANSWERED = "answered", _("risposto")
    REFUSED = "refused", _("non rispondere")


class TermStart(TextChoices):
    """From what a term of the regulation is counted."""

    RECEIVED = "received", _("dal ricevimento della segnalazione")
    ACCEPTED = "accepted", _("dall’accoglimento della segnalazione")


class TermEnd(TextChoices):
    """What has to be done within a term of the regulation."""

    WEIGHED = "weighed", _("valutare la segnalazione")
    TAKEN = "taken", _("avviare la presa in carico")


class InterventionState(TextChoices):
    """Where an intervention stands in its life; `rules.STEPS` says from where to where."""

    REQUESTED = "requested", _("richiesto")
    AUTHORISED = "authorised", _("in attesa di avvio")
    ACTIVE = "active", _("in corso")
    SUSPENDED = "suspended", _("sospeso")
    CLOSED = "closed", _("concluso")
    REFUSED = "refused", _("non autorizzato")
    WITHDRAWN = "withdrawn", _("ritirato")


UNDER_WAY = (
    InterventionState.REQUESTED,
    InterventionState.AUTHORISED,
    InterventionState.ACTIVE,
    InterventionState.SUSPENDED,
)
"""States of an intervention from which something is still to come."""


class ComplexityCriterion(TextChoices):
    """What makes a taking in charge weigh more; how much is data (`ComplexityWeight`)."""

    TAKING = "taking", _("ogni presa in carico aperta")
    FIRST_MONTHS = "first_months", _("primi tre mesi")
    MINOR = "minor", _("la persona è minorenne")
    SIBLING = "sibling", _("ogni altro minorenne del nucleo")
    COURT = "court", _("disposta o incaricata dall’autorità giudiziaria")
    AWAY = "away", _("accoglienza fuori famiglia in corso")
    NETWORK = "network", _("tre o più interventi in corso")


class FamilyEvent(TextChoices):
    """What happened to a family, so that somebody entered a unit or left it."""

    BIRTH = "birth", _("nascita")
    SPLIT = "split", _("divisione del nucleo")
    MERGE = "merge", _("unione di due nuclei")
    MOVE = "move", _("trasferimento")
    PLACEMENT = "placement", _("collocamento fuori famiglia")
    RETURN = "return", _("rientro in famiglia")
    DEATH = "death", _("decesso")


class ListKey(StrEnum):
    """The code lists of the social record; their rows are data (`seed/code_lists.csv`)."""

    AREA = "area"
    MODE = "mode"
    SHARING_PURPOSE = "sharing_purpose"
    EMERGENCY_REASON = "emergency_reason"
    REASON = "reason"
    RELATION = "relation"
    COMPOSITION = "composition"
    CITIZENSHIP = "citizenship"
    BIRTH_STATE = "birth_state"
    DESK = "desk"
    ACCESS_CHANNEL = "access_channel"
    ACCESS_INITIATIVE = "access_initiative"
    CONTACT_OUTCOME = "contact_outcome"
    REPORTER_KIND = "reporter_kind"
    URGENCY = "urgency"
    CONCERN_OUTCOME = "concern_outcome"
    INTERVENTION_KIND = "intervention_kind"
    INTERVENTION_END = "intervention_end"
    INTERVENTION_REFUSAL = "intervention_refusal"
    INTERVENTION_PAUSE = "intervention_pause"
    WAITING_PRIORITY = "waiting_priority"
    PRIORITY_REASON = "priority_reason"
    COST_PER = "cost_per"
    PAYER_KIND = "payer_kind"
    QUANTITY_UNIT = "quantity_unit"
    OUTCOME = "outcome"
    CLOSURE_REASON = "closure_reason"
    REOPENING_REASON = "reopening_reason"
    DIARY_KIND = "diary_kind"
    DOCUMENT_KIND = "document_kind"


class ProtocolDirection(TextChoices):
    """Which way a registered document went."""

    INCOMING = "in", _("in entrata")
    OUTGOING = "out", _("in uscita")


class SignatureSeen(TextChoices):
    """The digital signature that a file holds, as far as its bytes show it; nobody verified it."""

    CMS = "cms", _("busta .p7m")
    PDF = "pdf", _("nel PDF")


class Way(StrEnum):
    """How somebody gets to a record: they answer for it, an emergency, parts shared with them."""

    FOLLOWED = "followed"
    EMERGENCY = "emergency"
    SHARED = "shared"


class Part(TextChoices):
    """The parts of a record that may be shared with a team member, each by itself, to read or also to write.

    Parts without pages in this app are kept by the apps above it, which declare them (`core.declare.RecordPart`).
    """

    INTERVENTIONS = "interventions", _("Interventi")
    FAMILY = "family", _("Nucleo e legami")
    DIARY = "diary", _("Diario")
    DOCUMENTS = "documents", _("Documenti")
    CIRCUMSTANCES = "circumstances", _("Situazione")
    HEALTH = "health", _("Salute e disabilità")
    ASSESSMENTS = "assessments", _("Valutazioni")
    PLANS = "plans", _("Progetti")
    WORDS = "words", _("Parole della famiglia")
    AGENDA = "agenda", _("Agenda")
    PROTECTION = "protection", _("Tutela e provvedimenti")
    EMPLOYMENT = "employment", _("Percorso di lavoro")
