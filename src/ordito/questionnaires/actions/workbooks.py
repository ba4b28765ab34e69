# SPDX-License-Identifier: EUPL-1.2
"""A workbook becomes a version: converted once, when it is loaded."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import SystemActor, Verb, require
from ordito.files.actions import discard_file, store_file
from ordito.files.engine.kinds import RECORDINGS
from ordito.questionnaires.actions.errors import FormIdTakenError, QuestionnaireRefusedError
from ordito.questionnaires.engine.lint import examine, lint_against
from ordito.questionnaires.engine.problems import FormRefusedError
from ordito.questionnaires.engine.reading import read_form
from ordito.questionnaires.engine.workbook import read_workbook
from ordito.questionnaires.enums import LASTING, VersionState
from ordito.questionnaires.models import Attachment, Questionnaire, QuestionnaireVersion
from ordito.questionnaires.queries.forms import attached_data, digest_of, form_of, named_files

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.questionnaires.engine.conversion import Converted
    from ordito.questionnaires.engine.findings import Finding
    from ordito.questionnaires.engine.form import Form
    from ordito.territory.models import Territory

MEBIBYTE = 1024 * 1024
LARGEST_WORKBOOK = 10 * MEBIBYTE
LARGEST_ATTACHMENT = 10 * MEBIBYTE
WORKBOOKS = frozenset({"xlsx", "xls", "ods"})
ATTACHABLE = frozenset({"text", "png", "jpeg"}) | RECORDINGS


def upload_workbook(
    *,
    stream: BinaryIO,
    name: str,
    questionnaire: Questionnaire | None,
    territory: Territory | None,
    by: Actor,
    at: datetime,
    description: str = "",
) -> QuestionnaireVersion:
    """A workbook as a new draft version of `questionnaire`, or with None as a new questionnaire on `territory`.

    Raises `WorkbookRefusedError` with all its findings, `FormIdTakenError`, `QuestionnaireRefusedError` when it is of
    another questionnaire, `FileNotKeptError`. Nothing is kept of a workbook that is refused.
    """
    require(by, Verb.DESIGN_QUESTIONNAIRE, questionnaire or Questionnaire(territory=territory))
    content = stream.read(LARGEST_WORKBOOK + 1)
    workbook = read_workbook(io.BytesIO(content))
    converted, form, findings = examine(workbook, fallback_name=PurePath(name).stem)
    _refuse_another(questionnaire, converted)
    findings += _beside_the_former(questionnaire, converted, form)
    with recorded("questionnaires.upload_workbook", by=by, at=at) as trace:
        if questionnaire is None:
            questionnaire = _new_questionnaire(converted, territory, description, by, at)
            trace.touches(questionnaire)
        version = _new_version(
            questionnaire=questionnaire, converted=converted, form=form, findings=findings, by=by, at=at
        )
        version.workbook_file = store_file(
            io.BytesIO(content), name=name, owner=version, kinds=WORKBOOKS, by=by, at=at, largest=LARGEST_WORKBOOK
        )
        version.workbook_kind = version.workbook_file.kind
        version.save(update_fields=["workbook_file", "workbook_kind"])
        trace.touches(version, fields=["xform", "workbook_file"])
        trace.notes(questions=version.questions_count, warnings=len(findings))
    return version


def _refuse_another(questionnaire: Questionnaire | None, converted: Converted) -> None:
    if questionnaire is not None and questionnaire.form_id != converted.form_id:
        message = _(
            "Il file è di un altro questionario: il suo form_id è «%(found)s», qui serve «%(expected)s». "
            "Correggilo nel foglio settings."
        )
        raise QuestionnaireRefusedError(message % {"found": converted.form_id, "expected": questionnaire.form_id})


def _beside_the_former(questionnaire: Questionnaire | None, converted: Converted, form: Form) -> tuple[Finding, ...]:
    """Warnings about names that the version published last used for another question."""
    if questionnaire is None:
        return ()
    former = questionnaire.versions.filter(state__in=LASTING).order_by("-number").first()
    return lint_against(converted.layout, form_of(former), form) if former is not None else ()


def _new_questionnaire(
    converted: Converted, territory: Territory | None, description: str, by: Actor, at: datetime
) -> Questionnaire:
    made = Questionnaire(
        form_id=converted.form_id,
        title=converted.title[:200],
        description=description,
        territory=territory,
        created_by_id=by.actor_id,
        created_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        message = _(
            "C’è già un questionario con form_id «%(form_id)s». Se è lo stesso, carica il file come nuova versione; "
            "se è un altro, cambia form_id nel foglio settings."
        )
        other = Questionnaire.objects.get(form_id=converted.form_id)
        raise FormIdTakenError(message % {"form_id": converted.form_id}, other) from error
    return made


def _new_version(
    *,
    questionnaire: Questionnaire,
    converted: Converted,
    form: Form,
    findings: Collection[Finding],
    by: Actor,
    at: datetime,
) -> QuestionnaireVersion:
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)  # one number each
    last = questionnaire.versions.aggregate(last=Max("number"))["last"] or 0
    xform = converted.xform.decode()
    return QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=last + 1,
        version=converted.version[:100],
        title=converted.title[:200],
        xform=xform,
        sha256=digest_of(xform, ()),
        languages=list(form.languages),
        findings=[finding.as_json() for finding in findings],
        questions_count=sum(1 for item in form.questions() if item.visible and item.kind != "note"),
        created_by_id=None if isinstance(by, SystemActor) else by.actor_id,
        created_at=at,
    )


def attach_file(*, version: QuestionnaireVersion, stream: BinaryIO, name: str, by: Actor, at: datetime) -> Attachment:
    """Keep a file that the draft names; one of the same name takes the place of the former.

    Raises `QuestionnaireRefusedError` when the form names no such file, the version is no draft, or a list cannot be
    read; `FileNotKeptError` when it cannot be kept.
    """
    require(by, Verb.DESIGN_QUESTIONNAIRE, version)
    with recorded("questionnaires.attach_file", by=by, at=at) as trace:
        locked = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
        if locked.state != VersionState.DRAFT:
            raise QuestionnaireRefusedError(_("Questa versione non è più una bozza: gli allegati non cambiano."))
        if name not in named_files(locked.xform):
            raise QuestionnaireRefusedError(
                _("Il questionario non usa nessun file di nome «%(name)s».") % {"name": name}
            )
        kept = store_file(stream, name=name, owner=locked, kinds=ATTACHABLE, by=by, at=at, largest=LARGEST_ATTACHMENT)
        row = Attachment.objects.select_related("file").filter(version=locked, name=name).first()
        if row is None:
            row = Attachment(version=locked, name=name)
        else:
            discard_file(row.file, at=at)
        row.file = kept
        row.save()
        _try_data(locked)
        locked.sha256 = digest_of(locked.xform, locked.attachments.select_related("file"))
        locked.save(update_fields=["sha256"])
        version.sha256 = locked.sha256
        trace.touches(locked, fields=["attachments"])
    return row


def _try_data(version: QuestionnaireVersion) -> None:
    try:
        read_form(version.xform.encode(), attached_data(version.pk))
    except FormRefusedError as error:
        message = _("Il file non si può leggere come elenco: deve essere un CSV con i nomi delle colonne in alto.")
        raise QuestionnaireRefusedError(message) from error
