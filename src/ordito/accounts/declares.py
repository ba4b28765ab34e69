# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from ordito.accounts.models import Membership, User
from ordito.accounts.queries.registry import panel_about
from ordito.accounts.queries.work import card_of_jobs
from ordito.core.access import Verb, actor_of
from ordito.core.declare import AuditedAction, AuditedKind, Card, MenuEntry, Panel, Recurring
from ordito.jobs.models import Job

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    from ordito.core.access import Actor

HOUSE = _("Amministrazione")
EVERYBODY = Verb.VIEW_TERRITORY  # the one verb that every role has


def _role_of(membership: Membership) -> str:
    return f"{membership.user.full_name}, {membership.role_label()}"


def _named_people(actor: Actor) -> QuerySet[User]:
    """Names of staff are no secret to who reads what they did."""
    return User.objects.all() if actor.holds(Verb.VIEW_AUDIT) else User.objects.visible_to(actor)


def _audit_panel(request: HttpRequest, row: Model) -> str:
    return render_to_string("accounts/registry_panel.html", panel_about(actor_of(request), row))


DECLARES = (
    MenuEntry(HOUSE, _("Persone che accedono"), "accounts:people", Verb.MANAGE_ACCOUNTS, "it-user", order=80),
    MenuEntry(HOUSE, _("Registro degli accessi"), "accounts:registry", Verb.VIEW_AUDIT, "it-locked", order=81),
    MenuEntry(HOUSE, _("Lavori in corso"), "accounts:jobs", EVERYBODY, "it-settings", order=85),
    MenuEntry(HOUSE, _("Chi può fare che cosa"), "accounts:rights", EVERYBODY, "it-key", order=86),
    MenuEntry(HOUSE, _("Il mio profilo"), "accounts:profile", EVERYBODY, "it-card", order=87),
    Recurring("ordito.accounts.tasks.clear_sessions", _("Pulizia delle sessioni scadute"), timedelta(days=1)),
    Panel("accounts.audit", _audit_panel, order=90),
    Card("accounts.jobs", _("Elaborazioni in corso"), EVERYBODY, card_of_jobs, order=70, icon="it-settings"),
    AuditedKind("accounts.user", _("Persona che accede"), str, _named_people),
    AuditedKind(
        "accounts.membership",
        _("Ruolo"),
        _role_of,
        lambda actor: Membership.objects.visible_to(actor).select_related("user"),
    ),
    AuditedKind("jobs.job", _("Lavoro"), str, Job.objects.visible_to),
    AuditedAction("accounts.login", _("È entrata nel sistema")),
    AuditedAction("accounts.logout", _("È uscita dal sistema")),
    AuditedAction("accounts.login_failed", _("Accesso non riuscito")),
    AuditedAction("accounts.second_factor_failed", _("Secondo passaggio non riuscito")),
    AuditedAction("accounts.create_account", _("Creazione di un profilo")),
    AuditedAction("accounts.change_account", _("Modifica di un profilo")),
    AuditedAction("accounts.set_temporary_password", _("Password provvisoria")),
    AuditedAction("accounts.change_password", _("Cambio della propria password")),
    AuditedAction("accounts.add_second_factor", _("Attivazione della verifica in due passaggi")),
    AuditedAction("accounts.remove_second_factor", _("Disattivazione della verifica in due passaggi")),
    AuditedAction("accounts.renew_second_factor", _("Nuovi codici di riserva")),
    AuditedAction("accounts.reset_second_factor", _("Verifica in due passaggi tolta da un amministratore")),
    AuditedAction("accounts.deactivate_account", _("Sospensione di un profilo")),
    AuditedAction("accounts.reactivate_account", _("Riattivazione di un profilo")),
    AuditedAction("accounts.grant_membership", _("Ruolo dato")),
    AuditedAction("accounts.end_membership", _("Ruolo terminato")),
)
