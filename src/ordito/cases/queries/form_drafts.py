# SPDX-License-Identifier: EUPL-1.2
"""What somebody typed in the forms of a record and has not saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.models import FormDraft
from ordito.core.dates import format_date
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile, FormDraftRevision
    from ordito.core.access import Actor


@dataclass(frozen=True)
class Typed:
    """The texts that a form held at some moment."""

    pk: int
    at: datetime
    texts: list[str]

    @property
    def label(self) -> str:
        """When that was, for the heading of what was typed before."""
        return _("Versione delle %(hour)s del %(day)s") % {
            "hour": f"{self.at:%H:%M}",
            "day": format_date(timezone.localdate(self.at)),
        }


def form_drafts_of(actor: Actor, case_file: CaseFile) -> QuerySet[FormDraft]:
    """The actor's own drafts in a record, with the owner of the key."""
    return FormDraft.objects.visible_to(actor).filter(case_file=case_file).select_related("case_file__person")


def own_form_draft(actor: Actor, case_file: CaseFile, place: str) -> FormDraft | None:
    """What the actor typed at this address; that they may open the record, the page has asked."""
    if actor.actor_id is None:
        return None
    rows = FormDraft.objects.filter(case_file=case_file, owner_id=actor.actor_id, place=place)
    return rows.select_related("case_file__person").first()


def typed_in(row: FormDraft | FormDraftRevision | None) -> QueryDict:
    """What a draft holds, as the browser sent it; empty without a draft."""
    return QueryDict(open_text(row, "typed") if row else "")


def typed_texts(row: FormDraft | FormDraftRevision) -> Typed:
    """The texts of a draft in the order of the form, without what was only chosen."""
    values = [value.strip() for values in dict(typed_in(row).lists()).values() for value in values]
    return Typed(row.pk, timezone.localtime(row.saved_at), [value for value in values if len(value.split()) > 1])


def earlier_typed(draft: FormDraft) -> list[Typed]:
    """What a draft held before, the latest first."""
    rows = draft.revisions.select_related("draft__case_file__person").order_by("-pk")
    return [typed_texts(row) for row in rows]
