# SPDX-License-Identifier: EUPL-1.2
"""What the pages of a meeting share: loading it, running an action of a form, two people at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms import BaseForm, Form, HiddenInput
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.core.access import Verb, actor_of, require
from ordito.meetings import rules
from ordito.meetings.actions import ConflictError, MeetingError
from ordito.meetings.enums import MeetingState
from ordito.meetings.models import Meeting
from ordito.meetings.queries.calendar import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from ordito.core.access import Actor

form_view = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Header:
    """A meeting with what the actor may do with it: the head of each of its pages."""

    meeting: Meeting
    tab: str
    organises: bool
    keeps: bool
    publishes: bool

    @property
    def writes_minutes(self) -> bool:
        """Whether the actor writes its minutes; of a supervision nobody does."""
        return rules.keeps_content(self.meeting.kind) and (self.organises or self.keeps)

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """Label, address and whether it is this page, for each part that the actor may open; a draft has none."""
        if self.meeting.state == MeetingState.DRAFT:
            return []
        parts = [("meeting", _("Incontro")), ("register", _("Registro"))]
        if rules.keeps_content(self.meeting.kind):
            parts.append(("minutes", _("Verbale")))
        open_ones = [(name, label) for name, label in parts if name != "register" or self.keeps]
        pk = self.meeting.pk
        return [(label, reverse(f"meetings:{name}", args=[pk]), name == self.tab) for name, label in open_ones]


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that the reader may know of."""
    return get_object_or_404(whole(Meeting.objects.visible_to(actor_of(request))), pk=pk)


def kept_meeting(request: HttpRequest, pk: int) -> Meeting:
    """A meeting whose register the reader keeps."""
    row = meeting_or_404(request, pk)
    require(actor_of(request), Verb.KEEP_REGISTER, row)
    return row


def header_of(actor: Actor, meeting: Meeting, tab: str = "meeting") -> Header:
    """What the actor may do with a meeting; a constant number of queries."""
    organises = rules.can_organise(actor, meeting)
    keeps = rules.can_keep_register(actor, meeting)
    return Header(meeting, tab, organises, keeps, organises and rules.can_publish(actor, meeting))


def attempt(form: BaseForm, act: Callable[[], Any]) -> MeetingError | None:
    """Run the action of a valid form; an expected failure comes back and stands in the form."""
    try:
        act()
    except ConflictError as error:
        return error
    except MeetingError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return error
    return None


def pdf_answer(body: bytes, name: str) -> HttpResponse:
    """A document to be kept under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


@dataclass(frozen=True)
class ConflictLine:
    """One field in the two versions."""

    label: str
    theirs: str
    mine: str


def conflict_of(form: Form, error: MeetingError | None, theirs: Callable[[Any], Form]) -> list[ConflictLine]:
    """Field by field what differs, when `error` is a conflict; the form will then save over what stands, knowingly.

    `theirs` gives the same form filled with the row as it stands.
    """
    if not isinstance(error, ConflictError):
        return []
    form.data = form.data.copy()  # type: ignore[attr-defined]  # the mapping of a request
    form.data["version"] = str(error.current.version)  # type: ignore[index]
    standing = theirs(error.current)
    names = [name for name, field in form.fields.items() if not isinstance(field.widget, HiddenInput)]
    lines = (ConflictLine(str(form[name].label), said_of(standing, name), said_of(form, name)) for name in names)
    return [line for line in lines if line.theirs != line.mine]


def said_of(form: Form, name: str) -> str:
    """The value of a field as a person reads it."""
    value = form[name].value()
    choices = getattr(form.fields[name], "choices", None)
    if choices is None:
        field = form.fields[name]
        return str(field.widget.format_value(field.prepare_value(value)) or "")
    flat = {str(key): str(label) for key, label in _flat(choices)}
    return flat.get(str(value or ""), "")


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for key, label in choices:
        found.extend(label if isinstance(label, list | tuple) else [(key, label)])
    return found
