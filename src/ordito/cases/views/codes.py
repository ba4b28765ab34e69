# SPDX-License-Identifier: EUPL-1.2
"""The pages on which a house looks after its code lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.cases.actions import code_edits
from ordito.cases.forms.codes import CodeForm, CodeListFilterForm
from ordito.cases.models import Code, CodeList
from ordito.cases.queries.codes import lists_of, uses_of
from ordito.cases.rules import keeps_settings_everywhere
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.http import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Verb.MANAGE_RECORD_SETTINGS)
def code_lists(request: HttpRequest) -> HttpResponse:
    """Every list, of this app and of those above."""
    form = CodeListFilterForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    lists = lists_of(text, today=timezone.localdate())
    return page(request, "cases/codes/lists.html", {"lists": lists, "filter": form, "filtered": bool(text)})


@require_safe
@requires(Verb.MANAGE_RECORD_SETTINGS)
def code_list(request: HttpRequest, key: str) -> HttpResponse:
    """The entries of one list, in the order of the forms, with how much each is used."""
    row = get_object_or_404(CodeList, key=key)
    codes = list(Code.objects.of(key).prefetch_related("aliases"))
    uses = uses_of(row)
    lines = [(code, uses.get(code.pk, "")) for code in codes]
    context = {"list": row, "lines": lines, "today": timezone.localdate()}
    return page(request, "cases/codes/list.html", context | {"keeps": keeps_settings_everywhere(actor_of(request))})


def refuse_local(request: HttpRequest) -> None:
    """What is one for all places is decided by who keeps the settings of all of them."""
    if not keeps_settings_everywhere(actor_of(request)):
        raise NotAllowedError(_("Vale per tutti i territori: lo cambia chi regola le impostazioni di tutti."))


@form_view
@requires(Verb.MANAGE_RECORD_SETTINGS)
def code_new(request: HttpRequest, key: str) -> HttpResponse:
    """Add an entry."""
    refuse_local(request)
    row = get_object_or_404(CodeList, key=key)
    form = CodeForm(request.POST or None)

    def act() -> None:
        code_edits.add_code(by=actor_of(request), at=timezone.localtime(), code_list=row, **form.code_values())

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Voce aggiunta."))
        return redirect("cases:code_list", key)
    return _form_page(request, row, form, heading=_("Nuova voce"))


@form_view
@requires(Verb.MANAGE_RECORD_SETTINGS)
def code_edit(request: HttpRequest, key: str, code_pk: int) -> HttpResponse:
    """Change an entry, or end it."""
    refuse_local(request)
    row = get_object_or_404(CodeList, key=key)
    code = get_object_or_404(Code.objects.prefetch_related("aliases"), code_list=row, pk=code_pk)
    form = CodeForm(request.POST or None, initial=_values_of(code))
    conflict = None

    def act() -> None:
        code_edits.edit_code(
            by=actor_of(request),
            at=timezone.localtime(),
            code=code,
            version=form.cleaned_data["version"] or code.version,
            **form.code_values(),
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Voce salvata."))
            return redirect("cases:code_list", key)
        conflict = conflict_of(form, error, _values_of)
    return _form_page(request, row, form, heading=code.label, conflict=conflict)


@require_POST
@requires(Verb.MANAGE_RECORD_SETTINGS)
def code_move(request: HttpRequest, key: str, code_pk: int) -> HttpResponse:
    """Move an entry one place up or down."""
    code = get_object_or_404(Code, code_list__key=key, pk=code_pk)
    code_edits.move_code(by=actor_of(request), at=timezone.localtime(), code=code, up="su" in request.POST)
    return redirect(f"{reverse('cases:code_list', args=[key])}#voce-{code_pk}")


def _values_of(code: Code) -> dict[str, Any]:
    return {
        "label": code.label,
        "aliases": "\n".join(alias.label for alias in code.aliases.all()),
        "valid_from": code.valid_from,
        "valid_to": code.valid_to,
        "version": code.version,
    }


def _form_page(request: HttpRequest, row: CodeList, form: CodeForm, **context: Any) -> HttpResponse:
    values = {"list": row, "form": form, "cancel_url": reverse("cases:code_list", args=[row.key]), **context}
    return page(request, "cases/codes/form.html", values, invalid=form.is_bound)
