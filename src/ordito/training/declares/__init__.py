# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb, actor_of, can
from ordito.core.declare import (
    AnswerOwner,
    AuditedAction,
    AuditedKind,
    MaterialHolder,
    MeetingOwner,
    MenuEntry,
    Node,
    Panel,
    Recurring,
    Scope,
)
from ordito.training import rules
from ordito.training.actions.responding import OWNER as SHEET
from ordito.training.actions.responding import take_answers
from ordito.training.declares.offer import OFFER, SECTION
from ordito.training.enums import CourseState, EditionState
from ordito.training.models import (
    Certificate,
    Course,
    Edition,
    EditionClosing,
    Evaluation,
    SupervisionCycle,
    TrainingStandard,
)
from ordito.training.queries import certificates, holders, responding, standards, supervision

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

SUPERVISION_ACTIONS = {
    "start_cycle": _("Ciclo di supervisione avviato"),
    "edit_cycle": _("Ciclo di supervisione modificato"),
    "set_group": _("Gruppo di supervisione scelto"),
    "schedule_supervision": _("Incontro di supervisione messo in calendario"),
    "close_cycle": _("Ciclo di supervisione concluso"),
    "reopen_cycle": _("Ciclo di supervisione riaperto"),
    "read_supervision": _("Ore di un ciclo di supervisione lette"),
}
STANDARD_ACTIONS = {
    "start_standard": _("Standard formativo avviato"),
    "write_standard": _("Bozza di uno standard formativo scritta"),
    "put_standard_in_use": _("Standard formativo messo in uso"),
    "retire_standard": _("Standard formativo ritirato"),
    "start_standard_draft": _("Nuova versione di uno standard formativo avviata"),
    "discard_standard_draft": _("Bozza di uno standard formativo eliminata"),
    "link_standard_course": _("Corso collegato a uno standard formativo"),
    "unlink_standard_course": _("Corso tolto da uno standard formativo"),
    "set_standard_coverage": _("Corso confrontato con uno standard formativo"),
    "add_standard_evidence": _("Risultato di valutazione collegato a uno standard formativo"),
    "remove_standard_evidence": _("Risultato di valutazione tolto da uno standard formativo"),
}
EVALUATION_ACTIONS = {
    "plan_evaluation": _("Questionario di valutazione aggiunto a un’edizione"),
    "change_evaluation": _("Giorni di un questionario di valutazione cambiati"),
    "drop_evaluation": _("Questionario di valutazione tolto"),
    "make_evaluation_codes": _("Codici per rispondere preparati"),
    "choose_evaluation_indicator": _("Indicatore dei risultati scelto"),
    "drop_evaluation_indicator": _("Indicatore dei risultati tolto"),
    "invite_to_evaluation": _("Inviti a distanza di mesi spediti"),
    "remind_of_evaluation": _("Solleciti a distanza di mesi spediti"),
    "drop_unsent_answers": _("Risposte mai inviate cancellate"),
    "begin_answers": _("Risposta anonima cominciata"),
    "take_evaluation": _("Risposta anonima ricevuta"),
    "read_evaluation_texts": _("Risposte aperte della valutazione lette"),
    "export_evaluation": _("Rapporto di valutazione scaricato"),
}


# --- the end of an edition -------------------------------------------------------------------------------------------


def _ended(request: HttpRequest, row: Model) -> str:
    """At the foot of the page of an edition: how it ended, or the way to close it."""
    if not isinstance(row, Edition):
        return ""
    actor = actor_of(request)
    may_close = rules.can_close(actor, row)
    ended = None if may_close else EditionClosing.objects.visible_to(actor).filter(edition=row).first()
    if not may_close and ended is None:
        return ""
    return render_to_string("training/closing/panel.html", {"edition": row, "closing": ended}, request)


