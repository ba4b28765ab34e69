# SPDX-License-Identifier: EUPL-1.2
"""Answers come in: acknowledged when they are safe, checked at once or by a job, never changed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import SystemActor
from ordito.core.models import insert_new
from ordito.files.actions import store_file
from ordito.files.engine.kinds import RECORDINGS
from ordito.jobs.actions import enqueue
from ordito.jobs.models import Job, JobState
from ordito.questionnaires.actions.errors import InstanceConflictError, NotAcceptedError, SubmissionRefusedError
from ordito.questionnaires.engine.check import glance
from ordito.questionnaires.engine.problems import Problem, ProblemCode
from ordito.questionnaires.engine.tree import XmlRefusedError
from ordito.questionnaires.enums import LASTING, Door, SubmissionState
from ordito.questionnaires.models import TRIES, Draft, FlatRow, Submission, SubmissionFile
from ordito.questionnaires.queries.flat import flat_rows_of
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.owners import owners
from ordito.questionnaires.queries.wording_answers import problem_message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.core.declare import AnswerOwner
    from ordito.files.models import StoredFile
    from ordito.questionnaires.engine.check import Glance, Verdict
    from ordito.questionnaires.models import QuestionnaireVersion

CHECKER = "ordito.questionnaires.tasks.check_submissions"
MEDIA = frozenset({"png", "jpeg", "pdf", "text", "xlsx", "docx", "ods", "odt"}) | RECORDINGS
LONGEST_INSTANCE_ID = 120
VALUES = frozenset({"value", "detail"})  # params of a problem that may quote an answer


@dataclass(frozen=True)
class Answered:
    """Files that come with answers: those already kept, by the name that the answer gives, and bytes just received."""

    kept: Mapping[str, StoredFile]
    sent: Mapping[str, bytes]


NO_FILES = Answered({}, {})


def receive_submission(
    *,
    xml: bytes,
    version: QuestionnaireVersion,
    owner_kind: str,
    owner_id: int,
    door: Door,
    by: Actor,
    at: datetime,
    files: Answered = NO_FILES,
    verdict: Verdict | None = None,
) -> Submission:
    """Take answers in: durable when this returns. With `verdict` they are already checked, else a job checks them.

    The same instance with the same content is taken once, whoever resends it; `InstanceConflictError` when the content
    differs. Raises `SubmissionRefusedError` for what is no answer to this version, `NotAcceptedError` when the owner
    takes no answers from this person now, `FileNotKeptError`.
    """
    seen = _glance(xml)
    digest = sha256(xml).hexdigest()
    earlier = _earlier(seen.instance_id, digest, owner_kind, owner_id)
    if earlier is not None:
        return earlier
    _refuse_structure(seen, version)
    owner = _accepting(version, owner_kind, owner_id, by)
    submission = Submission(instance_id=seen.instance_id, version=version, door=door, sha256=digest)
    submission.owner_kind, submission.owner_id = owner_kind, owner_id
    submission.submitted_by_id, submission.submitted_by_name = by.actor_id, by.actor_name[:160]
    submission.submitted_at, submission.xml = at, xml
    try:
        _take_in(submission, owner, files, verdict, by, at)
    except IntegrityError:
        # the same instance came by another request meanwhile
        earlier = _earlier(seen.instance_id, digest, owner_kind, owner_id)
        if earlier is None:
            raise
        return earlier
    return submission


def _take_in(  # noqa: PLR0917 - one place calls it
    submission: Submission, owner: AnswerOwner, files: Answered, verdict: Verdict | None, by: Actor, at: datetime
) -> None:
    """Write answers with their files, their verdict if there is one, and what the owner does at their coming."""
    with recorded("questionnaires.receive_submission", by=by, at=at) as trace:
        submission.save(force_insert=True)
        _keep_files(submission, files, by, at)
        if verdict is None:
            transaction.on_commit(lambda: start_checks(at=at))
        else:
            _settle(submission, verdict, at)
            submission.save(update_fields=["state", "problems", "sealed_answers", "checked_at"])
            insert_new(flat_rows_of(submission, verdict.canonical))
        if submission.door != Door.BROWSER:  # what somebody was still writing would come back as if it were newer
            drafts = Draft.objects.open().filter(version=submission.version_id)
            drafts.filter(owner_kind=submission.owner_kind, owner_id=submission.owner_id).update(closed_at=at)
        owner.submitted(submission, by, at)
        trace.touches(submission)
        trace.notes(door=str(submission.door), files=len(files.kept) + len(files.sent))


def _glance(xml: bytes) -> Glance:
    try:
        seen = glance(xml)
    except XmlRefusedError as error:
        raise _refused(Problem("", ProblemCode.BAD_XML, {"reason": error.code})) from error
    if not seen.instance_id or len(seen.instance_id) > LONGEST_INSTANCE_ID:
        raise _refused(Problem("", ProblemCode.NO_INSTANCE_ID))
    return seen


def _earlier(instance_id: str, digest: str, owner_kind: str, owner_id: int) -> Submission | None:
    """The same answers, if they are already here; raises `InstanceConflictError` for others under the same id."""
    if not Submission.objects.filter(instance_id=instance_id).exists():  # nearly always, and much the cheaper question
        return None
    found = Submission.objects.get(instance_id=instance_id)
    if (found.sha256, found.owner_kind, found.owner_id) != (digest, owner_kind, owner_id):
        raise InstanceConflictError(
            _("Queste risposte sono già arrivate con un altro contenuto: quelle di prima restano come sono.")
        )
    return found


def _refuse_structure(seen: Glance, version: QuestionnaireVersion) -> None:
    form = form_of(version)
    if seen.form_id != form.form_id:
        raise _refused(Problem("", ProblemCode.FORM_MISMATCH, {"sent": seen.form_id, "expected": form.form_id}))
    if seen.version != form.version:
        raise _refused(Problem("", ProblemCode.VERSION_MISMATCH, {"sent": seen.version, "expected": form.version}))
    about = f"{form.root.path}/meta"
    unknown = next((path for path in sorted(seen.paths) if not path.startswith(about) and path not in form.items), None)
    if unknown is not None:
        name = unknown.rsplit("/", 1)[-1]
        raise _refused(Problem(unknown, ProblemCode.UNKNOWN_ELEMENT, {"name": name}))


def _refused(problem: Problem) -> SubmissionRefusedError:
    return SubmissionRefusedError(problem_message(problem), problem)


def _accepting(version: QuestionnaireVersion, owner_kind: str, owner_id: int, by: Actor) -> AnswerOwner:
    owner = owners().get(owner_kind)
    open_version = version.state in LASTING or owner_kind == TRIES
    if owner is None or not open_version or not owner.may_fill(by, owner_id):
        why = owner.why_not(by, owner_id) if owner else ""
        raise NotAcceptedError(why or _("Adesso non si possono inviare queste risposte."))
    return owner


def _keep_files(submission: Submission, files: Answered, by: Actor, at: datetime) -> None:
    for name, file in files.kept.items():
        _tie(submission, name, file)
    for name, content in files.sent.items():
        kept = store_file(io.BytesIO(content), name=name, owner=submission, kinds=MEDIA, by=by, at=at)
        _tie(submission, name, kept)


def _tie(submission: Submission, name: str, file: StoredFile) -> None:
    row = SubmissionFile(submission=submission, file=file)
    row.name = name
    row.save()


def add_files(*, submission: Submission, sent: Mapping[str, bytes], by: Actor, at: datetime) -> None:
    """More files of answers that came in parts; a name that is already there is left as it is.

    Answers that were found without them are checked again. Raises `NotAcceptedError` when somebody else sent the
    answers: these may be signed by now.
    """
    with recorded("questionnaires.add_files", by=by, at=at) as trace:
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        present = {row.name for row in submission.files.select_related("submission")}
        new = {name: content for name, content in sent.items() if name not in present}
        if new and locked.submitted_by_id != by.actor_id:
            raise NotAcceptedError(_("Queste risposte sono di un’altra persona: i suoi file li aggiunge lei."))
        _keep_files(submission, Answered({}, new), by, at)
        if new and locked.state == SubmissionState.INVALID:
            FlatRow.objects.filter(submission=locked).delete()
            Submission.objects.filter(pk=locked.pk).update(state=SubmissionState.RECEIVED, checked_at=None)
            transaction.on_commit(lambda: start_checks(at=at))
        trace.touches(submission, fields=["files"])
        trace.notes(files=len(new))


def withdraw_submissions(*, submissions: Collection[Submission], by: Actor, at: datetime) -> None:
    """Answers that later ones replace: kept, and no longer counted. The owner's app has checked its rule."""
    ids = [submission.pk for submission in submissions]
    with recorded("questionnaires.withdraw_submissions", by=by, at=at) as trace:
        Submission.objects.filter(pk__in=ids).update(state=SubmissionState.WITHDRAWN)
        trace.touches(*submissions, fields=["state"])


