# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.cases.actions.approvals import close_as_approved
from ordito.cases.actions.attendance import undo_attendance, write_attendance
from ordito.cases.enums import ApprovalKind
from ordito.cases.models import CaseFile, Person
from ordito.cases.queries import attendance, cards
from ordito.cases.queries.record_accesses import ACTIONS
from ordito.cases.queries.spreadsheet import CASES, PEOPLE, SERVICES, TAKINGS
from ordito.core.access import Verb
from ordito.core.declare import ApprovalSubject, AuditedAction, AuditedKind, Card, ImportTarget, MenuEntry, Node, Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor

SECTION = _("Cartelle")
RULES = _("Regole delle cartelle")


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
    "cases.contactkind": _("Voce del diario che conta come contatto"),
    "cases.emergencyaccess": _("Accesso in emergenza"),
    "cases.blinddelivery": _("Richiesta alla cieca arrivata"),
    "cases.blindrequest": _("Richiesta alla cieca"),
    "cases.briefing": _("Incontro informativo"),
    "cases.closure": _("Chiusura"),
    "cases.code": _("Voce di un elenco"),
    "cases.codelist": _("Elenco di voci"),
    "cases.concernreport": _("Segnalazione"),
    "cases.contact": _("Accesso allo sportello"),
    "cases.diaryentry": _("Voce del diario"),
    "cases.document": _("Documento"),
    "cases.documentversion": _("Versione di un documento"),
    "cases.familymembership": _("Componente del nucleo"),
    "cases.familyunit": _("Nucleo"),
    "cases.intervention": _("Intervento"),
    "cases.interventionstep": _("Passaggio di un intervento"),
    "cases.interventionamount": _("Quantità di un intervento"),
    "cases.interventionpayer": _("Chi paga un intervento"),
    "cases.interventionattendance": _("Presenza"),
    "cases.classification": _("Classificazione"),
    "cases.classificationitem": _("Voce di una classificazione"),
    "cases.classificationmapping": _("Corrispondenza di una classificazione"),
    "cases.complexityweight": _("Punti del carico di lavoro"),
    "cases.diaryattachment": _("File del diario"),
    "cases.diaryreader": _("Lettore di una nota riservata"),
    "cases.diarytemplate": _("Modello del diario"),
    "cases.personmerge": _("Unione di persone"),
    "cases.takingincharge": _("Presa in carico"),
    "cases.termrule": _("Termine del regolamento"),
    "cases.teammember": _("Componente dell’équipe"),
    "cases.workerassignment": _("Operatore responsabile"),
}

DECLARES = (
    MenuEntry(SECTION, _("Cerca una persona"), "cases:search", Verb.SEARCH_PERSON, "it-search", order=10),
    MenuEntry(SECTION, _("Le mie cartelle"), "cases:worklist", Verb.VIEW_RECORD, "it-folder", order=11),
    MenuEntry(SECTION, _("Sportello"), "cases:contacts", Verb.RECORD_CONTACT, "it-telephone", order=12),
    MenuEntry(SECTION, _("Segnalazioni"), "cases:concerns", Verb.RECORD_CONTACT, "it-horn", order=13),
    MenuEntry(RULES, _("Termini"), "cases:terms", Verb.MANAGE_RECORD_SETTINGS, "it-clock", order=17),
    MenuEntry(SECTION, _("Carico di lavoro"), "cases:workload", Verb.VIEW_WORKLIST, "it-list", order=14),
    MenuEntry(SECTION, _("Caricamenti"), "cases:board", Verb.VIEW_LOADING_BOARD, "it-inbox", order=15),
    MenuEntry(RULES, _("Elenchi di voci"), "cases:code_lists", Verb.MANAGE_RECORD_SETTINGS, "it-list", order=18),
    MenuEntry(SECTION, _("Liste d’attesa"), "cases:waiting", Verb.VIEW_WORKLIST, "it-clock", order=16),
    MenuEntry(SECTION, _("Ore e carico"), "cases:hours", Verb.WRITE_RECORD, "it-chart-line", order=17),
    MenuEntry(RULES, _("Modelli del diario"), "cases:diary_templates", Verb.MANAGE_RECORD_SETTINGS, "it-note", 18),
    MenuEntry(RULES, _("Classificazioni"), "cases:classifications", Verb.MANAGE_RECORD_SETTINGS, "it-bookmark", 19),
    MenuEntry(RULES, _("Punti del carico"), "cases:weights", Verb.MANAGE_RECORD_SETTINGS, "it-settings", order=20),
    Card("cases.first", _("Per cominciare"), Verb.OPEN_RECORD, cards.first_steps, order=1, icon="it-info-circle"),
    Card("cases.due", _("Prese in carico da rivedere"), Verb.WRITE_RECORD, cards.due, order=10, icon="it-calendar"),
    Card("cases.drafts", _("Bozze da finire"), Verb.WRITE_RECORD, cards.drafts, order=11, icon="it-pencil"),
    Card("cases.concerns", _("Segnalazioni da valutare"), Verb.OPEN_RECORD, cards.waiting_concerns, 12, "it-horn"),
    MenuEntry(SECTION, _("Chi vede che cosa"), "cases:rights", Verb.VIEW_RECORD, "it-lock", order=25),
    MenuEntry(
        RULES, _("Regole del servizio"), "cases:local_rules", Verb.MANAGE_RECORD_SETTINGS, "it-settings", order=24
    ),
    MenuEntry(SECTION, _("Da approvare"), "cases:approvals", Verb.APPROVE_WORK, "it-check-circle", order=16),
    Card(
        "cases.approvals",
        _("Aspettano la tua approvazione"),
        Verb.APPROVE_WORK,
        cards.to_approve,
        order=9,
        icon="it-check-circle",
    ),
    Card(
        "cases.blind",
        _("Richieste da altri servizi"),
        Verb.WRITE_RECORD,
        cards.blind_requests,
        order=12,
        icon="it-mail",
    ),
    Card("cases.recent", _("Cartelle aperte di recente"), Verb.VIEW_RECORD, cards.recent, order=13, icon="it-clock"),
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
    PEOPLE,
    TAKINGS,
    SERVICES,
    ImportTarget(
        key="cases.attendance",
        label=_("Presenze mandate dagli enti gestori"),
        fields=attendance.FIELDS,
        check=attendance.check_attendance,
        write=write_attendance,
        undo=undo_attendance,
        touched=attendance.touched_attendance,
        messages=attendance.MESSAGES,
        help=attendance.HELP,
    ),
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
