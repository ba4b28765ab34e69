# SPDX-License-Identifier: EUPL-1.2
"""Models of letters: those of an Ambito, taken in and changed by who decides its settings, and Ordito's own."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, lock
from ordito.cases.enums import ListKey
from ordito.cases.models import Code
from ordito.core.access import SystemActor, permit
from ordito.files.actions import FileNotKeptError, store_file
from ordito.papers import rules
from ordito.papers.engine.examples import EXAMPLES, docx_of
from ordito.papers.engine.letters import LetterError, examine
from ordito.papers.models import LetterTemplate
from ordito.papers.queries.letter_fields import NAMES, ROWS

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.territory.models import Territory


def add_template(
    *, by: Actor, at: datetime, title: str, kind: Code, ambito: Territory, content: bytes
) -> LetterTemplate:
    """Take in a model of letters for an Ambito, as a .docx file.

    Raises:
        NotAllowedError: the actor does not decide the settings of the Ambito.
        CaseError: no name, a code out of its list, a file that cannot be a model and why.
    """
    template = LetterTemplate(ambito=ambito)
    permit(rules.can_edit_template(by, template))
    _check(title=title, kind=kind, at=at)
    _check_file(content)
    with recorded("papers.add_template", by=by, at=at) as trace:
        _fill(template, title=title, kind=kind, by=by, at=at)
        template.save(force_insert=True)
        _keep(template, content, by=by, at=at)
        template.save()
        trace.touches(template)
    return template


def edit_template(
    *, by: Actor, at: datetime, template: LetterTemplate, version: int, title: str, kind: Code, content: bytes = b""
) -> LetterTemplate:
    """Change a model; without `content` its file stays. Letters already written stay as they are.

    Raises:
        NotAllowedError: as `add_template`, and for Ordito's own.
        ConflictError: somebody saved meanwhile.
        CaseError: as `add_template`.
    """
    permit(rules.can_edit_template(by, template))
    _check(title=title, kind=kind, at=at)
    if content:
        _check_file(content)
    with recorded("papers.edit_template", by=by, at=at) as trace:
        row = lock(LetterTemplate, template.pk, version=version)
        _fill(row, title=title, kind=kind, by=by, at=at)
        row.version += 1
        if content:
            _keep(row, content, by=by, at=at)
        row.save()
        trace.touches(row, fields=["title", "kind", *(["stored_file_id"] if content else [])])
    return row


def retire_template(*, by: Actor, at: datetime, template: LetterTemplate) -> LetterTemplate:
    """Offer a model no longer.

    Raises:
        NotAllowedError: as `edit_template`.
    """
    permit(rules.can_edit_template(by, template))
    with recorded("papers.retire_template", by=by, at=at) as trace:
        row = lock(LetterTemplate, template.pk)
        row.retired_at = row.retired_at or at
        row.save()
        trace.touches(row, fields=["retired_at"])
    return row


def load_examples(*, at: datetime) -> int:
    """Put Ordito's own models in, those that are not there yet; returns how many were added."""
    by = SystemActor("modelli di lettera")
    added = 0
    for example in EXAMPLES:
        if LetterTemplate.objects.filter(key=example.key).exists():
            continue
        kind = Code.objects.of(ListKey.DOCUMENT_KIND).get(code=example.kind)
        with recorded("papers.add_template", by=by, at=at) as trace:
            template = LetterTemplate(key=example.key)
            _fill(template, title=example.title, kind=kind, by=by, at=at)
            template.save(force_insert=True)
            _keep(template, docx_of(example), by=by, at=at)
            template.save()
            trace.touches(template)
        added += 1
    return added


def _check(*, title: str, kind: Code, at: datetime) -> None:
    if not title.strip():
        raise CaseError(_("Scrivi il nome del modello."), field="title")
    check_code(kind, ListKey.DOCUMENT_KIND, at=timezone.localdate(at), field="kind")


def _check_file(content: bytes) -> None:
    try:
        examine(content, fields=NAMES, lists=ROWS)
    except LetterError as error:
        raise CaseError(refusal_words(error), field="file") from error


def refusal_words(error: LetterError) -> str:
    """Why a file cannot be a model, for who sent it."""
    words = {
        "not_docx": _("Questo file non è un documento Word (.docx) che si possa usare come modello."),
        "too_large": _("Questo file è troppo grande una volta aperto."),
        "macros": _("Il modello contiene macro o oggetti incorporati: salvalo come .docx senza."),
        "external": _("Il modello prende immagini o stili da un altro indirizzo: mettili dentro il file."),
        "language": _("Il modello usa un’istruzione che qui non c’è: bastano i campi, «if» e «for» su un elenco."),
        "syntax": _("Un campo o un’istruzione del modello è scritto a metà: controlla le parentesi graffe."),
        "unknown": _("Questi campi non esistono: %(names)s. Quelli che ci sono stanno nell’elenco dei campi."),
    }[error.code]
    return words % {"names": ", ".join(error.names)} if error.names else words


def _fill(row: LetterTemplate, *, title: str, kind: Code, by: Actor, at: datetime) -> None:
    row.title, row.kind = title.strip(), kind
    row.changed_at, row.changed_by_name = at, by.actor_name[:160]


def _keep(row: LetterTemplate, content: bytes, *, by: Actor, at: datetime) -> None:
    try:
        file = store_file(io.BytesIO(content), name=f"{row.title}.docx", owner=row, kinds={"docx"}, by=by, at=at)
    except FileNotKeptError as error:
        raise CaseError(str(error), field="file") from error
    row.stored_file_id = file.pk