CLOSING = (
    Panel("training.closing", _ended, order=20),
    AuditedKind("training.editionclosing", _("Conclusione di un’edizione"), str, EditionClosing.objects.visible_to),
    AuditedKind("training.editionoutcome", _("Frequenza di una persona in un’edizione")),
    AuditedAction("training.close_edition", _("Edizione conclusa")),
    AuditedAction("training.open_edition_again", _("Edizione riaperta")),
)


# --- certificates and materials --------------------------------------------------------------------------------------


def _certified(request: HttpRequest, row: Model) -> str:
    """At the foot of the page of a closed edition, for who manages it: the way to its certificates."""
    if not isinstance(row, Edition) or row.state != EditionState.CLOSED or not rules.can_manage(actor_of(request), row):
        return ""
    given = Certificate.objects.filter(edition=row).standing().count()
    context = {"edition": row, "given": given, "due": certificates.due_in(row).count()}
    return render_to_string("training/certificates/panel.html", context, request)


CERTIFICATES = (
    Panel("training.certificates", _certified, order=22),
    Scope("training.certificate", lambda actor: Certificate.objects.visible_to(actor).values_list("pk", flat=True)),
    MaterialHolder(
        "training.edition",
        _("Edizione"),
        holders.edition_name,
        holders.edition_address,
        holders.editions_read,
        holders.editions_kept,
    ),
    MaterialHolder(
        "training.course",
        _("Corso"),
        holders.course_name,
        holders.course_address,
        holders.courses_read,
        holders.courses_kept,
    ),
    AuditedKind("training.certificate", _("Attestato"), str, Certificate.objects.visible_to),
    AuditedKind("training.certificatelink", _("Indirizzo personale di un attestato")),
    AuditedKind("training.certificateyear", _("Numeri degli attestati di un anno")),
    AuditedKind("training.signingkey", _("Chiave che firma gli attestati digitali")),
    AuditedAction("training.read_certificates", _("Attestati di un’edizione letti")),
    AuditedAction("training.issue_certificates", _("Attestati rilasciati")),
    AuditedAction("training.make_certificate", _("Documento di un attestato preparato")),
    AuditedAction("training.tell_certificates", _("Attestati comunicati")),
    AuditedAction("training.send_certificate", _("Indirizzo personale di un attestato spedito")),
    AuditedAction("training.end_certificate_link", _("Indirizzo personale di un attestato tolto")),
    AuditedAction("training.revoke_certificate", _("Attestato revocato")),
    AuditedAction("training.hand_out_certificate", _("Attestato scaricato")),
    AuditedAction("training.hand_out_badge", _("Attestato digitale scaricato")),
    AuditedAction("training.export_credits", _("Crediti per l’Ordine esportati")),
    AuditedAction("training.new_signing_key", _("Nuova chiave per gli attestati digitali")),
)


# --- evaluation ------------------------------------------------------------------------------------------------------


def _evaluated(request: HttpRequest, row: Model) -> str:
    """At the foot of the page of a course or edition: what came of its questionnaires, and the way to them."""
    if isinstance(row, Course) and row.state != CourseState.DRAFT:
        return render_to_string("training/evaluation/panel.html", {"course": row}, request)
    if not isinstance(row, Edition) or row.state == EditionState.DRAFT:
        return ""
    hands_out = can(actor_of(request), Verb.KEEP_REGISTER, Evaluation(edition=row))
    return render_to_string("training/evaluation/panel.html", {"edition": row, "hands_out": hands_out}, request)


