# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.assessments import rules
from ordito.assessments.actions import take_answers
from ordito.assessments.models import Assessment
from ordito.assessments.queries import due, story
from ordito.assessments.queries.assessments import previous_of, short_time
from ordito.assessments.queries.instruments import OWNER, answers_before
from ordito.cases.actions.errors import CaseError
from ordito.cases.enums import ApprovalKind, Part
from ordito.core.access import Verb
from ordito.core.declare import (
    AnswerOwner,
    ApprovalSubject,
    AuditedAction,
    AuditedKind,
    Card,
    MenuEntry,
    RecordPart,
    RecordSign,
    TabGroup,
)
from ordito.questionnaires.actions.errors import NotAcceptedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.questionnaires.models import Submission

KINDS = {
    "assessments.assessment": _("Valutazione"),
    "assessments.assessor": _("Chi ha valutato"),
    "assessments.dimension": _("Dimensione di uno schema"),
    "assessments.instrument": _("Strumento di valutazione"),
    "assessments.questionscore": _("Domanda che dà un punteggio"),
    "assessments.scale": _("Scala di punteggi"),
    "assessments.scaleband": _("Dicitura di un punteggio"),
    "assessments.scheme": _("Schema di valutazione"),
    "assessments.score": _("Punteggio"),
    "assessments.screening": _("Screening"),
    "assessments.screeningrule": _("Regola di screening"),
    "assessments.subdimension": _("Sotto-dimensione"),
}
ACTIONS = {
    "start_assessment": _("valutazione iniziata"),
    "edit_assessment": _("valutazione modificata"),
    "save_scores": _("punteggi salvati"),
    "complete_assessment": _("valutazione completata"),
    "reopen_assessment": _("valutazione riaperta"),
    "make_main": _("valutazione scelta come principale"),
    "discard_assessment": _("bozza di valutazione messa da parte"),
    "take_answers": _("questionario di una valutazione inviato"),
    "decide": _("decisione dopo uno screening"),
    "add_rule": _("regola di screening aggiunta"),
    "end_rule": _("regola di screening terminata"),
    "add_instrument": _("strumento di valutazione aggiunto"),
    "set_questions": _("punteggi di un questionario collegati"),
    "end_instrument": _("strumento di valutazione terminato"),
    "save_wording": _("parole di uno schema di valutazione cambiate"),
    "verify_scheme": _("parole di uno schema di valutazione verificate"),
    "load_schemes": _("schemi di valutazione caricati"),
}


# --- what answers are for --------------------------------------------------------------------------------------------


def _assessment(pk: int) -> Assessment | None:
    return Assessment.objects.select_related("instrument__scheme", "time", "case_file").filter(pk=pk).first()


def _may_fill(actor: Actor, pk: int) -> bool:
    row = _assessment(pk)
    return row is not None and rules.takes_answers(actor, row)


def _readable(actor: Actor) -> QuerySet[Any, Any]:
    return Assessment.objects.visible_to(actor).current().values("pk")


def _names(ids: Sequence[int]) -> Mapping[int, str]:
    """Without the person's name: lists and exports of answers show the record's number."""
    rows = Assessment.objects.filter(pk__in=ids).select_related("instrument", "time", "case_file")
    return {row.pk: f"{row.instrument.name}, {short_time(row.time)} – {row.case_file.number}" for row in rows}


def _name(pk: int) -> str:
    return _names([pk]).get(pk, "")


def _address(pk: int) -> str:
    return reverse(
        "assessments:assessment", args=[Assessment.objects.values_list("case_file_id", flat=True).get(pk=pk), pk]
    )


def _submitted(submission: Submission, actor: Actor, at: datetime) -> None:
    try:
        take_answers(by=actor, at=at, submission=submission)
    except CaseError as error:
        raise NotAcceptedError(str(error)) from error


def _previous(pk: int) -> Mapping[str, str]:
    row = _assessment(pk)
    return answers_before(previous_of(row), row.instrument.questionnaire_version_id) if row is not None else {}


DECLARES = (
    RecordPart(
        "assessments",
        Part.ASSESSMENTS,
        _("Valutazioni"),
        "assessments:assessments",
        order=40,
        moments=story.moments,
        printed=story.printed,
        group=TabGroup.PATH,
    ),
    RecordSign("assessments.due", _("Valutazioni"), due.signs, order=40),
    Card("assessments.due", _("Valutazioni da fare"), Verb.WRITE_RECORD, due.card, order=14, icon="it-chart-line"),
    ApprovalSubject(
        ApprovalKind.ASSESSMENT, lambda record_id, pk: reverse("assessments:assessment", args=[record_id, pk])
    ),
    MenuEntry(
        _("Regole delle cartelle"),
        _("Strumenti di valutazione"),
        "assessments:settings",
        Verb.MANAGE_RECORD_SETTINGS,
        "it-settings",
        order=19,
    ),
    AnswerOwner(
        OWNER,
        _("Valutazione"),
        may_fill=_may_fill,
        visible=_readable,
        name=_name,
        url=_address,
        submitted=_submitted,
        checked=_submitted,
        previous=_previous,
        names=_names,
    ),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(f"assessments.{action}", label) for action, label in ACTIONS.items()),
)
