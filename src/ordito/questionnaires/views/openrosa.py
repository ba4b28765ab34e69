# SPDX-License-Identifier: EUPL-1.2
"""The door for ODK Collect: the OpenRosa protocols, entered with a device's token (HTTP Basic) instead of a session."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from xml.sax.saxutils import escape

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ordito.files.actions import LARGEST, FileNotKeptError, read_whole
from ordito.questionnaires.actions.doors import CHALLENGE, DoorClosedError, let_in
from ordito.questionnaires.actions.errors import InstanceConflictError, NotAcceptedError, SubmissionRefusedError
from ordito.questionnaires.actions.submissions import NO_FILES, Answered, add_files, receive_submission
from ordito.questionnaires.engine import openrosa
from ordito.questionnaires.enums import Door
from ordito.questionnaires.models import Attachment, QuestionnaireVersion
from ordito.questionnaires.queries.devices import DeviceForm, device_form, device_forms

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from ordito.accounts.models import User

Parameters = ParamSpec("Parameters")
DeviceView = Callable[Concatenate["HttpRequest", "User", Parameters], HttpResponse]
XML_FILE = "xml_submission_file"
INCOMPLETE = "*isIncomplete*"
NEEDED = ("questionnaire_id", "version", "title", "state", "sha256")  # of a version: not its form, which is at hand
MOST_FILES = 50


def _answer(content: bytes = b"", status: int = 200) -> HttpResponse:
    answer = HttpResponse(content, status=status, content_type="text/xml; charset=utf-8")
    answer["X-OpenRosa-Version"] = "1.0"
    answer["X-OpenRosa-Accept-Content-Length"] = str(LARGEST)
    answer["Date"] = http_date()
    return answer


def _refuse(status: int, message: str) -> HttpResponse:
    return _answer(openrosa.response(message, nature="submit_error"), status)


def device_only(view: DeviceView[Parameters]) -> Callable[Concatenate[HttpRequest, Parameters], HttpResponse]:
    """Let in who shows a device's token, over https; whoever keeps trying wrong ones has to wait."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponse:
        try:
            user = let_in(request, at=timezone.now()).user
        except DoorClosedError as error:
            answer = _refuse(error.status, str(error))
            if error.status == HTTPStatus.UNAUTHORIZED:
                answer["WWW-Authenticate"] = CHALLENGE
            return answer
        return view(request, user, *args, **kwargs)

    return cast(
        "Callable[Concatenate[HttpRequest, Parameters], HttpResponse]", csrf_exempt(login_not_required(guarded))
    )


def _absolute(request: HttpRequest, name: str, *args: str) -> str:
    return request.build_absolute_uri(reverse(f"questionnaires:{name}", args=args))


def _load(user: User, device_id: str) -> DeviceForm:
    form = device_form(user, device_id)
    if form is None:
        raise Http404
    return form


@device_only
@require_safe
def form_list(request: HttpRequest, user: User) -> HttpResponse:
    """The forms that wait for this person's answers; with `formID`, that one alone."""
    wanted = request.GET.get("formID", "")
    listed = [
        openrosa.ListedForm(
            form.device_id,
            form.name,
            form.version.version,
            openrosa.digest_of(form.xform),
            _absolute(request, "device_form", form.device_id),
            _absolute(request, "device_manifest", form.device_id) if form.has_files else "",
        )
        for form in device_forms(user)
        if wanted in {"", form.device_id}
    ]
    return _answer(openrosa.form_list(listed))


@device_only
@require_safe
def form(_request: HttpRequest, user: User, device_id: str) -> HttpResponse:
    """One form."""
    return _answer(_load(user, device_id).xform)


@device_only
@require_safe
def manifest(request: HttpRequest, user: User, device_id: str) -> HttpResponse:
    """The files that go with a form."""
    loaded = _load(user, device_id)
    rows = Attachment.objects.filter(version=loaded.version).select_related("file").order_by("name")
    files = [
        openrosa.ListedFile(
            row.name,
            openrosa.digest_of(read_whole(row.file)),
            _absolute(request, "device_file", device_id, str(row.pk)),
        )
        for row in rows
    ]
    return _answer(openrosa.manifest(files))


@device_only
@require_safe
def file(_request: HttpRequest, user: User, device_id: str, pk: int) -> HttpResponse:
    """One of those files."""
    loaded = _load(user, device_id)
    row = Attachment.objects.filter(version=loaded.version, pk=pk).select_related("file").first()
    if row is None:
        raise Http404
    answer = _answer(read_whole(row.file))
    answer["Content-Type"] = "application/octet-stream"
    return answer


@device_only
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, user: User) -> HttpResponse:
    """Answers from a device, whole or in parts; the same part sent again changes nothing."""
    if request.method == "HEAD":
        answer = _answer(status=204)
        answer["Location"] = _absolute(request, "device_submission")
        return answer
    if "Content-Length" not in request.headers:  # in pieces of unknown number: the framework would read nothing
        return _refuse(411, _("Il dispositivo non dice quanto è grande l’invio."))
    try:
        sent = {name: cast("UploadedFile[bytes]", upload).read() for name, upload in request.FILES.items()}
    except MultiPartParserError:
        return _refuse(400, _("L’invio è arrivato a metà: riprova."))
    xml = sent.pop(XML_FILE, None)
    if xml is None or len(sent) > MOST_FILES:
        return _refuse(400, _("Nell’invio mancano le risposte."))
    named = {name: content for name, content in sent.items() if f">{escape(name)}<".encode() in xml}
    return _receive(user, xml, named, partial=request.POST.get(INCOMPLETE) == "yes")


def _receive(user: User, xml: bytes, files: dict[str, bytes], *, partial: bool) -> HttpResponse:
    owner = openrosa.split_id(openrosa.sent_id(xml))
    version = _version(owner[0], xml) if owner else None
    if owner is None or version is None:
        return _refuse(404, _("Questo modulo non è più in uso: le risposte restano sul dispositivo."))
    form_id, kind, owner_id = owner
    now = timezone.now()
    try:
        found = receive_submission(
            xml=openrosa.under_id(xml, form_id),
            version=version,
            owner_kind=kind,
            owner_id=owner_id,
            door=Door.OPENROSA,
            by=user,
            at=now,
            files=Answered({}, files) if files else NO_FILES,
        )
        if files:
            add_files(submission=found, sent=files, by=user, at=now)
    except InstanceConflictError as error:
        return _refuse(409, str(error))
    except NotAcceptedError as error:
        return _refuse(403, str(error))
    except (SubmissionRefusedError, FileNotKeptError) as error:
        return _refuse(400, str(error))
    said = _("Ricevute: mancano altri file.") if partial else _("Risposte ricevute.")
    return _answer(openrosa.response(said, nature="submit_success"), 202 if partial else 201)


def _version(form_id: str, xml: bytes) -> QuestionnaireVersion | None:
    """The version that the instance names, else the one in use: the check says when they differ."""
    versions = QuestionnaireVersion.objects.filter(questionnaire__form_id=form_id).only(*NEEDED)
    named = openrosa.sent_version(xml)
    return (
        versions.filter(version=named).order_by("-number").first() or versions.published().order_by("-number").first()
    )
