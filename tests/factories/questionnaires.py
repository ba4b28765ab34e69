# SPDX-License-Identifier: EUPL-1.2
"""Questionnaires, versions and answers for tests; what is written goes through the actions, as the house itself."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from benchmarks.questionnaires.books import choices, question, settings, workbook_bytes
from ordito.core.access import SystemActor
from ordito.questionnaires import actions
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.enums import Door
from ordito.questionnaires.models import TRIES
from ordito.questionnaires.queries.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.questionnaires.books import Sheets
    from ordito.core.access import Actor
    from ordito.questionnaires.models import Questionnaire, QuestionnaireVersion, Submission
    from ordito.questionnaires.queries.changes import Declared
    from ordito.territory.models import Territory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUSE = SystemActor("prova")
_numbers = count(1)


def small(form_id: str = "", *, version: str = "1", title: str = "Scheda di prova", **columns: Any) -> Sheets:
    """A questionnaire of a few questions: text, number, choice, several choices, a repeat.

    `columns` take the place of the rows of the sheets `survey` and `choices`.
    """
    survey = [
        question("text", "nome", "Nome del servizio", required="yes"),
        question("integer", "posti", "Posti", constraint=". <= 100", constraint_message="Al massimo cento."),
        question("select_one aperto", "aperto", "È aperto?"),
        question("select_multiple canale", "canali", "Come si accede"),
        question("begin_repeat", "sede", "Sede"),
        question("text", "via", "Via"),
        question("date", "dal", "Attiva dal"),
        question("end_repeat", ""),
    ]
    lists = [*choices("aperto", "si", "no"), *choices("canale", "sportello", "telefono", "altro")]
    return {
        "survey": columns.get("survey", survey),
        "choices": columns.get("choices", lists),
        "settings": settings(form_id or f"prova{next(_numbers)}", title, version),
    }


def make_version(
    sheets: Sheets | None = None,
    *,
    questionnaire: Questionnaire | None = None,
    territory: Territory | None = None,
    published: bool = True,
    changes: Mapping[str, Declared] | None = None,
    at: datetime = AT,
    by: Actor = HOUSE,
) -> QuestionnaireVersion:
    """A version loaded from `sheets`, published unless told otherwise; of a new questionnaire when none is given."""
    if sheets is None:
        sheets = small(questionnaire.form_id if questionnaire else "", version=f"v{next(_numbers)}")
    version = actions.upload_workbook(
        stream=io.BytesIO(workbook_bytes(sheets)),
        name="scheda.xlsx",
        questionnaire=questionnaire,
        territory=territory,
        by=by,
        at=at,
    )
    if published:
        actions.publish_version(version=version, changes=changes or {}, by=by, at=at)
    return version


def make_questionnaire(sheets: Sheets | None = None, **values: Any) -> Questionnaire:
    """A questionnaire with one version, published unless told otherwise."""
    return make_version(sheets, **values).questionnaire


def instance_xml(version: QuestionnaireVersion, answers: Mapping[str, str], *, instance_id: str = "") -> bytes:
    """The XML that a device would send with these answers, by reference."""
    filling = Filling(form_of(version), now=AT)
    for ref, text in answers.items():
        filling.answer(ref, text)
    return filling.xml(instance_id or f"uuid:prova-{next(_numbers)}")


def make_submission(
    version: QuestionnaireVersion | None = None,
    answers: Mapping[str, str] | None = None,
    *,
    owner_kind: str = TRIES,
    owner_id: int | None = None,
    checked: bool = True,
    instance_id: str = "",
    door: Door = Door.BROWSER,
    by: Actor = HOUSE,
    at: datetime = AT,
) -> Submission:
    """Answers that were sent, checked unless told otherwise; a try of the version when no owner is given."""
    version = version or make_version()
    xml = instance_xml(version, answers if answers is not None else {"/data/nome": "Centro"}, instance_id=instance_id)
    return actions.receive_submission(
        xml=xml,
        version=version,
        owner_kind=owner_kind,
        owner_id=version.pk if owner_id is None else owner_id,
        door=door,
        by=by,
        at=at,
        verdict=check(form_of(version), xml, now=at) if checked else None,
    )
