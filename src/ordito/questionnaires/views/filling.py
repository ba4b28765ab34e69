# SPDX-License-Identifier: EUPL-1.2
"""Answering a questionnaire: the page, the saving of each answer, the files, the receipt.

`fill`, `save_part`, `media`, `kept_file` and `receipt` know no address and take the actor as an argument: an app that
mounts them elsewhere (a personal link, for who has no account) loads the draft by its own rule and calls them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.core.access import actor_of
from ordito.core.http import page, typed_in
from ordito.files.actions import FileNotKeptError
from ordito.questionnaires.actions.drafts import (
    AnswersInvalidError,
    DraftClosedError,
    Saved,
    add_repeat,
    keep_file,
    looking,
    remove_repeat,
    save_answers,
    submit_draft,
)
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.questionnaires.models import Draft, Submission
from ordito.questionnaires.queries.filling import mark_of
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.owners import name_of_owner, owner_of
from ordito.questionnaires.views.filling_page import FillUrls, View, page_key, refreshed, whole
from ordito.questionnaires.views.filling_posted import Posted, posted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest

    from ordito.core.access import Actor

CONFLICT = 409
form_view = require_http_methods(["GET", "HEAD", "POST"])


@dataclass
class Outcome:
    """What became of a request: what was saved, the instance that was added, what kept files out."""

    posted: Posted
    saved: Saved
    added: str = ""
    file_errors: dict[str, str] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether nothing that was typed stands outside the draft."""
        return not (self.saved.clashes or self.saved.lost or self.file_errors)

    def view(self, actor: Actor, urls: FillUrls, *, page: str, strict: bool) -> View:
        """How a page of the form looks now, with what could not be saved still in it."""
        clashes = self.saved.clashes
        return View(
            actor,
            urls,
            since=self.posted.since,
            token=self.posted.token,
            typed={ref: self.posted.answers[ref].value for ref in clashes},
            clashes=clashes,
            marks={ref: self.posted.marks[ref] for ref in clashes},
            lost=self.saved.lost,
            file_errors=self.file_errors,
            page=page,
            strict=strict,
        )


def fill(request: HttpRequest, draft: Draft, *, actor: Actor, urls: FillUrls) -> HttpResponse:
    """The page, and all its buttons for who has no JavaScript; nothing typed is lost, whatever goes wrong."""
    try:
        if request.method == "POST":
            return _take(request, draft, actor, urls)
        view = View(actor, urls, page=request.GET.get("pagina", ""), strict=request.GET.get("controlla") == "1")
        return _shown(request, draft, view)
    except DraftClosedError:
        if request.method == "POST" and not _only_sends(request):
            return _closed(
                request, draft, urls, _("Queste risposte sono già state inviate, forse da un’altra persona.")
            )
        return HttpResponseRedirect(urls.sent)
    except NotAcceptedError as error:
        return _closed(request, draft, urls, str(error))


def _only_sends(request: HttpRequest) -> bool:
    """A second press of the button: what it carries has been sent by the first."""
    return "invia" in request.POST


def _closed(request: HttpRequest, draft: Draft, urls: FillUrls, text: str) -> HttpResponse:
    """Nothing can be answered here now: why, and what was typed, to be copied."""
    values = {
        "base": urls.base,
        "urls": urls,
        "title": draft.version.title,
        "owner_name": name_of_owner(draft),
        "text": text,
        "typed": typed_in(request),
    }
    answer = page(request, "questionnaires/fill/closed.html", values)
    answer.status_code = CONFLICT if request.method == "POST" else answer.status_code
    return answer


def _shown(request: HttpRequest, draft: Draft, view: View, *, invalid: bool = False) -> HttpResponse:
    with looking(draft=draft, by=view.actor, at=timezone.localtime()) as work:
        return page(request, "questionnaires/fill/page.html", whole(work, view), invalid=invalid)


def _before(draft: Draft) -> Mapping[str, str]:
    """The answers of the last round."""
    return owner_of(draft.owner_kind).previous(draft.owner_id)


def _take(request: HttpRequest, draft: Draft, actor: Actor, urls: FillUrls) -> HttpResponse:
    at = timezone.localtime()
    came = posted(request, form_of(draft.version), today=timezone.localdate(), before=lambda: _before(draft))
    outcome = _work_through(draft, came, actor, at)
    here = request.POST.get("qui", "")
    sends = "invia" in came.buttons
    if outcome.settled and not sends:
        if "salva" in came.buttons:
            messages.success(request, _("Bozza salvata: la trovi qui quando torni, anche da un altro dispositivo."))
        return HttpResponseRedirect(_address(urls, came, here, outcome.added))
    if outcome.settled:
        try:
            submit_draft(draft=draft, by=actor, at=at)
        except AnswersInvalidError as error:
            here = page_key(form_of(draft.version), error.problems[0].ref) or here
        else:
            return HttpResponseRedirect(urls.sent)
    return _shown(request, draft, outcome.view(actor, urls, page=here, strict=sends or came.strict), invalid=True)


