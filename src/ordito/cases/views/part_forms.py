# SPDX-License-Identifier: EUPL-1.2
"""How a form about a part of a record goes, in every app that keeps one: its draft, its action, two people at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect

from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.drafting import drafting_of
from ordito.cases.views.loading import record_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader


def answer_form(
    request: HttpRequest,
    record: RecordHeader,
    form: Form,
    act: Callable[[], Any],
    *,
    done: str,
    back: str | Callable[[], str],
    theirs: Callable[[Any], dict[str, Any]] | None = None,
) -> tuple[HttpResponse | None, dict[str, Any]]:
    """Do what a form asks and go back; or None, and what the page that shows the form again needs: conflict and draft.

    `back` may be asked only when the work is done. `theirs` gives the form's values of the row as it stands, when two
    people saved at once. A form with long texts has a draft.
    """
    draft = drafting_of(request, record, form)
    if draft:
        if response := draft.answer():
            return response, {}
        draft.fill(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=theirs is not None)
        if error is None:
            if draft:
                draft.done()
            messages.success(request, done)
            return redirect(back if isinstance(back, str) else back()), {}
        conflict = conflict_of(form, error, theirs) if theirs else None
    return None, {"conflict": conflict, "draft": draft}


def part_page(
    request: HttpRequest,
    record: RecordHeader,
    form: Form,
    act: Callable[[], Any],
    *,
    tab: str,
    home: str,
    back: str | Callable[[], str],
    done: str,
    theirs: Callable[[Any], dict[str, Any]] | None = None,
    template: str = "cases/record/form",
    **context: Any,
) -> HttpResponse:
    """Show a form of a part, or do what it asks and go back; `home` is the part's page, for who gives up.

    See `answer_form`.
    """
    answered, shown = answer_form(request, record, form, act, done=done, back=back, theirs=theirs)
    if answered is not None:
        return answered
    context.setdefault("cancel_url", back if isinstance(back, str) else home)
    shown = {"form": form, **shown, **context}
    return record_page(request, record, template, tab=tab, writing=True, invalid=form.is_bound, **shown)
