# SPDX-License-Identifier: EUPL-1.2
"""The code lists as the page of settings shows them, and where their entries are used."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, ManyToOneRel, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.cases.models import Code, CodeAlias, CodeList

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

FEW = 5
"""Below this a count says "a few": who manages the lists reads no record, and a small number could tell on somebody."""


def lists_of(text: str, *, today: date) -> QuerySet[CodeList]:
    """The lists whose name, or one of whose entries, holds `text`; each with how many entries hold and were edited."""
    rows = CodeList.objects.annotate(
        standing=Count("codes", filter=Q(codes__valid_to__isnull=True) | Q(codes__valid_to__gte=today)),
        edited=Count("codes", filter=Q(codes__edited_here=True)),
    )
    if text:
        named = Code.objects.filter(label__icontains=text).values("code_list_id")
        rows = rows.filter(Q(label__icontains=text) | Q(pk__in=named))
    return rows.order_by("label", "pk")


def uses_of(code_list: CodeList) -> dict[int, str]:
    """How often each entry of a list is used, in words, by the ids of the entries that are; one query over all tables.

    Every column that holds an entry of any list is asked for the ids of this one, which its index finds.
    """
    ids = list(Code.objects.filter(code_list=code_list).values_list("pk", flat=True))
    counts: Counter[int] = Counter()
    parts = [
        _used(relation.related_model, relation.field.name, ids)
        for relation in Code._meta.get_fields(include_hidden=True)  # noqa: SLF001 - Django's public name
        if isinstance(relation, ManyToOneRel) and relation.related_model is not CodeAlias
    ]
    first, *others = parts
    for pk, times in first.union(*others, all=True):
        counts[pk] += times
    return {pk: _in_words(times) for pk, times in counts.items()}


def _used(model: Any, column: str, ids: list[int]) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = (
        model._base_manager.filter(**{f"{column}__in": ids})  # noqa: SLF001 - Django's public name
        .order_by()
        .values(used=F(f"{column}_id"))
        .annotate(times=Count("pk"))
        .values_list("used", "times")
    )
    return rows


def _in_words(times: int) -> str:
    if times < FEW:
        return _("meno di %(few)s volte") % {"few": FEW}
    return ngettext("%(count)s volta", "%(count)s volte", times) % {"count": times}
