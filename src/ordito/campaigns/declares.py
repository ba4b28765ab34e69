# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.actions.returns import submit_return, why_not_sent
from ordito.campaigns.actions.verdicts import take_verdict
from ordito.campaigns.enums import CampaignState
from ordito.campaigns.models import Campaign, ReminderPlan, Return, ReturnLink, Signature
from ordito.campaigns.models.returns import WAITING
from ordito.campaigns.queries.answers import shown_beside
from ordito.campaigns.queries.overview import mine, open_campaigns, return_lines
from ordito.campaigns.queries.returns import comment_texts
from ordito.campaigns.rules import fills, may_fill
from ordito.core.access import SystemActor, Verb
from ordito.core.dates import format_date
from ordito.core.declare import (
    AnswerOwner,
    Assignment,
    AuditedAction,
    AuditedKind,
    Card,
    CardContent,
    CardItem,
    MenuEntry,
    Node,
    Recurring,
    Scope,
)
from ordito.questionnaires.actions.errors import NotAcceptedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.questionnaires.models import Submission

SECTION = _("Rilevazioni")
OWNER = "campaigns.return"
SHOWN = 5
ACTIONS = {
    "create_campaign": _("rilevazione preparata"),
    "edit_campaign": _("rilevazione modificata"),
    "set_warning_rules": _("controlli di una rilevazione"),
    "discard_campaign": _("rilevazione eliminata prima di aprirla"),
    "open_campaign": _("rilevazione aperta"),
    "finish_opening": _("restituzioni di una rilevazione create"),
    "close_campaign": _("rilevazione chiusa"),
    "reopen_campaign": _("rilevazione riaperta"),
    "add_units": _("unità aggiunte a una rilevazione"),
    "start_return": _("restituzione iniziata"),
    "submit_return": _("restituzione inviata"),
    "take_up": _("restituzione ripresa dall’Ambito"),
    "send_back": _("restituzione rimandata"),
    "reopen_return": _("restituzione riaperta"),
    "exempt_return": _("restituzione segnata come non dovuta"),
    "require_return": _("restituzione segnata come dovuta"),
    "extend_return": _("scadenza di una restituzione cambiata"),
    "move_to_ambito": _("restituzione passata a un altro Ambito"),
    "approve_for_region": _("restituzione approvata dalla Regione"),
    "approve_ambito_for_region": _("Ambito approvato dalla Regione"),
    "approve_for_ambito": _("restituzioni firmate dall’Ambito"),
    "attach_signed_pdf": _("PDF firmato allegato"),
    "open_signed_pdf": _("PDF firmato scaricato"),
    "open_return": _("restituzione letta"),
    "print_return": _("restituzione stampata"),
    "explain": _("risposte insolite spiegate"),
    "confirm_register": _("registro dei servizi aggiornato"),
    "make_link": _("collegamento personale inviato"),
    "revoke_link": _("collegamento personale revocato"),
    "tell_fillers": _("chi compila avvisato di una restituzione da correggere"),
    "remind": _("solleciti inviati"),
    "add_reminder_step": _("sollecito aggiunto al piano"),
    "remove_reminder_step": _("sollecito tolto dal piano"),
    "start_report": _("calcolo di un rapporto avviato"),
    "make_report": _("rapporto calcolato"),
    "export_report": _("rapporto scaricato"),
    "read_open_answers": _("risposte aperte lette"),
    "enter_by_link": _("ingresso da un collegamento personale"),
}


# --- what answers are for --------------------------------------------------------------------------------------------


def _return(return_id: int) -> Return:
    return Return.objects.with_campaign().get(pk=return_id)


def _may_fill(actor: Actor, return_id: int) -> bool:
    """The house itself may bring in answers of the past: the move that follows has the clock of the answers."""
    row = Return.objects.select_related("campaign").filter(pk=return_id).first()
    return row is not None and (isinstance(actor, SystemActor) or may_fill(actor, row, timezone.localdate()))


def _why_not(actor: Actor, return_id: int) -> str:
    """For who fills this return and comes too late, or second; nothing for others."""
    row = Return.objects.select_related("campaign").filter(pk=return_id).first()
    return why_not_sent(row, timezone.localdate()) if row is not None and fills(actor, row) else ""


def _readable(actor: Actor) -> QuerySet[Any, Any]:
    return Return.objects.visible_to(actor).values("pk")


def _name(return_id: int) -> str:
    return _names([return_id]).get(return_id, "")


def _names(ids: Sequence[int]) -> Mapping[int, str]:
    rows = Return.objects.filter(pk__in=ids).values_list("pk", "unit_name", "campaign__title", "campaign__period_label")
    return {pk: f"{unit} – {title} ({period})" for pk, unit, title, period in rows}


def _address(return_id: int) -> str:
    public_id = Return.objects.values_list("public_id", flat=True).get(pk=return_id)
    return reverse("campaigns:return", args=[public_id])


def _submitted(submission: Submission, actor: Actor, at: datetime) -> None:
    try:
        submit_return(return_id=submission.owner_id, submission=submission, by=actor, at=at)
    except ReturnRefusedError as error:
        raise NotAcceptedError(str(error)) from error


def _checked(submission: Submission, actor: Actor, at: datetime) -> None:
    take_verdict(submission=submission, by=actor, at=at)


def _notes(return_id: int) -> str:
    row = _return(return_id)
    campaign = row.campaign
    lines = [str(_("Da inviare entro il %(day)s.") % {"day": format_date(row.due_on)}), campaign.help_text]
    if campaign.contact:
        lines.append(str(_("Per aiuto: %(contact)s") % {"contact": campaign.contact}))
    return "\n".join(line for line in lines if line)