# --- the check -------------------------------------------------------------------------------------------------------


def start_checks(*, at: datetime) -> None:
    """See that a job will check what has just come in: one that has not started yet will."""
    if not Job.objects.filter(function=CHECKER, state=JobState.QUEUED).exists():
        enqueue(CHECKER, by=SystemActor("controllo"), at=at, label=_("Controllo delle risposte"))


def save_verdicts(*, verdicts: Iterable[tuple[Submission, Verdict]], by: Actor, at: datetime) -> int:
    """What the check found of some answers still waiting, and their flat rows; safe to run twice. Returns how many."""
    found = {submission.pk: (submission, verdict) for submission, verdict in verdicts}
    with recorded("questionnaires.check_submissions", by=by, at=at) as trace:
        waiting = Submission.objects.select_for_update().filter(pk__in=found, state=SubmissionState.RECEIVED)
        rows = []
        done = []
        for pk in waiting.values_list("pk", flat=True):
            submission, verdict = found[pk]
            if _came_meanwhile(submission, verdict):
                continue  # it waits on, and is checked again
            _settle(submission, verdict, at)
            rows += flat_rows_of(submission, verdict.canonical)
            done.append(submission)
        Submission.objects.bulk_update(done, ["state", "problems", "sealed_answers", "checked_at"], batch_size=50)
        insert_new(rows)
        for submission in done:
            if (owner := owners().get(submission.owner_kind)) is not None:
                owner.checked(submission, by, at)
        trace.touches(*done, fields=["state", "problems"])
    return len(done)


