# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ApprovalKind, Part
from ordito.core.access import Verb
from ordito.core.declare import (
    ApprovalSubject,
    AuditedAction,
    AuditedKind,
    Card,
    Node,
    RecordPart,
    RecordSign,
    TabGroup,
)
from ordito.plans.models import SupportPlan
from ordito.plans.queries import due, story

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor


def _name(plan: SupportPlan) -> str:
    return gettext("%(kind)s, versione %(number)s, cartella %(file)s") % {
        "kind": plan.kind,
        "number": plan.edition,
        "file": plan.case_file,
    }


def _address(plan: SupportPlan) -> str:
    return reverse("plans:plan", args=[plan.case_file_id, plan.pk])


def _visible(actor: Actor) -> QuerySet[SupportPlan]:
    return SupportPlan.objects.visible_to(actor).current().select_related("kind", "case_file")


KINDS = {
    "plans.planbeneficiary": _("Per chi è un progetto"),
    "plans.participant": _("Chi partecipa a un progetto"),
    "plans.objective": _("Obiettivo"),
    "plans.plannedaction": _("Riga di un progetto"),
    "plans.responsible": _("Chi fa che cosa"),
    "plans.planreview": _("Verifica di un progetto"),
    "plans.check": _("Quanto è stato raggiunto"),
    "plans.plansignature": _("Firma di un progetto"),
    "plans.words": _("Parole della famiglia"),
}
ACTIONS = {
    "plans.start_plan": _("progetto cominciato"),
    "plans.edit_plan": _("dati del progetto"),
    "plans.share_plan": _("progetto condiviso con la famiglia"),
    "plans.agree_plan": _("progetto concordato"),
    "plans.conclude_plan": _("progetto concluso"),
    "plans.discard_plan": _("bozza di progetto buttata"),
    "plans.new_edition": _("nuova versione del progetto"),
    "plans.reopen_text": _("testo del progetto riaperto"),
    "plans.ask_approval": _("approvazione del progetto chiesta"),
    "plans.add_objective": _("obiettivo aggiunto"),
    "plans.edit_objective": _("obiettivo modificato"),
    "plans.remove_objective": _("obiettivo tolto"),
    "plans.add_action": _("riga del progetto aggiunta"),
    "plans.edit_action": _("riga del progetto modificata"),
    "plans.remove_action": _("riga del progetto tolta"),
    "plans.add_participant": _("partecipante al progetto aggiunto"),
    "plans.remove_participant": _("partecipante al progetto tolto"),
    "plans.sign_on_screen": _("firma sullo schermo"),
    "plans.sign_on_file": _("progetto firmato caricato"),
    "plans.hold_review": _("verifica del progetto"),
    "plans.write_words": _("parole della famiglia scritte"),
    "plans.correct_words": _("parole della famiglia corrette"),
    "plans.withdraw_words": _("parole della famiglia tolte"),
}

DECLARES = (
    RecordPart(
        "plans",
        Part.PLANS,
        _("Progetti"),
        "plans:plans",
        order=50,
        moments=story.plan_moments,
        printed=story.printed_plans,
        group=TabGroup.PATH,
        often=True,
    ),
    RecordPart(
        "words",
        Part.WORDS,
        _("Parole"),
        "plans:words",
        order=51,
        moments=story.words_moments,
        printed=story.printed_words,
        group=TabGroup.PATH,
    ),
    RecordSign("plans.without", _("Senza progetto"), due.without_plan, 40, due.is_without_plan),
    RecordSign("plans.late", _("Verifica del progetto scaduta"), due.late_reviews, 41, due.has_late_review),
    RecordSign("plans.near", _("Verifica del progetto entro 30 giorni"), due.near_reviews, 42, due.has_near_review),
    Card("plans.reviews", _("Verifiche dei progetti"), Verb.WRITE_RECORD, due.due_reviews, 16, "it-check-circle"),
    ApprovalSubject(ApprovalKind.PLAN, lambda record_id, plan_id: reverse("plans:plan", args=[record_id, plan_id])),
    # A thread shows the kind of plan and the number of the record, never whose it is.
    Node(
        "plans.supportplan",
        _("Progetto"),
        "plans.SupportPlan",
        name=_name,
        url=_address,
        visible=_visible,
        state=SupportPlan.get_state_display,
    ),
    AuditedKind("plans.supportplan", _("Progetto"), _name, _visible),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(action, label) for action, label in ACTIONS.items()),
)
