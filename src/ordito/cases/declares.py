# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.cases.actions.approvals import close_as_approved
from ordito.cases.enums import ApprovalKind
from ordito.cases.models import CaseFile, Person
from ordito.cases.queries import cards
from ordito.cases.queries.record_accesses import ACTIONS
from ordito.cases.queries.spreadsheet import CASES
from ordito.core.access import Verb
from ordito.core.declare import ApprovalSubject, AuditedAction, AuditedKind, Card, MenuEntry, Node, Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor

SECTION = _("Cartelle")


def _address(case_file: CaseFile) -> str:
    return reverse("cases:record", args=[case_file.pk])


def _followed_ids(actor: Actor) -> QuerySet[CaseFile, int]:
    return CaseFile.objects.followed_by(actor).values_list("pk", flat=True)


# Parts of a record, which the audit pages tell by number alone.
KINDS = {
    "cases.approval": _("Richiesta di approvazione"),
    "cases.approvalrule": _("Regola di approvazione"),
    "cases.closureproposal": _("Proposta di chiusura"),
    "cases.contactrule": _("Regola sui contatti"),
    "cases.emergencyaccess": _("Accesso in emergenza"),
    "cases.briefing": _("Incontro informativo"),
    "cases.closure": _("Chiusura"),
    "cases.code": _("Voce di un elenco"),
    "cases.codelist": _("Elenco di voci"),
    "cases.concernreport": _("Segnalazione"),
    "cases.contact": _("Accesso allo sportello"),
    "cases.diaryentry": _("Voce del diario"),
    "cases.document": _("Documento"),
    "cases.familymembership": _("Componente del nucleo"),
    "cases.familyunit": _("Nucleo"),
    "cases.intervention": _("Intervento"),
    "cases.takingincharge": _("Presa in carico"),
    "cases.teammember": _("Componente dell’équipe"),
    "cases.workerassignment": _("Operatore responsabile"),
}

DECLARES = (
    MenuEntry(SECTION, _("Cerca una persona"), "cases:search", Verb.SEARCH_PERSON, "it-search", order=10),
    MenuEntry(SECTION, _("Le mie cartelle"), "cases:worklist", Verb.VIEW_RECORD, "it-folder", order=11),
    MenuEntry(SECTION, _("Sportello"), "cases:contacts", Verb.RECORD_CONTACT, "it-telephone", order=12),
    MenuEntry(SECTION, _("Segnalazioni"), "cases:concerns", Verb.RECORD_CONTACT, "it-horn", order=13),
    MenuEntry(SECTION, _("Carico di lavoro"), "cases:workload", Verb.VIEW_WORKLIST, "it-list", order=14),
    MenuEntry(SECTION, _("Caricamenti"), "cases:board", Verb.VIEW_LOADING_BOARD, "it-inbox", order=15),
    MenuEntry(SECTION, _("Elenchi di voci"), "cases:code_lists", Verb.MANAGE_RECORD_SETTINGS, "it-list", order=18),
    Card("cases.due", _("In scadenza"), Verb.WRITE_RECORD, cards.due, order=10, icon="it-calendar"),
    Card("cases.drafts", _("Bozze da pubblicare"), Verb.WRITE_RECORD, cards.drafts, order=11, icon="it-pencil"),
    Card("cases.concerns", _("Segnalazioni da valutare"), Verb.OPEN_RECORD, cards.waiting_concerns, 12, "it-horn"),
    MenuEntry(SECTION, _("Da approvare"), "cases:approvals", Verb.APPROVE_WORK, "it-check-circle", order=16),
    Card("cases.approvals", _("Da approvare"), Verb.APPROVE_WORK, cards.to_approve, order=9, icon="it-check-circle"),
    Card("cases.recent", _("Aperte di recente"), Verb.VIEW_RECORD, cards.recent, order=13, icon="it-clock"),
    # A thread shows the number of a record, never whose it is, and only to who may open it.
    Node(
        "cases.casefile",
        _("Cartella sociale"),
        "cases.CaseFile",
        name=str,
        url=_address,
        visible=CaseFile.objects.visible_to,
        state=CaseFile.get_state_display,
    ),
    Scope("cases.casefile", _followed_ids),
    ApprovalSubject(
        ApprovalKind.CLOSURE, lambda record, _taking: reverse("cases:taking", args=[record]), close_as_approved
    ),
    CASES,
    AuditedKind("cases.casefile", _("Cartella sociale"), str, CaseFile.objects.visible_to),
    AuditedKind(
        "cases.person",
        _("Persona"),
        Person.full_name,
        Person.objects.visible_to,
    ),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(action, label) for action, label in ACTIONS.items()),
)
