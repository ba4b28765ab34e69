# SPDX-License-Identifier: EUPL-1.2
"""The one way in which a page with a form about a body, a service or somebody is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect

from ordito.core.access import NotAllowedError
from ordito.core.http import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.forms import ModelForm
    from django.http import HttpRequest, HttpResponse

    from ordito.core.declare import Text


@dataclass(frozen=True)
class Section:
    """The list that a page belongs to, its address, and the address of one of its rows."""

    list_name: Text
    list_url: str
    row_url: str


def answer(
    request: HttpRequest,
    form: ModelForm[Any],
    section: Section,
    *,
    title: str,
    save: Callable[[], Model],
    done: str,
    row: Model | None = None,
    denied: tuple[str, str] | None = None,
) -> HttpResponse:
    """Show the form; sent and valid, call `save` and go to `row`, when the page is about one, else to what was made.

    `denied` is the field and the sentence for who may not save it as it would become.
    """
    context = {"form": form, "title": title, "list_name": section.list_name, "list_url": section.list_url}
    if row is not None:
        context |= {"name": str(row), "back_url": section.row_url, "pk": row.pk}  # before validation changes the row
    sent = request.method == "POST"
    if sent and form.is_valid():
        try:
            made = save()
        except NotAllowedError:
            if denied is None:
                raise
            form.add_error(*denied)
        else:
            messages.success(request, done)
            return redirect(section.row_url, (row or made).pk)
    return page(request, "territory/form.html", context, invalid=sent)