def _came_meanwhile(submission: Submission, verdict: Verdict) -> bool:
    """Whether a file that the check missed is there by now."""
    missing = {problem.params["value"] for problem in verdict.problems if problem.code == ProblemCode.MISSING_FILE}
    return bool(missing) and any(row.name[:200] in missing for row in submission.files.select_related("submission"))


def _settle(submission: Submission, verdict: Verdict, at: datetime) -> None:
    submission.state = SubmissionState.VALID if verdict.ok else SubmissionState.INVALID
    submission.problems = stored_verdict(verdict)
    submission.answers = verdict.canonical
    submission.checked_at = at


def stored_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict without anything that was answered: references and codes."""
    return {
        "problems": [
            {
                "ref": problem.ref,
                "code": str(problem.code),
                "params": {name: value for name, value in problem.params.items() if name not in VALUES},
            }
            for problem in verdict.problems
        ],
        "dropped": list(verdict.dropped),
        "corrected": [ref for ref, _sent, _computed in verdict.corrected],
    }


def rebuild_rows(*, submissions: Collection[Submission], by: Actor, at: datetime) -> None:
    """Make the flat rows of checked submissions anew from their canonical answers; safe to run twice."""
    with recorded("questionnaires.rebuild_rows", by=by, at=at) as trace:
        ids = [submission.pk for submission in submissions]
        list(Submission.objects.select_for_update().filter(pk__in=ids).values_list("pk", flat=True))
        FlatRow.objects.filter(submission__in=ids).delete()
        insert_new([row for submission in submissions for row in flat_rows_of(submission, submission.answers)])
        trace.touches(*submissions)
