# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.campaigns.enums import Move
from ordito.campaigns.queries.returns import answers_of, story_of
from ordito.campaigns.views.returns import return_or_404
from ordito.core.access import Verb, actor_of, requires
from ordito.core.dates import format_date
from ordito.core.pdf import make_pdf

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest

    from ordito.campaigns.models import Return

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "campaigns" / "print" / "return.typ"


@require_safe
@requires(Verb.VIEW_CAMPAIGNS)
def print_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One return with its story as an accessible PDF."""
    actor, now = actor_of(request), timezone.localtime()
    row = return_or_404(request, public_id)
    log_access("campaigns.print_return", by=actor, at=now, kind=Kind.PRINT, rows=[row])
    answer = HttpResponse(make_pdf(TEMPLATE, _data(row, now), at=now), content_type="application/pdf")
    name = f"{slugify(row.unit_name)[:60] or 'restituzione'}-{slugify(row.campaign.period_label)}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _data(row: Return, now: datetime) -> dict[str, Any]:
    answers = answers_of(row)
    return {
        "title": row.unit_name,
        "language": get_language() or "it",
        "marker": _("Dati inventati: dimostrazione") if settings.DEMONSTRATION else "",
        "foot": _("Ordito, %(when)s") % {"when": f"{now:%d/%m/%Y %H:%M}"},
        "facts": _facts(row),
        "compared": answers.compared,
        "labels": {
            "answers": _("Risposte"),
            "nothing": _("Nessuna risposta è stata ancora inviata."),
            "question": _("Domanda"),
            "answer": _("Risposta"),
            "before": _("Rilevazione precedente"),
            "story": _("Storia"),
        },
        "lines": [
            {"heading": line.heading, "label": line.label, "value": line.value, "before": line.before,
             "change": line.change}
            for line in answers.lines
        ],
        "story": [
            [f"{timezone.localtime(event.at):%d/%m/%Y %H:%M}", _what(event.move, str(event.get_to_state_display())),
             event.by_name, event.reason]
            for event in story_of(row)
        ],
    }  # fmt: skip


def _what(move: str, state: str) -> str:
    return str(Move(move).label) if move else _("chiesta, %(state)s") % {"state": state}


def _facts(row: Return) -> list[tuple[str, str]]:
    campaign = row.campaign
    facts = [
        (_("Rilevazione"), f"{campaign.title} ({campaign.period_label})"),
        (_("Questionario"), str(campaign.version)),
        (_("Ambito"), row.ambito.name if row.ambito else ""),
        (_("Ente"), row.organisation.name if row.organisation else ""),
        (_("Stato"), str(row.get_state_display())),
        (_("Scadenza"), format_date(row.due_on)),
    ]
    if row.submission is not None:
        sent = timezone.localtime(row.submission.submitted_at)
        facts.append((_("Inviata"), f"{sent:%d/%m/%Y %H:%M}, {row.submission.submitted_by_name}"))
    return [(label, value) for label, value in facts if value]
