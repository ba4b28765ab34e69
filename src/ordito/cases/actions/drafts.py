# SPDX-License-Identifier: EUPL-1.2
"""What somebody is writing: kept while they type, with what it said earlier, so that nothing typed is ever lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, ConflictError
from ordito.cases.models import CaseFile, DiaryDraft, DiaryDraftRevision, FormDraft, FormDraftRevision
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor

Draft = TypeVar("Draft", DiaryDraft, FormDraft)
KEPT_EVERY = timedelta(minutes=2)  # while somebody types on; text that shrinks is kept at once
SHRUNK = 40  # characters: a word corrected is not worth a version, a paragraph deleted is
FULL_HISTORY = timedelta(hours=1)  # older than this, one version an hour stays
MOST = 50


def save_draft(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    title: str,
    text: str,
    kind: Code | None = None,
    happened_on: date | None = None,
    minutes: int | None = None,
    private: bool = False,
    readers: Sequence[int] = (),
    version: int | None = None,
) -> DiaryDraft:
    """Keep what the actor is writing; one draft for each record and writer. `version` None means a new draft.

    What it said before is kept too, every few minutes and whenever the text gets shorter.

    Raises:
        NotAllowedError: the actor may not write in the diary of this record.
        ConflictError: the draft was saved from another window meanwhile; `current` is that draft.
    """
    permit(rules.can_write_diary(by, case_file))
    if by.actor_id is None:
        raise CaseError(_("Solo chi accede con un proprio account può scrivere nel diario."))
    with transaction.atomic():
        CaseFile.objects.select_for_update(of=("self",)).get(pk=case_file.pk)
        draft = DiaryDraft.objects.filter(case_file=case_file, owner_id=by.actor_id).first()
        if draft is None:
            draft = DiaryDraft(case_file=case_file, owner_id=by.actor_id, version=0)
        elif draft.version != version:
            raise ConflictError(draft)
        else:
            _keep_earlier(draft, {"title": title, "text": text}, at=at)
        seal_texts(draft, title=title, text=text)
        draft.kind, draft.happened_on, draft.saved_at = kind, happened_on, at
        draft.minutes, draft.private, draft.reader_ids = minutes, private, list(readers)
        draft.version += 1
        draft.save()
    return draft


def save_form_draft(
    *, by: Actor, at: datetime, case_file: CaseFile, place: str, typed: str, version: int | None = None
) -> FormDraft:
    """Keep what the actor is typing in the form at `place`; who may fill that form, its page has asked.

    `version` is the draft that the page began from, 0 none; None puts this one in the place of whatever is there. What
    was typed before is kept as in the diary.

    Raises:
        NotAllowedError: the actor may not open the record.
        ConflictError: the draft was saved from another window meanwhile; `current` is that draft.
    """
    permit(rules.can_keep_draft(by, case_file))
    with transaction.atomic():
        CaseFile.objects.select_for_update(of=("self",)).get(pk=case_file.pk)
        own = {"case_file": case_file, "owner_id": by.actor_id, "place": place}
        draft = FormDraft.objects.filter(**own).first()
        if draft is None:
            draft = FormDraft(**own, version=0)
        elif version is not None and draft.version != version:
            raise ConflictError(draft)
        else:
            _keep_earlier(draft, {"typed": typed}, at=at)
        seal_texts(draft, typed=typed)
        draft.saved_at = at
        draft.version += 1
        draft.save()
    return draft


def discard_draft(*, by: Actor, case_file: CaseFile) -> None:
    """Throw one's own draft of the diary away, with what it said earlier."""
    if by.actor_id is None:
        return
    DiaryDraft.objects.filter(case_file=case_file, owner_id=by.actor_id).delete()


def discard_form_draft(*, by: Actor, case_file: CaseFile, place: str) -> None:
    """Throw one's own draft of a form away, with what it said earlier: the form was saved, or is not wanted."""
    if by.actor_id is not None:
        FormDraft.objects.filter(case_file=case_file, owner_id=by.actor_id, place=place).delete()


def restore_draft(*, by: Actor, at: datetime, revision: DiaryDraftRevision, version: int) -> DiaryDraft:
    """Bring back an earlier text of one's own draft; what it says now becomes an earlier text itself.

    Raises:
        NotAllowedError: the draft is somebody else's, or the actor may not write in this record any more.
        ConflictError: the draft was saved from another window meanwhile.
    """
    draft = revision.draft
    permit(draft.owner_id == by.actor_id and rules.can_write_diary(by, draft.case_file))
    return _restored(draft, revision, at=at, version=version)


def restore_form_draft(*, by: Actor, at: datetime, revision: FormDraftRevision, version: int) -> FormDraft:
    """The same for the draft of a form.

    Raises:
        NotAllowedError: the draft is somebody else's, or the actor may not open this record any more.
        ConflictError: the draft was saved from another window meanwhile.
    """
    draft = revision.draft
    permit(draft.owner_id == by.actor_id and rules.can_keep_draft(by, draft.case_file))
    return _restored(draft, revision, at=at, version=version)


def _restored(draft: Draft, revision: DiaryDraftRevision | FormDraftRevision, *, at: datetime, version: int) -> Draft:
    with transaction.atomic():
        CaseFile.objects.select_for_update(of=("self",)).get(pk=draft.case_file_id)
        row = type(draft).objects.get(pk=draft.pk)
        if row.version != version:
            raise ConflictError(row)
        _keep(row)
        seal_texts(row, **{name: open_text(revision, name) for name in row.texts})
        row.saved_at = at
        row.version += 1
        row.save()
    return row


def _keep_earlier(draft: DiaryDraft | FormDraft, said: Mapping[str, str], *, at: datetime) -> None:
    long = draft.texts[-1]
    now, then = open_text(draft, long), said[long]
    if not now.strip() or now == then:
        return
    last = draft.revisions.order_by("-pk").values_list("saved_at", flat=True).first()
    if last is None or at - last >= KEPT_EVERY or len(then) < len(now) - SHRUNK:
        _keep(draft)
        _thin(draft, at=at)


def _keep(draft: DiaryDraft | FormDraft) -> None:
    earlier: type[Any] = draft.revisions.model
    revision = earlier(draft=draft, saved_at=draft.saved_at)
    seal_texts(revision, **{name: open_text(draft, name) for name in draft.texts})
    revision.save(force_insert=True)


def _thin(draft: DiaryDraft | FormDraft, *, at: datetime) -> None:
    """All of the last hour, one of each hour before, and never more than `MOST`: the latest stay."""
    kept: list[int] = []
    hours: set[datetime] = set()
    for pk, saved in draft.revisions.order_by("-pk").values_list("pk", "saved_at"):
        hour = saved.replace(minute=0, second=0, microsecond=0)
        if at - saved >= FULL_HISTORY and hour in hours:
            continue
        hours.add(hour)
        kept.append(pk)
    draft.revisions.exclude(pk__in=kept[:MOST]).delete()
