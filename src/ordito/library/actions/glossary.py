# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.repeats import once_more
from ordito.core.text import fold
from ordito.library import rules
from ordito.library.actions.errors import LibraryConflictError, LibraryError
from ordito.library.models import GlossaryTerm, TermVersion
from ordito.library.queries.glossary import content_of, forget_words, phrases_of, taken_phrases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.library.enums import TermState

SLUG = 110


@dataclass(frozen=True)
class TermValues:
    """What a word of the glossary says; `synonyms` are found in texts as the word itself is."""

    term: str
    definition: str
    sources: str
    synonyms: Sequence[str]
    see_also: Sequence[GlossaryTerm]
    state: TermState
    verified: bool


@once_more
def add_term(
    values: TermValues, *, by: Actor, at: datetime, form_key: UUID | None = None, note: str = ""
) -> GlossaryTerm:
    """Put a word into the glossary; the same form twice puts one.

    Raises:
        NotAllowedError: the actor does not take care of the glossary.
        LibraryError: something is missing, or another word is said the same way.
    """
    permit(rules.can_keep_glossary(by))
    with recorded("library.add_term", by=by, at=at) as trace:
        if form_key and (twice := TermVersion.objects.filter(form_key=form_key).first()) is not None:
            return twice.term
        _check(values, None)
        row = new_term(values.term)
        _write(row, values, by=by, at=at, note=note, form_key=form_key)
        trace.touches(row)
    return row


def change_term(
    values: TermValues, *, by: Actor, at: datetime, term: GlossaryTerm, version: int, note: str, form_key: UUID
) -> GlossaryTerm:
    """Say something else of a word; what it said stays in its history. `version` is the state the form showed.

    Raises:
        NotAllowedError: the actor does not take care of the glossary.
        LibraryConflictError: somebody saved it meanwhile.
        LibraryError: something is missing, or another word is said the same way.
    """
    permit(rules.can_keep_glossary(by))
    with recorded("library.change_term", by=by, at=at) as trace:
        row = GlossaryTerm.objects.select_for_update(of=("self",)).get(pk=term.pk)
        if TermVersion.objects.filter(form_key=form_key).exists():
            return row
        if row.version != version:
            raise LibraryConflictError(row)
        _check(values, row)
        before = content_of(row)
        _write(row, values, by=by, at=at, note=note, form_key=form_key)
        after = content_of(row)
        trace.touches(row, fields=[name for name in after if after[name] != before[name]])
    return row


def _check(values: TermValues, row: GlossaryTerm | None) -> None:
    if not fold(values.term):
        raise LibraryError(_("Scrivi la parola."), field="term")
    if not values.definition.strip():
        raise LibraryError(_("Scrivi la spiegazione."), field="definition")
    taken = taken_phrases(row)
    for phrase in phrases_of(values.term, values.synonyms):
        if other := taken.get(fold(phrase)):
            words = _("«%(phrase)s» si trova già alla parola «%(other)s».") % {"phrase": phrase, "other": other}
            raise LibraryError(words, field="term" if phrase == values.term else "synonyms")
    if GlossaryTerm.objects.filter(folded=fold(values.term)).exclude(pk=row.pk if row else 0).exists():
        raise LibraryError(_("Questa parola c’è già, ritirata: modificala e rimettila."), field="term")


def _write(row: GlossaryTerm, values: TermValues, *, by: Actor, at: datetime, note: str, form_key: UUID | None) -> None:
    fill_term(row, values, at=at)
    row.see_also.set(values.see_also)
    keep_version(row, by=by, at=at, note=note, form_key=form_key)


def fill_term(row: GlossaryTerm, values: TermValues, *, at: datetime) -> None:
    """Write the columns of a word, within an action; the words that go with it are the caller's."""
    row.term, row.folded = values.term.strip(), fold(values.term)
    row.definition, row.sources = values.definition.strip(), values.sources.strip()
    row.synonyms, row.state, row.verified = list(values.synonyms), values.state, values.verified
    row.changed_at = at
    row.version += 1
    row.save()
    transaction.on_commit(forget_words)


def keep_version(row: GlossaryTerm, *, by: Actor, at: datetime, note: str = "", form_key: UUID | None = None) -> None:
    """Keep a word as it stands now, within an action."""
    TermVersion.objects.create(
        term=row,
        number=row.version,
        content=content_of(row),
        note=note.strip(),
        at=at,
        by_name=by.actor_name[:160],
        form_key=form_key,
    )


def new_term(word: str) -> GlossaryTerm:
    """A word with its address, to be filled and saved."""
    return GlossaryTerm(slug=_slug(word), version=0)


def _slug(term: str) -> str:
    base = slugify(term)[:SLUG] or "parola"
    taken = set(GlossaryTerm.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    names = (base if not number else f"{base}-{number + 1}" for number in range(len(taken) + 1))
    return next(name for name in names if name not in taken)
