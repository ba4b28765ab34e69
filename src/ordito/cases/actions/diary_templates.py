# SPDX-License-Identifier: EUPL-1.2
"""Models of text for the diary: somebody's own, or shared by the service of an Ambito."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, lock
from ordito.cases.enums import ListKey
from ordito.cases.models import DiaryTemplate
from ordito.core.access import permit

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Territory


def add_template(
    *, by: Actor, at: datetime, title: str, text: str, kind: Code | None = None, ambito: Territory | None = None
) -> DiaryTemplate:
    """Keep a new model of text: the actor's own, or with `ambito` one for everybody of that Ambito.

    Raises:
        NotAllowedError: the actor writes no records, or does not decide the settings of that Ambito.
        CaseError: no name, no text, a code out of its list.
    """
    template = DiaryTemplate(owner_id=None if ambito else by.actor_id, ambito=ambito)
    permit(rules.can_edit_template(by, template))
    with recorded("cases.add_template", by=by, at=at) as trace:
        _fill(template, title=title, text=text, kind=kind, at=at)
        template.save(force_insert=True)
        trace.touches(template)
    return template


def edit_template(
    *, by: Actor, at: datetime, template: DiaryTemplate, version: int, title: str, text: str, kind: Code | None = None
) -> DiaryTemplate:
    """Change a model of text; entries already written from it stay as they are.

    Raises:
        NotAllowedError: it is neither the actor's own nor of an Ambito whose settings they decide.
        ConflictError: somebody saved meanwhile.
        CaseError: no name, no text, a code out of its list.
    """
    permit(rules.can_edit_template(by, template))
    with recorded("cases.edit_template", by=by, at=at) as trace:
        row = lock(DiaryTemplate, template.pk, version=version)
        _fill(row, title=title, text=text, kind=kind, at=at)
        row.version += 1
        row.save()
        trace.touches(row, fields=["title", "text", "kind"])
    return row


def retire_template(*, by: Actor, at: datetime, template: DiaryTemplate) -> DiaryTemplate:
    """Offer a model no longer.

    Raises:
        NotAllowedError: as `edit_template`.
    """
    permit(rules.can_edit_template(by, template))
    with recorded("cases.retire_template", by=by, at=at) as trace:
        row = lock(DiaryTemplate, template.pk)
        row.retired_at = row.retired_at or at
        row.save()
        trace.touches(row, fields=["retired_at"])
    return row


def _fill(row: DiaryTemplate, *, title: str, text: str, kind: Code | None, at: datetime) -> None:
    if not title.strip():
        raise CaseError(_("Scrivi il nome del modello."), field="title")
    if not text.strip():
        raise CaseError(_("Scrivi il testo del modello."), field="text")
    check_code(kind, ListKey.DIARY_KIND, at=timezone.localdate(at), field="kind")
    row.title, row.text, row.kind = title.strip(), text.strip(), kind
