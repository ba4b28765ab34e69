# SPDX-License-Identifier: EUPL-1.2
"""The search box of people, on its own page and inside other pages.

What is typed is sent by POST: a name in an address would stay in logs and in the browser of a shared desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.actions import LikelyDuplicateError
from ordito.cases.forms.people import SearchForm, from_fiscal_code
from ordito.cases.models import Person
from ordito.cases.queries.asking import name_typed, understand
from ordito.cases.queries.people import find_people
from ordito.cases.queries.record_header import age_text
from ordito.core.access import actor_of
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from ordito.cases.actions import CaseError
    from ordito.core.access import Actor


def search_context(request: HttpRequest) -> dict[str, Any]:
    """The box, and once something was typed the candidates."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid() or not form.cleaned_data["q"].strip():
        return {"search": form, "asked": ""}
    now = timezone.localtime()
    found = find_people(actor_of(request), form.cleaned_data["q"], at=now)
    candidates = [(candidate, age_text(candidate.person.birth_date, timezone.localdate(now))) for candidate in found]
    born = understand(form.cleaned_data["q"], today=timezone.localdate(now)).birth_date
    nobody = born is not None and all(candidate.person.birth_date != born for candidate in found)
    return {
        "search": form,
        "asked": form.cleaned_data["q"],
        "candidates": candidates,
        "nobody_born_on": born if found and nobody else None,
    }


def values_from_search(typed: str) -> dict[str, Any]:
    """What was searched as the first values of a new person, and what its fiscal code says: nothing is typed twice."""
    today = timezone.localdate()
    asked = understand(typed, today=today)
    surname, name = name_typed(typed, today=today)
    known = {"surname": surname, "name": name, "birth_date": asked.birth_date, "fiscal_code": asked.code}
    said = from_fiscal_code(asked.code, today=today)
    return known | {field: value for field, value in said.items() if not known.get(field)}


def duplicates_context(actor: Actor, error: CaseError | None) -> dict[str, Any]:
    """Who already has the data of a refused form; one with the same fiscal code leaves no doubt."""
    if not isinstance(error, LikelyDuplicateError):
        return {}
    return {"alike": alike(actor, error), "certain": error.certain}


def alike(actor: Actor, error: LikelyDuplicateError) -> Sequence[dict[str, Any]]:
    """The people who may be the same as the one being registered, for whoever may find them.

    It is a search like any other, and logged as one. A fiscal code may be of somebody whom the body knows in another
    Comune: that person is not shown, but the log says that their code was tried.
    """
    now = timezone.localtime()
    today = timezone.localdate(now)
    alike_ones = list(Person.objects.filter(pk__in=error.person_ids))
    log_access("cases.find_people", by=actor, at=now, kind=Kind.SEARCH, rows=alike_ones, detail={"registering": True})
    rows = Person.objects.searchable_by(actor).filter(pk__in=error.person_ids)
    return [
        {
            "person": row,
            "name": row.full_name(),
            "age_text": age_text(row.birth_date, today),
            "fiscal_code": open_text(row, "fiscal_code"),
        }
        for row in rows
    ]