EVALUATION = (
    Panel("training.evaluation", _evaluated, order=24),
    AnswerOwner(
        SHEET,
        _("Valutazione della formazione"),
        may_fill=responding.may_fill,
        visible=responding.readable,
        name=responding.name_of,
        url=responding.address_of,
        submitted=take_answers,
        notes=responding.notes_of,
        why_not=responding.why_not,
    ),
    Recurring("ordito.training.tasks.invite_to_evaluations", _("Valutazione a distanza di mesi"), timedelta(hours=6)),
    MenuEntry(
        SECTION, _("Valutazione dei corsi"), "training:evaluation_report", Verb.VIEW_TRAINING, "it-presentation", 48
    ),
    AuditedKind("training.evaluation", _("Questionario di valutazione"), str, Evaluation.objects.visible_to),
    AuditedKind("training.evaluationresponse", _("Risposta anonima")),
    AuditedKind("training.evaluationtoken", _("Codice per rispondere")),
    AuditedKind("training.evaluationindicator", _("Indicatore dei risultati")),
    *(AuditedAction(f"training.{name}", label) for name, label in EVALUATION_ACTIONS.items()),
)


# --- standards -------------------------------------------------------------------------------------------------------


def _standard_address(standard: TrainingStandard) -> str:
    return reverse("training:standard", args=[standard.pk])


def _find_standard(actor: Actor, text: str) -> QuerySet[TrainingStandard]:
    return TrainingStandard.objects.visible_to(actor).filter(title__icontains=text).order_by("title", "pk")


def _followed(request: HttpRequest, row: Model) -> str:
    """At the foot of the page of a course: the standards in use that it follows, and what it lacks of them."""
    found = standards.standards_of_course(row, actor_of(request)) if isinstance(row, Course) else []
    return render_to_string("training/standards/of_course.html", {"followed": found}, request) if found else ""


STANDARDS = (
    Panel("training.standards", _followed, order=30),
    MenuEntry(SECTION, _("Standard formativi"), "training:standards", Verb.VIEW_TRAINING, "it-bookmark", order=46),
    Node(
        "training.trainingstandard",
        _("Standard formativo"),
        "training.TrainingStandard",
        str,
        _standard_address,
        TrainingStandard.objects.visible_to,
        find=_find_standard,
    ),
    AuditedKind("training.trainingstandard", _("Standard formativo"), str, TrainingStandard.objects.visible_to),
    AuditedKind("training.standardversion", _("Versione di uno standard formativo")),
    AuditedKind("training.standardcompetence", _("Competenza di uno standard formativo")),
    AuditedKind("training.standardcontent", _("Contenuto di uno standard formativo")),
    AuditedKind("training.standardcourse", _("Corso che segue uno standard formativo")),
    AuditedKind("training.standardcoverage", _("Modulo che tratta un contenuto di uno standard")),
    AuditedKind("training.standardevidence", _("Risultato che sostiene uno standard formativo")),
    *(AuditedAction(f"training.{name}", label) for name, label in STANDARD_ACTIONS.items()),
)


# --- supervision -----------------------------------------------------------------------------------------------------


def _cycles_seen(actor: Actor) -> QuerySet[Any, Any]:
    return SupervisionCycle.objects.organised_by(actor).values("pk")


def _cycles_kept(actor: Actor) -> QuerySet[SupervisionCycle]:
    return SupervisionCycle.objects.filter(pk__in=_cycles_seen(actor)) | SupervisionCycle.objects.led_by(actor)


def _cycle_name(pk: int) -> str:
    return str(SupervisionCycle.objects.get(pk=pk))


def _cycle_address(pk: int) -> str:
    return reverse("training:supervision_cycle", args=[pk])


DECLARES = (
    *CERTIFICATES,
    *OFFER,
    MeetingOwner(
        supervision.OWNER, _("Supervisione"), _cycles_seen, _cycles_kept, name=_cycle_name, url=_cycle_address
    ),
    MenuEntry(SECTION, _("Supervisione"), "training:supervision", Verb.VIEW_TRAINING, "it-comment", order=45),
    AuditedKind("training.supervisioncycle", _("Ciclo di supervisione"), str, SupervisionCycle.objects.visible_to),
    AuditedKind("training.supervisionmember", _("Persona di un gruppo di supervisione")),
    *(AuditedAction(f"training.{name}", label) for name, label in SUPERVISION_ACTIONS.items()),
    *STANDARDS,
    *CLOSING,
    *EVALUATION,
)
