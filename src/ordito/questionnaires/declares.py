# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb, can
from ordito.core.declare import AnswerOwner, AuditedAction, AuditedKind, MenuEntry, Node, Recurring, Scope
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.questionnaires.enums import VersionState
from ordito.questionnaires.models import (
    TRIES,
    AnswerSheet,
    DeviceToken,
    Draft,
    Export,
    Questionnaire,
    QuestionnaireVersion,
    Submission,
)
from ordito.questionnaires.models.scopes import designed

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from ordito.core.access import Actor

SECTION = _("Rilevazioni")
ACTIONS = {
    "upload_workbook": _("questionario caricato"),
    "attach_file": _("file allegato a un questionario"),
    "publish_version": _("versione pubblicata"),
    "say_counting": _("detto se una domanda conta persone"),
    "retire_version": _("versione ritirata"),
    "discard_version": _("bozza di questionario scartata"),
    "open_draft": _("compilazione iniziata"),
    "submit_draft": _("risposte inviate dalla pagina"),
    "receive_submission": _("risposte ricevute"),
    "add_files": _("file aggiunti alle risposte"),
    "withdraw_submissions": _("risposte sostituite"),
    "check_submissions": _("risposte controllate"),
    "rebuild_rows": _("tabelle delle risposte rifatte"),
    "open_answers": _("risposte lette"),
    "read_answers": _("risposte lette da un programma"),
    "open_answer_file": _("file delle risposte scaricato"),
    "export_xml": _("risposte scaricate come XML"),
    "sheet_template": _("modello per il foglio di risposte scaricato"),
    "upload_sheet": _("foglio di risposte caricato"),
    "try_sheet": _("foglio di risposte provato"),
    "open_sheet": _("prova di un foglio di risposte letta"),
    "start_sheet": _("invio di un foglio di risposte avviato"),
    "write_sheet": _("foglio di risposte inviato"),
    "start_export": _("esportazione delle risposte chiesta"),
    "write_export": _("esportazione delle risposte preparata"),
    "create_device": _("dispositivo collegato"),
    "enter_device": _("ingresso di un dispositivo"),
    "refuse_device": _("ingresso di un dispositivo rifiutato"),
    "revoke_device": _("dispositivo revocato"),
    "download_export": _("esportazione delle risposte scaricata"),
}


def _designed_versions(actor: Actor) -> QuerySet[Any]:
    """Versions that the actor designs: whose tries they may read."""
    rows = QuestionnaireVersion.objects.exclude(state=VersionState.DISCARDED)
    return rows.filter(designed(actor, prefix="questionnaire__")).values("pk")


def _may_try(actor: Actor, version_id: int) -> bool:
    version = QuestionnaireVersion.objects.select_related("questionnaire").filter(pk=version_id).first()
    open_version = version is not None and version.state != VersionState.DISCARDED
    return open_version and can(actor, Verb.DESIGN_QUESTIONNAIRE, version)


def _try_name(version_id: int) -> str:
    version = QuestionnaireVersion.objects.only("title", "number").get(pk=version_id)
    return gettext("Prova di %(title)s, versione %(number)s") % {"title": version.title, "number": version.number}


def _try_url(version_id: int) -> str:
    return reverse("questionnaires:version", args=[version_id])


def _tried(submission: Submission, _actor: Actor, _at: datetime) -> None:
    """A try has no consequence, and is of the version that it tries."""
    if submission.version_id != submission.owner_id:
        raise NotAcceptedError(gettext("Le risposte sono a un altro questionario."))


def _find(actor: Actor, text: str) -> QuerySet[Any]:
    found = Q(title__icontains=text) | Q(form_id__icontains=text)
    return Questionnaire.objects.visible_to(actor).filter(found).order_by("title", "pk")


def _visible_submissions(actor: Actor) -> QuerySet[Any, Any]:
    return Submission.objects.visible_to(actor).values("pk")


def _visible_versions(actor: Actor) -> QuerySet[Any, Any]:
    return QuestionnaireVersion.objects.visible_to(actor).values("pk")


def _visible_drafts(actor: Actor) -> QuerySet[Any, Any]:
    return Draft.objects.visible_to(actor).values("pk")


def _visible_exports(actor: Actor) -> QuerySet[Any, Any]:
    return Export.objects.visible_to(actor).values("pk")


def _visible_sheets(actor: Actor) -> QuerySet[Any, Any]:
    return AnswerSheet.objects.visible_to(actor).values("pk")


DECLARES = (
    AnswerOwner(
        kind=TRIES,
        label=_("Prova di un questionario"),
        may_fill=_may_try,
        visible=_designed_versions,
        name=_try_name,
        url=_try_url,
        submitted=_tried,
    ),
    Scope(TRIES, _visible_versions),
    Scope("questionnaires.submission", _visible_submissions),
    Scope("questionnaires.draft", _visible_drafts),
    Scope("questionnaires.export", _visible_exports),
    Scope("questionnaires.answersheet", _visible_sheets),
    Recurring("ordito.questionnaires.tasks.check_submissions", _("Controllo delle risposte"), timedelta(seconds=30)),
    MenuEntry(SECTION, _("Risposte da un foglio"), "questionnaires:sheets", Verb.FILL_RETURN, "it-upload", order=35),
    MenuEntry(SECTION, _("Compilare senza rete"), "questionnaires:devices", Verb.FILL_RETURN, "it-telephone", order=36),
    MenuEntry(_("Dati"), _("Questionari"), "questionnaires:list", Verb.VIEW_QUESTIONNAIRES, "it-file", order=48),
    Node(
        "questionnaires.questionnaire",
        _("Questionario"),
        "questionnaires.Questionnaire",
        str,
        lambda row: reverse("questionnaires:detail", args=[row.pk]),
        Questionnaire.objects.visible_to,
        find=_find,
    ),
    AuditedKind("questionnaires.questionnaire", _("Questionario"), str, Questionnaire.objects.visible_to),
    AuditedKind(
        "questionnaires.questionnaireversion",
        _("Versione di un questionario"),
        str,
        QuestionnaireVersion.objects.visible_to,
    ),
    AuditedKind("questionnaires.submission", _("Risposte inviate")),
    AuditedKind("questionnaires.draft", _("Risposte in corso")),
    AuditedKind("questionnaires.answersheet", _("Foglio di risposte")),
    AuditedKind("questionnaires.export", _("Esportazione di risposte")),
    AuditedKind(
        "questionnaires.devicetoken", _("Dispositivo"), lambda row: str(row.label), DeviceToken.objects.visible_to
    ),
    *(AuditedAction(f"questionnaires.{name}", label) for name, label in ACTIONS.items()),
)
