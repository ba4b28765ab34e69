# SPDX-License-Identifier: EUPL-1.2
"""Answers being given: a draft is opened once for its owner, saved answer by answer by whoever may, and sent whole.

Saving is not audited entry by entry (each answer keeps who gave it and when); opening and sending are. All references
are the lasting ones of `engine.places`.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.files.actions import discard_file, store_file
from ordito.files.engine.kinds import KINDS
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.questionnaires.actions.submissions import Answered, receive_submission
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.instance import UnknownRefError
from ordito.questionnaires.engine.places import NUMBERS, Places
from ordito.questionnaires.engine.states import RepeatState
from ordito.questionnaires.engine.tree import read_xml
from ordito.questionnaires.enums import Door, SubmissionState
from ordito.questionnaires.models import Draft, DraftAnswer, DraftFile, Submission, SubmissionFile
from ordito.questionnaires.queries.fill_drafts import Author, Work, keep_work, open_work
from ordito.questionnaires.queries.filling import mark_of
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.owners import owners

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.core.declare import AnswerOwner
    from ordito.questionnaires.engine.problems import Problem
    from ordito.questionnaires.models import QuestionnaireVersion

MOST_INSTANCES = 500
"""Of one repeat in a draft; the engine's own cap is higher."""


class DraftClosedError(Exception):
    """The draft was sent meanwhile: `submission` is what came of it."""

    def __init__(self, submission: Submission | None) -> None:
        super().__init__(_("Queste risposte sono già state inviate."))
        self.submission = submission


class AnswersInvalidError(Exception):
    """The answers cannot be sent yet: `problems`, by lasting reference."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(_("Alcune risposte mancano o vanno corrette."))
        self.problems = problems


@dataclass(frozen=True)
class Given:
    """An answer as it comes from a page: `base` is the mark of the answer that stood there before (see `mark_of`).

    It replaces that answer, or one of those of which the page does not know whether they arrived (`tried`, marks);
    any other came from somebody else meanwhile. Without a base it replaces whatever stands there.
    """

    value: str
    base: str = ""
    tried: frozenset[str] = frozenset()

    def is_untouched(self, stored: str) -> bool:
        """Whether the page only sends back what it showed; `stored` is the mark of what stands there now."""
        return bool(self.base) and mark_of(self.value) == self.base and stored not in self.tried

    def may_replace(self, stored: str) -> bool:
        """Whether it replaces the answer with this mark."""
        return not self.base or stored == self.base or stored in self.tried


@dataclass(frozen=True)
class Saved:
    """What became of answers.

    `kept` are saved, with their value; `clashes` (with who answered otherwise meanwhile) and `lost` (their place is
    gone) are not.
    """

    kept: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, Author] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)


def open_draft(*, version: QuestionnaireVersion, owner_kind: str, owner_id: int, by: Actor, at: datetime) -> Draft:
    """The draft being written for the owner, or a new one: blank, or with the answers that were sent last.

    Raises `NotAcceptedError` when the owner takes no answers from this person now.
    """
    _accepting(owner_kind, owner_id, by)
    drafts = Draft.objects.open().filter(version=version, owner_kind=owner_kind, owner_id=owner_id)
    found = drafts.select_related("version").first()
    if found is not None:
        return found
    form = form_of(version)
    draft = Draft(
        version=version,
        owner_kind=owner_kind,
        owner_id=owner_id,
        language=form.default_language,
        created_by_id=by.actor_id,
        created_at=at,
        saved_at=at,
    )
    try:
        with recorded("questionnaires.open_draft", by=by, at=at) as trace:
            draft.save(force_insert=True)
            last = _last_sent(draft)
            start = read_xml(last.xml) if last else None
            filling = Filling(form, now=timezone.localtime(at), language=draft.language or None, instance=start)
            work = Work(draft, form, filling, Places(), {}, {}, at)
            _keep_last_files(draft, last)
            _write(work, by, at)
            trace.touches(draft)
    except IntegrityError:  # somebody else opened it at the same moment
        return drafts.select_related("version").get()
    return draft


def _last_sent(draft: Draft) -> Submission | None:
    """What was sent for the owner on the same version: when it comes back, it is corrected and not begun again."""
    sent = Submission.objects.filter(
        version=draft.version, owner_kind=draft.owner_kind, owner_id=draft.owner_id
    ).exclude(state=SubmissionState.WITHDRAWN)
    return sent.order_by("-pk").first()


def _keep_last_files(draft: Draft, last: Submission | None) -> None:
    if last is not None:
        rows = last.files.select_related("submission", "file")
        DraftFile.objects.bulk_create(DraftFile(draft=draft, name=row.name, file=row.file) for row in rows)


def _accepting(owner_kind: str, owner_id: int, by: Actor) -> AnswerOwner:
    owner = owners().get(owner_kind)
    if owner is None or not owner.may_fill(by, owner_id):
        why = owner.why_not(by, owner_id) if owner else ""
        raise NotAcceptedError(why or _("Adesso non si può rispondere a questo questionario."))
    return owner


@contextmanager
def _writing(draft: Draft, by: Actor, at: datetime) -> Iterator[Work]:
    """The draft's work in a transaction of its own, with the row locked; put back at hand only when all is kept."""
    with transaction.atomic():
        row = Draft.objects.select_for_update(of=("self",)).select_related("version").get(pk=draft.pk)
        if row.closed_at is not None:
            raise DraftClosedError(_sent(row))
        _accepting(row.owner_kind, row.owner_id, by)
        work = open_work(row, now=timezone.localtime(at))
        yield work
        _write(work, by, at)
    draft.revision, draft.saved_at, draft.language = row.revision, row.saved_at, row.language
    if row.closed_at is None:
        keep_work(work)


