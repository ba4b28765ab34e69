# SPDX-License-Identifier: EUPL-1.2
"""The draft of a form with long texts: kept while it is typed, there again after a login, with what it said before.

The page of the form is also where its draft is saved: `data-autosave` sends the form to its own address, so that who
may fill it may keep it, and nobody else. A view makes a `Drafting`, lets it answer first, fills the forms from it and
tells it when the form was saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import HiddenInput, Textarea
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.cases import actions
from ordito.cases.actions import ConflictError
from ordito.cases.models import FormDraft
from ordito.cases.queries.form_drafts import earlier_typed, form_drafts_of, own_form_draft, typed_in, typed_texts
from ordito.cases.views.loading import opened, record_or_404, record_page
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BaseForm
    from django.http import HttpRequest

    from ordito.cases.queries.record_header import RecordHeader

BUTTONS = ("bozza", "butta", "ancora", "draft_version", "csrfmiddlewaretoken")
LONGEST = FormDraft._meta.get_field("place").max_length or 0  # noqa: SLF001 - Django's public name


@dataclass(frozen=True)
class Drafting:
    """What the actor has typed in the form of this page and not saved."""

    request: HttpRequest
    record: RecordHeader
    place: str
    kept: FormDraft | None

    @property
    def version(self) -> int:
        """The draft that the page was begun from; what the browser sends back."""
        sent = self.request.POST.get("draft_version", "")
        return int(sent) if sent.isdecimal() else (self.kept.version if self.kept else 0)

    @property
    def saved_at(self) -> str:
        """When it was last saved, for the line that says so."""
        return f"{timezone.localtime(self.kept.saved_at):%H:%M}" if self.kept else ""

    @property
    def restored(self) -> bool:
        """Whether the page shows what was left unsaved."""
        return self.kept is not None and self.request.method != "POST"

    @property
    def earlier_url(self) -> str:
        """The page with what it said before."""
        return reverse("cases:form_draft", args=[self.record.pk, self.kept.pk]) if self.kept else ""

    def answer(self) -> HttpResponse | None:
        """What to answer when the browser saves by itself, or a button of the draft was pressed."""
        if self.request.method != "POST":
            return None
        if self.request.headers.get("X-Autosave"):
            return self._autosaved()
        if "butta" in self.request.POST:
            self.done()
            messages.success(self.request, _("Bozza buttata."))
            return redirect(self.place)
        if "bozza" in self.request.POST:
            self._save(version=None)
            messages.success(
                self.request, _("Bozza salvata: la trovi qui quando torni, anche da un altro dispositivo.")
            )
            return redirect(self.place)
        return None

    def _autosaved(self) -> HttpResponse:
        try:
            kept = self._save(version=self.version)
        except ConflictError:
            return HttpResponse(status=409)
        return HttpResponse(status=204, headers={"X-Draft-Version": str(kept.version)})

    def _save(self, *, version: int | None) -> FormDraft:
        data = self.request.POST.copy()
        for name in BUTTONS:
            data.pop(name, None)
        return actions.save_form_draft(
            by=actor_of(self.request),
            at=timezone.localtime(),
            case_file=self.record.case_file,
            place=self.place,
            typed=data.urlencode(),
            version=version,
        )

    def fill(self, *forms: BaseForm) -> None:
        """Let unsent forms begin from what was typed; hidden fields too, but not the one that tells two forms apart."""
        if not self.restored:
            return
        for form in forms:
            for name, field in form.fields.items():
                if name == "form_key" or (
                    isinstance(field.widget, HiddenInput) and form.add_prefix(name) not in self.typed
                ):
                    continue
                value = field.widget.value_from_datadict(self.typed, {}, form.add_prefix(name))
                form.initial[name] = value

    def rows(self, prefix: str, names: Sequence[str]) -> list[dict[str, Any]] | None:
        """What was typed in the lines of a formset, those with something in them; None when there is no draft."""
        total = self.typed.get(f"{prefix}-TOTAL_FORMS", "")
        if not self.restored or not total.isdecimal():
            return None
        lines = [{name: self.typed.get(f"{prefix}-{at}-{name}", "") for name in names} for at in range(int(total))]
        return [line for line in lines if any(line.values())]

    @property
    def typed(self) -> QueryDict:
        """What the draft holds."""
        return typed_in(self.kept)

    def done(self) -> None:
        """The form was saved, or is not wanted: the draft goes."""
        if self.kept is not None:
            actions.discard_form_draft(by=actor_of(self.request), case_file=self.record.case_file, place=self.place)


def drafting(request: HttpRequest, record: RecordHeader) -> Drafting:
    """The draft of the form at this address, if there is one."""
    full = request.get_full_path()
    place = full if len(full) <= LONGEST else request.path
    return Drafting(request, record, place, own_form_draft(actor_of(request), record.case_file, place))


def drafting_of(request: HttpRequest, record: RecordHeader, form: BaseForm | None) -> Drafting | None:
    """The same for a form in which somebody may write for a while; None for one without long texts."""
    fields = form.fields.values() if form is not None else ()
    return drafting(request, record) if any(isinstance(field.widget, Textarea) for field in fields) else None


@require_http_methods(["GET", "HEAD", "POST"])
def form_draft(request: HttpRequest, pk: int, draft_pk: int) -> HttpResponse:
    """What the actor typed in a form and did not save, and what it said before, each to be brought back."""
    record = record_or_404(request, pk)
    kept = get_object_or_404(form_drafts_of(actor_of(request), record.case_file), pk=draft_pk)
    if "butta" in request.POST:
        actions.discard_form_draft(by=actor_of(request), case_file=record.case_file, place=kept.place)
        messages.success(request, _("Bozza buttata."))
        return redirect("cases:record", pk)
    if request.method == "POST":
        return _restore(request, kept)
    opened(request, record, "overview")
    return record_page(
        request,
        record,
        "form_draft",
        tab="record",
        draft=kept,
        now=typed_texts(kept),
        earlier=earlier_typed(kept),
    )


def _restore(request: HttpRequest, kept: FormDraft) -> HttpResponse:
    chosen = request.POST.get("versione", "")
    revision = get_object_or_404(kept.revisions, pk=int(chosen) if chosen.isdecimal() else 0)
    try:
        actions.restore_form_draft(
            by=actor_of(request), at=timezone.localtime(), revision=revision, version=kept.version
        )
    except ConflictError:
        messages.warning(request, _("Nel frattempo la bozza è cambiata in un’altra finestra: scegli di nuovo."))
        return redirect("cases:form_draft", kept.case_file_id, kept.pk)
    messages.success(request, _("Testo ripreso. Quello che c’era prima è tra le versioni."))
    return redirect(kept.place)