def _address(urls: FillUrls, came: Posted, here: str, added: str) -> str:
    target = came.page or here
    query = [f"pagina={quote(target)}"] if target else []
    query += ["controlla=1"] if came.strict else []
    anchor = added or (came.remove.rpartition("[")[0] if came.remove else "")
    return urls.page + (f"?{'&'.join(query)}" if query else "") + (f"#{quote(anchor, safe='/[]')}" if anchor else "")


def _work_through(draft: Draft, came: Posted, actor: Actor, at: datetime) -> Outcome:
    """Answers first, then files, then instances: each is saved even if the next fails."""
    saved = save_answers(draft=draft, answers=came.answers, by=actor, at=at, language=came.language)
    outcome = Outcome(came, saved)
    for ref, sent in came.files.items():
        try:
            keep_file(draft=draft, ref=ref, stream=sent.stream, name=sent.name, kinds=sent.kinds, by=actor, at=at)
        except FileNotKeptError as error:
            outcome.file_errors[ref] = str(error)
    if came.add:
        outcome.added = add_repeat(draft=draft, repeat=came.add, by=actor, at=at)
    if came.remove:
        remove_repeat(draft=draft, instance=came.remove, by=actor, at=at)
    return outcome


def save_part(request: HttpRequest, draft: Draft, *, actor: Actor, urls: FillUrls) -> HttpResponse:
    """One answer or a few from the page's own script: JSON with what the page must draw again.

    204 when nothing is new (the page asks now and then), 409 when the answers were sent meanwhile or may no more be
    given: the page then keeps what is typed and says so.
    """
    at = timezone.localtime()
    came = posted(request, form_of(draft.version), today=timezone.localdate(), before=lambda: _before(draft))
    quiet = not (came.answers or came.files or came.add or came.remove or "altrui" in came.buttons)
    try:
        outcome = Outcome(came, Saved()) if quiet else _work_through(draft, came, actor, at)
        view = outcome.view(actor, urls, page=request.POST.get("qui", ""), strict=came.strict)
        with looking(draft=draft, by=actor, at=at) as work:
            if quiet and work.draft.revision == came.revision:
                return HttpResponse(status=204)
            reply = refreshed(work, view, revision=came.revision, at=at)
    except (DraftClosedError, NotAcceptedError) as error:
        return JsonResponse({"said": str(error)}, status=CONFLICT)
    marks = {ref: mark_of(value) for ref, value in outcome.saved.kept.items()}
    return JsonResponse(reply | {"marks": marks, "added": outcome.added, "lost": sorted(outcome.saved.lost)})


def receipt(request: HttpRequest, draft: Draft, *, urls: FillUrls) -> HttpResponse:
    """What was sent, when, by whom: the page after sending."""
    submission = Submission.objects.filter(
        instance_id=f"uuid:{draft.public_id}", owner_kind=draft.owner_kind, owner_id=draft.owner_id
    ).first()
    if submission is None:
        return HttpResponseRedirect(urls.page)
    owner = owner_of(draft.owner_kind)
    values = {
        "base": urls.base,
        "urls": urls,
        "submission": submission,
        "title": draft.version.title,
        "owner_name": owner.name(draft.owner_id),
    }
    return page(request, "questionnaires/fill/sent.html", values)


# --- our own addresses: for who has an account ------------------------------------------------------------------------


def _draft_or_404(request: HttpRequest, public_id: UUID) -> Draft:
    rows = Draft.objects.visible_to(actor_of(request)).select_related("version")
    return get_object_or_404(rows, public_id=public_id)


def urls_of(draft: Draft) -> FillUrls:
    """The addresses below /questionari/compila/."""
    owner = owner_of(draft.owner_kind)

    def named(name: str) -> Any:
        return lambda file: reverse(f"questionnaires:{name}", args=[draft.public_id, file])

    return FillUrls(
        page=reverse("questionnaires:fill", args=[draft.public_id]),
        save=reverse("questionnaires:fill_save", args=[draft.public_id]),
        sent=reverse("questionnaires:fill_sent", args=[draft.public_id]),
        leave=owner.url(draft.owner_id),
        media=named("fill_media"),
        kept=named("fill_file"),
    )


@form_view
def fill_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer, as somebody with an account."""
    draft = _draft_or_404(request, public_id)
    return fill(request, draft, actor=actor_of(request), urls=urls_of(draft))


@require_POST
def fill_save(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Save answers as they are given."""
    draft = _draft_or_404(request, public_id)
    return save_part(request, draft, actor=actor_of(request), urls=urls_of(draft))


@require_safe
def fill_sent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The receipt."""
    draft = _draft_or_404(request, public_id)
    return receipt(request, draft, urls=urls_of(draft))
