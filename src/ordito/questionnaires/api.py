# SPDX-License-Identifier: EUPL-1.2
"""The door for programs: what waits for answers, forms as JSON, answers in and out; entered with a device's token.

The annotations are read while the program runs, for the checks of what comes in and for the OpenAPI document.
"""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query, Schema, Status
from ninja.errors import HttpError, ValidationError
from ninja.security.http import HttpAuthBase
from pydantic import ConfigDict, Field

from ordito.accounts.models import User
from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, require
from ordito.core.pages import LARGEST_ID
from ordito.questionnaires.actions.doors import CHALLENGE, DoorClosedError, let_in
from ordito.questionnaires.actions.drafts import AnswersInvalidError
from ordito.questionnaires.actions.errors import InstanceConflictError, NotAcceptedError
from ordito.questionnaires.actions.programs import NotWaitingError, send_answers
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.questionnaires.queries.programs import (
    PlainItem,
    SentAnswers,
    Waiting,
    plain_items,
    sent_answers,
    version_for,
    waiting,
)
from ordito.questionnaires.queries.wording_answers import problem_message

INSTANCE_ID = r"^[A-Za-z0-9][A-Za-z0-9:._-]*$"
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class DeviceToken(HttpAuthBase):
    """HTTP Basic: the name of the account and the token of one of its devices."""

    openapi_scheme = "basic"

    def __call__(self, request: HttpRequest) -> User:
        """Whose token it is; raises `DoorClosedError`."""
        device = let_in(request, at=timezone.now())
        request.may_read = device.may_read  # type: ignore[attr-defined] # see `ProgramRequest`
        return device.user


class ProgramRequest(HttpRequest):
    """A request whose token was recognised."""

    auth: User
    may_read: bool


# --- what goes over the wire -----------------------------------------------------------------------------------------


class VersionOut(Schema):
    """Which form: `id` is what the other addresses ask for, `languages` is empty for a form in one language."""

    id: int
    form_id: str
    version: str
    title: str
    languages: list[str]


class AssignmentOut(Schema):
    """Something that waits for answers; kind and id together say what it is."""

    owner_kind: str
    owner_id: int
    name: str
    due_on: date | None
    form: VersionOut


class ChoiceOut(Schema):
    """A choice, with its label by language ("" for a form in one language)."""

    value: str
    label: dict[str, str]


class ItemOut(Schema):
    """A group, a repeat or a question. Conditions are ODK expressions as the author wrote them, "" for none."""

    path: str
    name: str
    kind: str
    type: str
    label: dict[str, str]
    hint: dict[str, str]
    choices: list[ChoiceOut]
    choice_filter: str
    required: str
    required_message: dict[str, str]
    relevant: str
    constraint: str
    constraint_message: dict[str, str]
    calculation: str
    read_only: str


class FormOut(VersionOut):
    """A form: `items` in its order, each group before what is in it."""

    items: list[ItemOut]


class AssignmentIn(Schema):
    """What answers are for."""

    model_config = ConfigDict(extra="forbid")
    owner_kind: Annotated[str, Field(max_length=60)]
    owner_id: int


class AnswersIn(Schema):
    """Answers by name: a text or a number for a question, an object for a group, a list of objects for a repeat."""

    model_config = ConfigDict(extra="forbid")
    assignment: AssignmentIn
    instance_id: Annotated[str, Field(max_length=120, pattern=INSTANCE_ID)]
    answers: dict[str, Any]


class ReceiptOut(Schema):
    """Answers that are in: answers that were not asked for were dropped, calculations were made again."""

    id: UUID
    instance_id: str
    state: str
    dropped: list[str]
    corrected: list[str]


class AnswersOut(Schema):
    """Answers that were sent; `answers` is empty while they wait for their check (state "received")."""

    id: UUID
    instance_id: str
    owner_kind: str
    owner_id: int
    name: str
    state: str
    door: str
    submitted_at: datetime
    answers: dict[str, Any]


class AnswersPageOut(Schema):
    """A page of answers; `next` is the value of `dopo` for the next one, null at the end."""

    answers: list[AnswersOut]
    next: int | None


class ProblemOut(Schema):
    """What is wrong: where ("" for the whole), a code for programs, words for people."""

    ref: str
    code: str
    message: str


class RefusalOut(Schema):
    """Why not, and of answers what is wrong with each."""

    detail: str
    problems: list[ProblemOut]


# --- the addresses ---------------------------------------------------------------------------------------------------

CLOSED: dict[int, type[Schema]] = dict.fromkeys((401, 403, 404, 429), RefusalOut)
api = NinjaAPI(
    title="Ordito: questionari",
    version="1",
    description="What waits for answers, forms, answers in and out. Entered with the token of a device.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="questionnaires:api",
    auth=DeviceToken(),
)


