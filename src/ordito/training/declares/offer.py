# SPDX-License-Identifier: EUPL-1.2
"""What the floors below are told of needs, plans, courses, editions and enrolments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb, actor_of
from ordito.core.declare import (
    AuditedAction,
    AuditedKind,
    Card,
    ImportTarget,
    MeetingOwner,
    MenuEntry,
    Node,
    Panel,
    Recurring,
)
from ordito.training import rules
from ordito.training.actions.enrolment_files import undo_enrolments, write_enrolments
from ordito.training.models import Course, Edition, TrainingNeed, TrainingPlan
from ordito.training.models.reach import within_reach
from ordito.training.queries import cards, enrolment_sheet
from ordito.training.queries.need_sources import source_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

SECTION = _("Formazione")
OFFER_ACTIONS = {
    "raise_need": _("Fabbisogno formativo segnalato"),
    "edit_need": _("Fabbisogno formativo corretto"),
    "vote_on_need": _("Voto su un fabbisogno formativo"),
    "name_theme": _("Tema di fabbisogni aperto"),
    "edit_theme": _("Tema di fabbisogni rinominato"),
    "gather_needs": _("Fabbisogni messi in un tema"),
    "create_plan": _("Piano formativo avviato"),
    "edit_plan": _("Piano formativo modificato"),
    "save_line": _("Linea di un piano formativo scritta"),
    "remove_line": _("Linea tolta da un piano formativo"),
    "share_plan": _("Piano formativo aperto ai commenti"),
    "comment_on_plan": _("Commento a un piano formativo"),
    "adopt_plan": _("Piano formativo adottato"),
    "reopen_plan": _("Nuova versione di un piano formativo avviata"),
    "create_course": _("Corso avviato"),
    "edit_course": _("Corso modificato"),
    "move_course": _("Corso messo in catalogo o concluso"),
    "set_modules": _("Moduli di un corso scritti"),
    "save_accreditation": _("Richiesta o esito di crediti formativi"),
    "edit_track": _("Percorso formativo modificato"),
    "create_edition": _("Edizione di un corso avviata"),
    "edit_edition": _("Edizione di un corso modificata"),
    "open_edition": _("Iscrizioni a un’edizione aperte"),
    "cancel_edition": _("Edizione di un corso annullata"),
    "clone_edition": _("Edizione di un corso ripetuta"),
    "add_lesson": _("Lezione messa in calendario"),
    "request_enrolment": _("Richiesta di iscrizione dalla pagina pubblica"),
    "confirm_enrolment": _("Iscrizione confermata dalla persona"),
    "enrol_oneself": _("Iscrizione della persona stessa"),
    "enrol_staff": _("Iscrizione del personale di un ente"),
    "enrol_by_office": _("Iscrizione dall’ufficio formazione"),
    "admit": _("Persona ammessa a un’edizione"),
    "leave_edition": _("Ritiro o iscrizione non accolta"),
    "load_enrolments": _("Iscrizioni da un file"),
    "edit_letter": _("E-mail della formazione cambiata"),
    "recognise_experience": _("Esperienza riconosciuta come servizio"),
    "read_register": _("Registro di un’edizione letto"),
    "read_enrolments": _("Iscrizioni di un’edizione lette"),
    "save_credit_rule": _("Regola sui crediti dovuti scritta"),
    "save_term": _("Durata di ciò che riguarda le iscrizioni scritta"),
    "forget_requests": _("Richieste di iscrizione mai confermate cancellate"),
    "read_person": _("Formazione di un operatore letta"),
}


def _editions_kept(actor: Actor) -> QuerySet[Edition]:
    return Edition.objects.filter(within_reach(actor, Verb.MANAGE_TRAINING)) | Edition.objects.tutored_by(actor)


def _editions_named(actor: Actor) -> QuerySet[Edition]:
    return Edition.objects.visible_to(actor).select_related("course")


def _editions_seen(actor: Actor) -> QuerySet[Any, Any]:
    return _editions_kept(actor).values("pk")


def _edition_name(pk: int) -> str:
    return str(Edition.objects.select_related("course").get(pk=pk))


def _edition_address(pk: int) -> str:
    return reverse("training:edition", args=[pk])


def _address(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(f"training:{name}", args=[row.pk])


def _find_need(actor: Actor, text: str) -> QuerySet[TrainingNeed]:
    return TrainingNeed.objects.visible_to(actor).filter(text__icontains=text).order_by("-raised_at", "pk")


def _find_course(actor: Actor, text: str) -> QuerySet[Course]:
    return Course.objects.visible_to(actor).filter(title__icontains=text).order_by("title", "pk")


def _becomes_need(request: HttpRequest, row: Model) -> str:
    """At the foot of the page of a thing from which a need may come, for who raises needs."""
    kind = source_kind(row) if rules.can_raise(actor_of(request)) else None
    if kind is None:
        return ""
    return render_to_string("training/needs/become.html", {"kind": kind, "object_id": str(row.pk)}, request)


OFFER = (
    Panel("training.need", _becomes_need, order=42),
    MenuEntry(SECTION, _("Corsi"), "training:catalogue", Verb.VIEW_TRAINING, "it-bookmark", order=40),
    MenuEntry(SECTION, _("La mia formazione"), "training:mine", Verb.VIEW_TRAINING, "it-user", order=41),
    MenuEntry(SECTION, _("Fabbisogni"), "training:needs", Verb.VIEW_TRAINING, "it-comment", order=42),
    MenuEntry(SECTION, _("Piani formativi"), "training:plans", Verb.VIEW_TRAINING, "it-file", order=43),
    MenuEntry(SECTION, _("Riepilogo"), "training:rollup", Verb.VIEW_TRAINING, "it-chart-line", order=47),
    Card("training.editions", _("Edizioni da seguire"), Verb.KEEP_REGISTER, cards.editions, 19, "it-bookmark"),
    Card("training.plans", _("Piani formativi da commentare"), Verb.RAISE_TRAINING_NEED, cards.plans, 24, "it-file"),
    MeetingOwner(
        "training.edition",
        _("Edizione di un corso"),
        _editions_seen,
        _editions_kept,
        name=_edition_name,
        url=_edition_address,
    ),
    Node(
        "training.trainingneed",
        _("Fabbisogno formativo"),
        "training.TrainingNeed",
        str,
        _address("need"),
        TrainingNeed.objects.visible_to,
        find=_find_need,
    ),
    Node(
        "training.course",
        _("Corso"),
        "training.Course",
        str,
        _address("course"),
        Course.objects.visible_to,
        Course.get_state_display,
        _find_course,
    ),
    AuditedKind("training.trainingneed", _("Fabbisogno formativo"), str, TrainingNeed.objects.visible_to),
    AuditedKind("training.needtheme", _("Tema di fabbisogni"), str),
    AuditedKind("training.needvote", _("Voto su un fabbisogno")),
    AuditedKind("training.trainingplan", _("Piano formativo"), str, TrainingPlan.objects.visible_to),
    AuditedKind("training.planline", _("Linea di un piano formativo")),
    AuditedKind("training.planversion", _("Versione adottata di un piano formativo")),
    AuditedKind("training.plancomment", _("Commento a un piano formativo")),
    AuditedKind("training.track", _("Percorso"), str),
    AuditedKind("training.recognisedexperience", _("Esperienza riconosciuta")),
    AuditedKind("training.course", _("Corso"), str, Course.objects.visible_to),
    AuditedKind("training.accreditation", _("Richiesta di crediti")),
    AuditedKind("training.edition", _("Edizione di un corso"), str, _editions_named),
    AuditedKind("training.lesson", _("Lezione")),
    AuditedKind("training.enrolment", _("Iscrizione")),
    AuditedKind("training.creditrule", _("Crediti dovuti all’Ordine"), str),
    AuditedKind("training.trainingterm", _("Durata di ciò che riguarda le iscrizioni"), str),
    Recurring("ordito.training.tasks.forget", _("Pulizia delle richieste di iscrizione"), timedelta(days=1)),
    AuditedKind("training.enrolmentmessagetemplate", _("E-mail della formazione")),
    ImportTarget(
        key="training.enrolments",
        label=_("Iscrizioni a corsi di formazione"),
        fields=enrolment_sheet.FIELDS,
        check=enrolment_sheet.check_enrolments,
        write=write_enrolments,
        undo=undo_enrolments,
        touched=enrolment_sheet.touched_enrolments,
        messages=enrolment_sheet.MESSAGES,
        help=enrolment_sheet.HELP,
        verb=Verb.ENROL_STAFF,
        undo_verb=Verb.ENROL_STAFF,
        anywhere=True,
    ),
    *(AuditedAction(f"training.{name}", label) for name, label in OFFER_ACTIONS.items()),
)