def _previous(return_id: int) -> Mapping[str, str]:
    return shown_beside(_return(return_id))


def _comments(return_id: int) -> Mapping[str, str]:
    return comment_texts(return_id)


def _find(actor: Actor, text: str) -> int | None:
    """A return still to be filled, by the name of its unit; None when there is none, or more than one."""
    rows = mine(actor).filter(unit_name__iexact=text.strip(), state__in=WAITING, campaign__state=CampaignState.OPEN)
    found = list(rows.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _assignments(actor: Actor) -> list[Assignment]:
    """What a device may fill now."""
    today = timezone.localdate()
    rows = mine(actor).filter(state__in=WAITING, campaign__state=CampaignState.OPEN).select_related("campaign")
    return [
        Assignment(row.pk, row.campaign.version_id, f"{row.unit_name} – {row.campaign.title}", row.due_on)
        for row in rows.order_by("due_on", "pk")
        if row.campaign.opens_on <= today <= row.last_day
    ]


# --- the home --------------------------------------------------------------------------------------------------------


def _to_fill(actor: Actor, today: date) -> CardContent | None:
    """Returns that this person's body owes; nothing for who fills none."""
    rows = mine(actor).filter(state__in=WAITING, campaign__state=CampaignState.OPEN).select_related("campaign")
    found = list(rows.order_by("due_on", "pk")[: SHOWN + 1])
    if not found and not mine(actor).exists():
        return None
    items = [
        CardItem(
            text=line.row.unit_name,
            url=reverse("campaigns:return", args=[line.row.public_id]),
            detail=f"{line.row.campaign}, {_when(line.row.due_on, today)}",
            late=line.late,
        )
        for line in return_lines(found[:SHOWN], today)
    ]
    more = reverse("campaigns:mine") if len(found) > SHOWN else ""
    return CardContent(items, _("Nessuna restituzione da compilare."), more_url=more)


def _when(due_on: date, today: date) -> str:
    words = {"day": format_date(due_on)}
    return str((_("scaduta il %(day)s") if due_on < today else _("entro il %(day)s")) % words)


def _under_way(actor: Actor, today: date) -> CardContent:
    """Campaigns under way of which this person answers for some return."""
    items = [
        CardItem(
            text=f"{row.campaign}: {row.arrived}/{row.due}",
            url=reverse("campaigns:campaign", args=[row.campaign.public_id]),
            detail=_standing(row.late, row.to_approve, row.campaign.deadline, today),
            late=bool(row.late),
        )
        for row in open_campaigns(actor, today)[:SHOWN]
    ]
    return CardContent(items, _("Nessuna rilevazione aperta."), more_url=reverse("campaigns:list"))


def _standing(late: int, ready: int, deadline: date, today: date) -> str:
    parts = [_when(deadline, today)]
    if ready:
        parts.append(ngettext("%(count)s da approvare", "%(count)s da approvare", ready) % {"count": ready})
    if late:
        parts.append(ngettext("%(count)s in ritardo", "%(count)s in ritardo", late) % {"count": late})
    return ", ".join(parts)


def _campaign_address(campaign: Campaign) -> str:
    return reverse("campaigns:campaign", args=[campaign.public_id])


def _find_campaign(actor: Actor, text: str) -> QuerySet[Any]:
    return Campaign.objects.visible_to(actor).filter(title__icontains=text).order_by("-deadline", "-pk")


DECLARES = (
    AnswerOwner(
        OWNER,
        _("Restituzione"),
        may_fill=_may_fill,
        visible=_readable,
        name=_name,
        url=_address,
        submitted=_submitted,
        checked=_checked,
        notes=_notes,
        previous=_previous,
        comments=_comments,
        find=_find,
        assignments=_assignments,
        names=_names,
        why_not=_why_not,
    ),
    Recurring("ordito.campaigns.tasks.remind", _("Piano dei solleciti"), timedelta(hours=3)),
    Scope("campaigns.signature", lambda actor: Signature.objects.visible_to(actor).values("pk")),
    MenuEntry(SECTION, _("Rilevazioni"), "campaigns:list", Verb.VIEW_CAMPAIGNS, "it-files", order=30),
    MenuEntry(SECTION, _("Restituzioni da compilare"), "campaigns:mine", Verb.FILL_RETURN, "it-pencil", order=31),
    Card("campaigns.fill", _("Restituzioni da compilare"), Verb.FILL_RETURN, _to_fill, order=15, icon="it-pencil"),
    Card("campaigns.open", _("Rilevazioni aperte"), Verb.APPROVE_RETURN, _under_way, order=25, icon="it-files"),
    Node(
        "campaigns.campaign",
        _("Rilevazione"),
        "campaigns.Campaign",
        str,
        _campaign_address,
        Campaign.objects.visible_to,
        Campaign.get_state_display,
        _find_campaign,
    ),
    AuditedKind("campaigns.campaign", _("Rilevazione"), str, Campaign.objects.visible_to),
    AuditedKind("campaigns.return", _("Restituzione"), str, Return.objects.visible_to),
    AuditedKind("campaigns.signature", _("Firma di un Ambito"), str, Signature.objects.visible_to),
    AuditedKind("campaigns.returnlink", _("Collegamento personale"), str, ReturnLink.objects.visible_to),
    AuditedKind("campaigns.reminderplan", _("Sollecito del piano"), str, ReminderPlan.objects.visible_to),
    AuditedKind("campaigns.registerupdate", _("Aggiornamento del registro dei servizi")),
    *(AuditedAction(f"campaigns.{name}", label) for name, label in ACTIONS.items()),
)
