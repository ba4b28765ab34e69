# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.declare import AnswerOwner, AuditedAction, AuditedKind, MeetingOwner, MenuEntry, Node, Recurring
from ordito.training.actions.responding import OWNER as SHEET
from ordito.training.actions.responding import take_answers
from ordito.training.models import Evaluation, SupervisionCycle, TrainingStandard
from ordito.training.queries import responding, supervision

if TYPE_CHECKING:
    from django.db.models import QuerySet

SECTION = _("Formazione")
SUPERVISION_ACTIONS = {
    "start_cycle": _("Ciclo di supervisione avviato"),
    "edit_cycle": _("Ciclo di supervisione modificato"),
    "set_group": _("Gruppo di supervisione scelto"),
    "schedule_supervision": _("Incontro di supervisione messo in calendario"),
    "close_cycle": _("Ciclo di supervisione concluso"),
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
    "begin_answers": _("Risposta anonima cominciata"),
    "take_evaluation": _("Risposta anonima ricevuta"),
    "read_evaluation_texts": _("Risposte aperte della valutazione lette"),
}


# --- standards -------------------------------------------------------------------------------------------------------


def _standard_address(standard: TrainingStandard) -> str:
    return reverse("training:standard", args=[standard.pk])


def _find_standard(actor: Actor, text: str) -> QuerySet[TrainingStandard]:
    return TrainingStandard.objects.visible_to(actor).filter(title__icontains=text).order_by("title", "pk")


STANDARDS = (
    MenuEntry(SECTION, _("Standard formativi"), "training:standards", Verb.VIEW_TRAINING, "it-bookmark", order=49),
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
    MeetingOwner(
        supervision.OWNER, _("Supervisione"), _cycles_seen, _cycles_kept, name=_cycle_name, url=_cycle_address
    ),
    MenuEntry(SECTION, _("Supervisione"), "training:supervision", Verb.VIEW_TRAINING, "it-user", order=48),
    AuditedKind("training.supervisioncycle", _("Ciclo di supervisione"), str, SupervisionCycle.objects.visible_to),
    AuditedKind("training.supervisionmember", _("Persona di un gruppo di supervisione")),
    *(AuditedAction(f"training.{name}", label) for name, label in SUPERVISION_ACTIONS.items()),
    *STANDARDS,
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
        SECTION, _("Valutazione dei corsi"), "training:evaluation_report", Verb.VIEW_TRAINING, "it-chart-line", order=49
    ),
    AuditedKind("training.evaluation", _("Questionario di valutazione"), str, Evaluation.objects.visible_to),
    AuditedKind("training.evaluationresponse", _("Risposta anonima")),
    AuditedKind("training.evaluationtoken", _("Codice per rispondere")),
    AuditedKind("training.evaluationindicator", _("Indicatore dei risultati")),
    *(AuditedAction(f"training.{name}", label) for name, label in EVALUATION_ACTIONS.items()),
)