@contextmanager
def looking(*, draft: Draft, by: Actor, at: datetime) -> Iterator[Work]:
    """The draft at work, for a page that shows it: nobody else touches it meanwhile, and it is not written.

    Raises `DraftClosedError`, `NotAcceptedError`.
    """
    draft.refresh_from_db(fields=["revision", "closed_at", "saved_at", "language"])
    if draft.closed_at is not None:
        raise DraftClosedError(_sent(draft))
    _accepting(draft.owner_kind, draft.owner_id, by)
    work = open_work(draft, now=timezone.localtime(at))
    yield work
    keep_work(work)


def _write(work: Work, by: Actor, at: datetime) -> None:
    """Store what differs from the draft's rows: answers, what triggers set, how many instances there are and which."""
    now = work.places.lasting_answers(work.filling.answers().items()) | work.places.lines()
    changed = {ref: value for ref, value in now.items() if work.values.get(ref) != value}
    gone = []
    for ref in work.values.keys() - now.keys():
        position = None if ref[0] == NUMBERS else work.places.position(ref)
        if position is None:
            gone.append(ref)
        elif work.values[ref] and position in work.filling.tree.by_ref:
            changed[ref] = ""
    if not changed and not gone:
        return
    draft = work.draft
    draft.revision += 1
    draft.saved_at = at
    draft.save(update_fields=["revision", "saved_at", "language"])
    DraftAnswer.objects.filter(draft=draft, ref__in=gone).delete()
    author = Author(by.actor_id, by.actor_name[:160], at, draft.revision)
    DraftAnswer.objects.bulk_create(
        [_row(draft, ref, value, author) for ref, value in changed.items()],
        update_conflicts=True,
        unique_fields=["draft", "ref"],
        update_fields=["sealed_value", "revision", "saved_by_id", "saved_by_name", "saved_at"],
        batch_size=500,
    )
    _drop_files(work, {work.values[ref] for ref in (*changed, *gone) if ref in work.values}, at)
    for ref in gone:
        del work.values[ref]
        work.authors.pop(ref, None)
    work.values |= changed
    work.authors |= {ref: author for ref in changed if ref[0] == "/"}


def _row(draft: Draft, ref: str, value: str, author: Author) -> DraftAnswer:
    row = DraftAnswer(
        draft=draft,
        ref=ref,
        revision=author.revision,
        saved_by_id=author.user_id,
        saved_by_name=author.name,
        saved_at=author.at,
    )
    row.value = value
    return row


def _drop_files(work: Work, answers: Collection[str], at: datetime) -> None:
    """Forget the files that were these answers and are no more, unless they were sent: then they are evidence."""
    if not work.takes_files:
        return
    for row in DraftFile.objects.filter(draft=work.draft, name__in=answers).select_related("file"):
        row.delete()
        if not SubmissionFile.objects.filter(file=row.file).exists():
            discard_file(row.file, at=at)


def save_answers(
    *, draft: Draft, answers: Mapping[str, Given | str], by: Actor, at: datetime, language: str | None = None
) -> Saved:
    """Save answers by lasting reference, each on its own: what cannot be saved keeps no other from being saved.

    `language` is the one in which the form speaks from now on.

    Raises:
        DraftClosedError: the draft was sent meanwhile.
        NotAcceptedError: the owner takes no answers from this person now.
    """
    with _writing(draft, by, at) as work:
        if language is not None:
            _speak(work, language)
        return _apply(work, answers)


def _speak(work: Work, language: str) -> None:
    if language in work.form.languages and language != work.draft.language:
        work.draft.language = language
        work.draft.save(update_fields=["language"])
        work.filling.speak(language)


