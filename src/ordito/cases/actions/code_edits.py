# SPDX-License-Identifier: EUPL-1.2
"""How a house changes the code lists; the files that come with a release leave alone what was changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_order, lock
from ordito.cases.models import Code, CodeAlias, CodeList
from ordito.core.access import permit
from ordito.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.core.access import Actor

OWN_PREFIX = "own_"
"""Before the code of an entry made here, so that a later release cannot mean another thing by the same code."""


def add_code(
    *,
    by: Actor,
    at: datetime,
    code_list: CodeList,
    label: str,
    aliases: Sequence[str] = (),
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Code:
    """Add an entry at the end of a list; the same entry sent twice is added once, because its wording is taken.

    Raises:
        NotAllowedError: the actor does not manage the settings of records.
        CaseError: an empty or taken wording, dates out of order.
    """
    permit(rules.keeps_settings_everywhere(by))
    check_order(valid_from, valid_to, field="valid_to")
    with recorded("cases.add_code", by=by, at=at) as trace:
        row = lock(CodeList, code_list.pk)
        label = " ".join(label.split())
        words = _checked_words(row, label, aliases)
        last = Code.objects.filter(code_list=row).aggregate(last=Max("position"))["last"] or 0
        code = Code(
            code_list=row,
            code=_free_code(row, label),
            label=label,
            position=last + 1,
            valid_from=valid_from,
            valid_to=valid_to,
            edited_here=True,
        )
        code.save(force_insert=True)
        _set_aliases(code, words)
        trace.touches(code, row)
    return code


def edit_code(
    *,
    by: Actor,
    at: datetime,
    code: Code,
    version: int,
    label: str,
    aliases: Sequence[str],
    valid_from: date | None,
    valid_to: date | None,
) -> Code:
    """Change the wording, the other wordings and the validity of an entry; what records say by its code stays.

    Raises:
        NotAllowedError: the actor does not manage the settings of records.
        ConflictError: somebody saved meanwhile.
        CaseError: an empty or taken wording, dates out of order.
    """
    permit(rules.keeps_settings_everywhere(by))
    check_order(valid_from, valid_to, field="valid_to")
    with recorded("cases.edit_code", by=by, at=at) as trace:
        code_list = lock(CodeList, code.code_list_id)
        row = lock(Code, code.pk, version=version)
        label = " ".join(label.split())
        words = _checked_words(code_list, label, aliases, without=row)
        row.label, row.valid_from, row.valid_to = label, valid_from, valid_to
        row.edited_here = True
        row.version += 1
        row.save()
        _set_aliases(row, words)
        trace.touches(row, code_list, fields=["label", "aliases", "valid_from", "valid_to"])
    return row


def move_code(*, by: Actor, at: datetime, code: Code, up: bool) -> None:
    """Move an entry one place up or down in its list; at the end of the list nothing happens.

    Raises:
        NotAllowedError: the actor does not manage the settings of records.
    """
    permit(rules.keeps_settings_everywhere(by))
    with recorded("cases.move_code", by=by, at=at) as trace:
        code_list = lock(CodeList, code.code_list_id)
        rows = list(Code.objects.of(code_list.key))
        here = next(index for index, row in enumerate(rows) if row.pk == code.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]
        first = min(row.position for row in rows)
        for position, row in enumerate(rows, start=first):
            row.position = position
        Code.objects.bulk_update(rows, ["position"])
        code_list.ordered_here = True
        code_list.save()
        trace.touches(code, code_list, fields=["position"])


def _checked_words(
    code_list: CodeList, label: str, aliases: Sequence[str], *, without: Code | None = None
) -> dict[str, str]:
    """The other wordings by their folded form; each wording leads to one entry of the list only."""
    if not fold(label):
        raise CaseError(_("Scrivi la voce."), field="label")
    others = Code.objects.filter(code_list=code_list)
    if without is not None:
        others = others.exclude(pk=without.pk)
    taken = {fold(row.label): row.label for row in others}
    taken |= {
        alias.folded: alias.code.label for alias in CodeAlias.objects.filter(code__in=others).select_related("code")
    }
    words = {fold(alias): " ".join(alias.split()) for alias in aliases if fold(alias)}
    words.pop(fold(label), None)
    for field, folded in (("label", fold(label)), *(("aliases", word) for word in words)):
        if folded in taken:
            raise CaseError(
                _("“%(word)s” porta già a un’altra voce: %(label)s.")
                % {"word": label if field == "label" else words[folded], "label": taken[folded]},
                field=field,
            )
    return words


def _free_code(code_list: CodeList, label: str) -> str:
    base = f"{OWN_PREFIX}{slugify(label)[:28].replace('-', '_')}"
    taken = set(Code.objects.filter(code_list=code_list, code__startswith=base).values_list("code", flat=True))
    number = 1
    code = base
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code


def _set_aliases(code: Code, words: dict[str, str]) -> None:
    CodeAlias.objects.filter(code=code).delete()
    CodeAlias.objects.bulk_create(CodeAlias(code=code, label=word, folded=folded) for folded, word in words.items())
