# SPDX-License-Identifier: EUPL-1.2
"""Publishing a version, with what its author declares of every changed question; retiring and discarding one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.core.models import insert_new
from ordito.files.actions import discard_file
from ordito.questionnaires.actions.errors import QuestionnaireRefusedError, UndeclaredChangesError
from ordito.questionnaires.engine.counting import COUNTABLE
from ordito.questionnaires.enums import LASTING, Continuity, VersionState
from ordito.questionnaires.models import Question, Questionnaire, QuestionnaireVersion, VersionQuestion
from ordito.questionnaires.queries.changes import Declared, lines_of
from ordito.questionnaires.queries.forms import form_of, named_files
from ordito.questionnaires.queries.questions import choices_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.questionnaires.queries.changes import Line


def publish_version(
    *, version: QuestionnaireVersion, changes: Mapping[str, Declared], by: Actor, at: datetime
) -> QuestionnaireVersion:
    """Let a draft be used. `changes` is by key of question; unchanged questions need none.

    Raises `UndeclaredChangesError` when a changed question is not declared, `QuestionnaireRefusedError` when the
    version is no draft, lacks a file, or bears the name of a published one.
    """
    require(by, Verb.DESIGN_QUESTIONNAIRE, version)
    with recorded("questionnaires.publish_version", by=by, at=at) as trace:
        Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
        version.refresh_from_db()
        _refuse_unless_ready(version)
        renamed = {key: declared.continues for key, declared in changes.items() if declared.continues}
        lines = lines_of(version, renamed=renamed)
        missing = tuple(line.key for line in lines if line.to_declare and _of(line, changes) is None)
        if missing:
            raise UndeclaredChangesError(_("Di alcune domande cambiate non è detto se la serie continua."), missing)
        _write_questions(version, lines, changes)
        version.state, version.published_at = VersionState.PUBLISHED, at
        version.save(update_fields=["state", "published_at"])
        questionnaire = version.questionnaire
        questionnaire.title = version.title
        questionnaire.save(update_fields=["title"])
        trace.touches(version, fields=["state"])
        trace.notes(questions=len(lines), breaks=sum(1 for change in changes.values() if change.change == "break"))
    return version


def _of(line: Line, changes: Mapping[str, Declared]) -> Declared | None:
    """What was declared of a line: by its own key, or by the one it had before it was said to continue another."""
    return changes.get(line.key) or changes.get(line.own_key)


def _refuse_unless_ready(version: QuestionnaireVersion) -> None:
    if version.state != VersionState.DRAFT:
        raise QuestionnaireRefusedError(_("Questa versione non è più una bozza."))
    present = set(version.attachments.values_list("name", flat=True))
    missing = [name for name in named_files(version.xform) if name not in present]
    if missing:
        raise QuestionnaireRefusedError(
            _("Mancano dei file che il questionario usa: %(names)s. Allegali e riprova.")
            % {"names": ", ".join(missing)}
        )
    same = QuestionnaireVersion.objects.filter(
        questionnaire=version.questionnaire_id, version=version.version, state__in=LASTING
    )
    if same.exists():
        raise QuestionnaireRefusedError(
            _("La versione «%(version)s» è già pubblicata: cambia version nel foglio settings e carica il file.")
            % {"version": version.version}
        )


def _write_questions(version: QuestionnaireVersion, lines: list[Line], changes: Mapping[str, Declared]) -> None:
    language = form_of(version).default_language
    known = {row.key: row for row in Question.objects.filter(questionnaire=version.questionnaire_id)}
    new = [Question(questionnaire_id=version.questionnaire_id, key=line.key) for line in lines if line.key not in known]
    insert_new(new)
    known |= {row.key: row for row in new}
    VersionQuestion.objects.filter(version=version).delete()
    rows = []
    for place, line in enumerate(lines):
        declared = _of(line, changes)
        change = Continuity.FIRST if line.old is None else declared.change if declared else Continuity.SAME
        rows.append(
            VersionQuestion(
                version=version,
                question=known[line.key],
                place=place,
                path=line.item.path,
                name=line.item.name,
                kind=line.item.kind,
                label=line.label,
                choices=choices_of(line.item, language),
                change=change,
                mapping=dict(declared.mapping) if declared and change == Continuity.EQUIVALENT else {},
                note=declared.note[:400] if declared else "",
            )
        )
    insert_new(rows)


def say_counting(*, version: QuestionnaireVersion, key: str, people: bool, by: Actor, at: datetime) -> None:
    """Say whether a question counts people, in every version and from now on: few of them are then not told.

    Raises `QuestionnaireRefusedError` when the version has no such question, or one of whose answers none are counted.
    """
    require(by, Verb.DESIGN_QUESTIONNAIRE, version)
    with recorded("questionnaires.say_counting", by=by, at=at) as trace:
        row = Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
        if key not in version.questions.filter(kind__in=COUNTABLE).values_list("question__key", flat=True):
            raise QuestionnaireRefusedError(_("Questa domanda non c’è più, o le sue risposte non si contano."))
        row.counting[key] = people
        row.save(update_fields=["counting"])
        trace.touches(row, fields=["counting"])
        trace.notes(question=key, people=people)


def retire_version(*, version: QuestionnaireVersion, by: Actor, at: datetime) -> None:
    """Offer a published version for no new use; what uses it goes on."""
    require(by, Verb.DESIGN_QUESTIONNAIRE, version)
    with recorded("questionnaires.retire_version", by=by, at=at) as trace:
        locked = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
        if locked.state != VersionState.PUBLISHED:
            raise QuestionnaireRefusedError(_("Si ritira solo una versione pubblicata."))
        locked.state, locked.retired_at = VersionState.RETIRED, at
        locked.save(update_fields=["state", "retired_at"])
        trace.touches(locked, fields=["state"])


def discard_version(*, version: QuestionnaireVersion, by: Actor, at: datetime) -> None:
    """Give up a draft; its files are deleted, its row stays to say that there was one."""
    require(by, Verb.DESIGN_QUESTIONNAIRE, version)
    with recorded("questionnaires.discard_version", by=by, at=at) as trace:
        locked = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
        if locked.state != VersionState.DRAFT:
            raise QuestionnaireRefusedError(_("Si scarta solo una bozza."))
        locked.state = VersionState.DISCARDED
        locked.save(update_fields=["state"])
        for file in [locked.workbook_file, *(row.file for row in locked.attachments.select_related("file"))]:
            if file is not None and file.discarded_at is None:
                discard_file(file, at=at)
        trace.touches(locked, fields=["state"])