def _apply(work: Work, answers: Mapping[str, Given | str]) -> Saved:
    kept: dict[str, str] = {}
    clashes: dict[str, Author] = {}
    lost: dict[str, str] = {}
    for ref, one in answers.items():
        given = Given(one) if isinstance(one, str) else one
        place = work.question_at(ref)
        stored = work.values.get(ref, "")
        if place is None:
            if given.value and given.value != stored:
                lost[ref] = given.value
        elif given.value == stored:
            kept[ref] = given.value
        elif given.is_untouched(mark_of(stored)):
            continue
        elif not given.may_replace(mark_of(stored)):
            clashes[ref] = work.authors.get(ref) or Author(None, "", work.draft.saved_at, work.draft.revision)
        else:
            work.filling.answer(place[0], given.value)  # what nobody may answer stays as it is
            kept[ref] = given.value
    return Saved(kept, clashes, lost)


def add_repeat(*, draft: Draft, repeat: str, by: Actor, at: datetime) -> str:
    """Add an instance to a repeat; returns its reference, "" where none may be added. Raises as `save_answers`."""
    with _writing(draft, by, at) as work:
        state = _repeat_at(work, repeat)
        if state is None or not state.can_add or state.count >= MOST_INSTANCES:
            return ""
        new = work.filling.add(state.ref)
        number = work.places.added(repeat, int(new.rpartition("[")[2][:-1]) - 1)
    return f"{repeat}[{number}]"


def remove_repeat(*, draft: Draft, instance: str, by: Actor, at: datetime) -> bool:
    """Remove an instance with its answers; False when it was gone already. Raises as `save_answers`."""
    with _writing(draft, by, at) as work:
        position = work.places.position(instance)
        state = _repeat_at(work, instance.rpartition("[")[0])
        if state is None or not any(one.ref == position and one.can_remove for one in state.instances):
            return False
        count = len(work.filling.tree.instances(*work.filling.tree.repeat(state.ref)))
        work.filling.remove(position or "")
        work.places.removed(instance, count)
    return True


def _repeat_at(work: Work, repeat: str) -> RepeatState | None:
    """A repeat by its lasting reference, as it stands; None when there is none, or not now."""
    position = work.places.position(repeat)
    try:
        state = work.filling.state(position or "")
    except UnknownRefError:
        return None
    return state if isinstance(state, RepeatState) and state.relevant else None


def keep_file(
    *, draft: Draft, ref: str, stream: BinaryIO, name: str, kinds: Collection[str], by: Actor, at: datetime
) -> Saved:
    """Keep a file as the answer at `ref`, in the place of the one before. Raises also `FileNotKeptError`."""
    with _writing(draft, by, at) as work:
        file = store_file(stream, name=name, owner=draft, kinds=kinds, by=by, at=at)
        answer = f"{ref.rpartition('/')[2]}-{file.public_id.hex[-12:]}{KINDS[file.kind].ending}"
        DraftFile.objects.create(draft=draft, name=answer[-100:], file=file)
        return _apply(work, {ref: answer[-100:]})


def submit_draft(*, draft: Draft, by: Actor, at: datetime) -> Submission:
    """Send the answers. Pressed twice, it gives what the first press gave.

    Raises:
        AnswersInvalidError: something is missing or wrong; nothing is sent.
        NotAcceptedError: the owner takes no answers from this person now.
    """
    try:
        with _writing(draft, by, at) as work:
            problems = work.problems()
            if not problems:
                submission = _send(work, by, at)
                work.draft.closed_at = at
                work.draft.save(update_fields=["closed_at"])
    except DraftClosedError as error:
        if error.submission is None:
            raise
        return error.submission
    if problems:
        raise AnswersInvalidError(problems)
    draft.closed_at = at
    return submission


def _send(work: Work, by: Actor, at: datetime) -> Submission:
    draft = work.draft
    xml = work.filling.xml(instance_of(draft))
    rows = draft.files.select_related("file")
    files = {row.name: row.file for row in rows if row.name in set(work.filling.answers().values())}
    verdict = check(work.form, xml, now=timezone.localtime(at), attachments=files)
    if not verdict.ok:  # what the page shows and what the check of every door finds must not differ
        lasting = tuple(replace(problem, ref=work.places.lasting(problem.ref)) for problem in verdict.problems)
        raise AnswersInvalidError(lasting)
    return receive_submission(
        xml=xml,
        version=draft.version,
        owner_kind=draft.owner_kind,
        owner_id=draft.owner_id,
        door=Door.BROWSER,
        by=by,
        at=at,
        files=Answered(files, {}),
        verdict=verdict,
    )


def instance_of(draft: Draft) -> str:
    """The instance that a draft becomes: one draft is sent once."""
    return f"uuid:{draft.public_id}"


def _sent(draft: Draft) -> Submission | None:
    return Submission.objects.filter(instance_id=instance_of(draft)).first()