@api.get("/openapi.json", url_name="document", response={200: dict[str, Any], **CLOSED})
def document(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the framework looks for this name
    """This description of the addresses, for programs that read OpenAPI."""
    return dict(api.get_openapi_schema())


@api.get("/assegnazioni/", url_name="assignments", response={200: list[AssignmentOut], **CLOSED})
def assignments(request: ProgramRequest) -> list[AssignmentOut]:
    """Everything that waits for this person's answers now."""
    return [_assignment(found) for found in waiting(request.auth)]


@api.get("/moduli/{int:version_id}/", url_name="form", response={200: FormOut, **CLOSED})
def form(request: ProgramRequest, version_id: Annotated[int, Path()]) -> FormOut:
    """A form, with everything that a program needs to ask its questions."""
    version = _version(request.auth, version_id)
    about = _about(version)
    return FormOut(**about.model_dump(), items=[_item(item) for item in plain_items(version)])


@api.get("/risposte/", url_name="answers", response={200: AnswersPageOut, 422: RefusalOut, **CLOSED})
def answers(
    request: ProgramRequest, versione: Annotated[Id, Query()], dopo: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0
) -> AnswersPageOut:
    """The answers to a version that this person may read, a hundred at a time, in the order of their coming."""
    require(request.auth, Verb.EXPORT_ANSWERS)
    if not request.may_read:
        raise PermissionDenied(_("Questo dispositivo manda risposte e non ne legge: collegane uno per un programma."))
    page = sent_answers(request.auth, _version(request.auth, versione), after=dopo)
    rows = [found.submission for found in page.rows]
    log_access("questionnaires.read_answers", by=request.auth, at=timezone.now(), kind=Kind.EXPORT, rows=rows)
    return AnswersPageOut(answers=[_answers(found) for found in page.rows], next=page.after)


@api.post(
    "/risposte/",
    url_name="send",
    response={200: ReceiptOut, 201: ReceiptOut, 400: RefusalOut, 409: RefusalOut, 422: RefusalOut, **CLOSED},
)
def send(request: ProgramRequest, sent: AnswersIn) -> Status[ReceiptOut]:
    """Send answers. 201: they are in; 200: they were in already; 409: others are in under this id."""
    done = send_answers(
        owner_kind=sent.assignment.owner_kind,
        owner_id=sent.assignment.owner_id,
        instance_id=sent.instance_id,
        answers=sent.answers,
        by=request.auth,
        at=timezone.now(),
    )
    row = done.submission
    receipt = ReceiptOut(
        id=row.public_id,
        instance_id=row.instance_id,
        state=row.state,
        dropped=row.problems.get("dropped", []),
        corrected=row.problems.get("corrected", []),
    )
    return Status(HTTPStatus.CREATED if done.new else HTTPStatus.OK, receipt)


def addresses() -> tuple[list[URLResolver | URLPattern], str, str]:
    """What `urls` mounts: none of it asks for a login, all of it for a token."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.callback is not None
        login_not_required(pattern.callback)
    return patterns, app_name, namespace


# --- what we have, as it goes over the wire --------------------------------------------------------------------------


def _version(user: User, version_id: int) -> QuestionnaireVersion:
    version = version_for(user, version_id)
    if version is None:
        raise Http404
    return version


def _about(version: QuestionnaireVersion) -> VersionOut:
    return VersionOut(
        id=version.pk,
        form_id=version.questionnaire.form_id,
        version=version.version,
        title=version.title,
        languages=version.languages,
    )


def _assignment(found: Waiting) -> AssignmentOut:
    return AssignmentOut(
        owner_kind=found.owner_kind,
        owner_id=found.owner_id,
        name=found.name,
        due_on=found.due_on,
        form=_about(found.version),
    )


def _item(item: PlainItem) -> ItemOut:
    return ItemOut.model_validate(item)


def _answers(found: SentAnswers) -> AnswersOut:
    row = found.submission
    return AnswersOut(
        id=row.public_id,
        instance_id=row.instance_id,
        owner_kind=row.owner_kind,
        owner_id=row.owner_id,
        name=found.owner_name,
        state=row.state,
        door=row.door,
        submitted_at=row.submitted_at,
        answers=found.answers,
    )


# --- refusals --------------------------------------------------------------------------------------------------------


def _refuse(request: HttpRequest, status: int, detail: str, problems: list[ProblemOut] | None = None) -> HttpResponse:
    refusal = RefusalOut(detail=detail, problems=problems or [])
    return api.create_response(request, refusal.model_dump(), status=status)


@api.exception_handler(DoorClosedError)
def _closed(request: HttpRequest, error: DoorClosedError) -> HttpResponse:
    answer = _refuse(request, error.status, str(error))
    if error.status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = CHALLENGE
    return answer


@api.exception_handler(AnswersInvalidError)
def _invalid(request: HttpRequest, error: AnswersInvalidError) -> HttpResponse:
    problems = [ProblemOut(ref=one.ref, code=one.code, message=problem_message(one)) for one in error.problems]
    return _refuse(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(error), problems)


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """JSON or parameters of another shape: where, never what was sent."""
    problems = [
        ProblemOut(ref=".".join(map(str, one["loc"])), code=one["type"], message=_("Il valore non è del tipo atteso."))
        for one in error.errors
    ]
    detail = _("La richiesta non ha la forma attesa: vedi la descrizione in openapi.json.")
    return _refuse(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, problems)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _refuse(request, error.status_code, _("La richiesta non è JSON che si possa leggere."))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("Le risposte sono troppo lunghe."))


@api.exception_handler(InstanceConflictError)
def _conflict(request: HttpRequest, error: InstanceConflictError) -> HttpResponse:
    return _refuse(request, HTTPStatus.CONFLICT, str(error))


@api.exception_handler(NotAcceptedError)
def _not_accepted(request: HttpRequest, error: NotAcceptedError) -> HttpResponse:
    return _refuse(request, HTTPStatus.FORBIDDEN, str(error))


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    return _refuse(request, HTTPStatus.FORBIDDEN, _("Non hai il permesso di leggere queste risposte."))


@api.exception_handler(NotWaitingError)
def _not_waiting(request: HttpRequest, error: NotWaitingError) -> HttpResponse:
    return _refuse(request, HTTPStatus.NOT_FOUND, str(error))


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _refuse(request, HTTPStatus.NOT_FOUND, _("Qui non c’è niente che tu possa leggere."))
