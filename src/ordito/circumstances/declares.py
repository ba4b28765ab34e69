# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile
from ordito.circumstances.actions.moves import kept_apart, write_residence
from ordito.circumstances.queries.essentials import essentials_of
from ordito.circumstances.queries.record_parts import moments_of, printed_of
from ordito.circumstances.rules.kinds import KINDS
from ordito.core.access import actor_of
from ordito.core.declare import AddressKeeper, AuditedAction, AuditedKind, Panel, RecordPart, TabGroup

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


def _essentials(request: HttpRequest, row: Model) -> str:
    """The card of the overview: nothing for who reads neither part."""
    if not isinstance(row, CaseFile):
        return ""
    essentials = essentials_of(actor_of(request), row, today=timezone.localdate())
    if not essentials.parts:
        return ""
    context = {"essentials": essentials, "record_pk": row.pk}
    return render_to_string("circumstances/record/essentials.html", context, request=request)


ACTIONS = {
    "circumstances.add_fact": _("situazione: dato aggiunto"),
    "circumstances.correct_fact": _("situazione: dato corretto"),
    "circumstances.end_fact": _("situazione: dato chiuso"),
    "circumstances.annul_fact": _("situazione: dato tolto"),
    "circumstances.name_address_readers": _("lettori di un indirizzo protetto"),
    "circumstances.take_over_address": _("indirizzo protetto ripreso da chi coordina"),
}

DECLARES = (
    RecordPart(
        "situation",
        Part.CIRCUMSTANCES,
        _("Situazione"),
        "circumstances:situation",
        order=10,
        moments=partial(moments_of, Part.CIRCUMSTANCES),
        printed=partial(printed_of, Part.CIRCUMSTANCES),
        group=TabGroup.PERSON,
    ),
    RecordPart(
        "health",
        Part.HEALTH,
        _("Salute"),
        "circumstances:health",
        order=11,
        moments=partial(moments_of, Part.HEALTH),
        printed=partial(printed_of, Part.HEALTH),
        group=TabGroup.PERSON,
    ),
    AddressKeeper(kept_apart, write_residence),
    Panel("circumstances.essentials", _essentials, order=10),
    # Told by number alone: a name would say too much, a secret address most of all.
    *(AuditedKind(kind.model._meta.label_lower, kind.label) for kind in KINDS),  # noqa: SLF001 - Django's public name
    AuditedKind("circumstances.addressreader", _("Lettore di un indirizzo protetto")),
    AuditedKind("circumstances.addresstakeover", _("Indirizzo protetto ripreso da chi coordina")),
    AuditedKind("circumstances.factrevision", _("Versione precedente di un dato")),
    *(AuditedAction(action, label) for action, label in ACTIONS.items()),
)
