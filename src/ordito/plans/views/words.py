# SPDX-License-Identifier: EUPL-1.2
"""The own words of the child and of the family: a part of the record with a permission of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.cases.enums import CaseFileState, Part
from ordito.cases.forms.fields import keep_present
from ordito.cases.views.loading import opened, part_or_403, part_written_or_403, record_page
from ordito.core.access import NotAllowedError, actor_of
from ordito.core.fields import open_text
from ordito.core.pages import page_of
from ordito.plans import actions, rules
from ordito.plans.forms.words import WordsForm
from ordito.plans.queries.plan_rows import plans_of
from ordito.plans.queries.words import words_lines, words_of
from ordito.plans.views.loading import answer, form_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.plans.models import SupportPlan, Words


@require_safe
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """All words of the record, the latest first."""
    record = part_or_403(request, pk, Part.WORDS)
    actor = actor_of(request)
    shown = page_of(request, words_of(actor, record.pk).order_by(), order=("-said_on", "-pk"))
    opened(request, record, "words")
    writes = Part.WORDS in record.writable and record.case_file.state != CaseFileState.CLOSED
    return record_page(
        request,
        record,
        "plans/record/words",
        tab="words",
        words=words_lines(shown.rows),
        list_page=shown,
        writes=writes,
        corrects={row.pk for row in shown.rows if record.writes or row.written_by_id == actor.actor_id}
        if writes
        else set(),
    )


@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what somebody said; ``?progetto=`` says from which plan one comes."""
    record = part_written_or_403(request, pk, Part.WORDS)
    plan = _plan(request, record)
    form = WordsForm(request.POST or None, initial={"said_on": record.today})
    back = reverse("plans:plan", args=[pk, plan.pk]) + "#parole" if plan else reverse("plans:words", args=[pk])

    def act() -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        actions.write_words(
            by=actor_of(request), at=timezone.localtime(), case_file=record.case_file, plan=plan, **values
        )

    return answer(
        request,
        record,
        form,
        act,
        done=_("Parole scritte."),
        to=back,
        tab="words",
        heading=_("Parole della famiglia"),
    )


def _plan(request: HttpRequest, record: RecordHeader) -> SupportPlan | None:
    asked = request.GET.get("progetto", "")
    return plans_of(actor_of(request), record.pk).filter(pk=asked).first() if asked.isdecimal() else None


@form_view
def edit(request: HttpRequest, pk: int, words_pk: int) -> HttpResponse:
    """Correct how words were written down."""
    record, row = _own_or_403(request, pk, words_pk)
    form = WordsForm(request.POST or None, initial=_values(row))
    keep_present(form)

    def act() -> None:
        values = {**form.cleaned_data, "version": form.cleaned_data["version"] or row.version}
        actions.correct_words(by=actor_of(request), at=timezone.localtime(), words=row, **values)

    return answer(
        request,
        record,
        form,
        act,
        done=_("Parole corrette."),
        to=reverse("plans:words", args=[pk]),
        values=_values,
        tab="words",
        heading=_("Correggi le parole"),
    )


@form_view
def remove(request: HttpRequest, pk: int, words_pk: int) -> HttpResponse:
    """Take words out of the record's pages."""
    record, row = _own_or_403(request, pk, words_pk)
    return answer(
        request,
        record,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: actions.withdraw_words(by=actor_of(request), at=timezone.localtime(), words=row),
        done=_("Parole tolte."),
        to=reverse("plans:words", args=[pk]),
        tab="words",
        heading=_("Togliere queste parole?"),
        consequences=[
            _("Non si leggeranno più nella cartella: per esempio perché chi le ha dette lo chiede."),
            _("Resta scritto chi le aveva registrate e chi le ha tolte."),
        ],
        submit_label=_("Togli le parole"),
        danger=True,
    )


def _own_or_403(request: HttpRequest, pk: int, words_pk: int) -> tuple[RecordHeader, Words]:
    record = part_written_or_403(request, pk, Part.WORDS)
    row = get_object_or_404(words_of(actor_of(request), record.pk), pk=words_pk)
    if not rules.can_correct_words(actor_of(request), row):
        raise NotAllowedError(_("Queste parole le corregge chi le ha scritte o chi segue la cartella."))
    return record, row


def _values(row: Words) -> dict[str, Any]:
    return {
        "speaker": row.speaker_id,
        "speaker_name": open_text(row, "speaker_name"),
        "said_on": row.said_on,
        "text": open_text(row, "text"),
        "version": row.version,
    }
