# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import AuditedAction, AuditedKind, MenuEntry, Node
from ordito.territory.models import Organisation, Professional, ProfessionalRole, Service, Territory
from ordito.territory.queries import named_like

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from ordito.core.access import Actor

SECTION = _("Territorio")


def _address(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(f"territory:{name}", args=[row.pk])


def _find(rows: type[Territory | Organisation | Service]) -> Callable[[Actor, str], QuerySet[Any]]:
    return lambda actor, text: rows.objects.visible_to(actor).filter(named_like("name", text)).order_by("name", "pk")


def _visible_roles(actor: Actor) -> QuerySet[Any]:
    visible = Professional.objects.visible_to(actor)
    return ProfessionalRole.objects.filter(professional__in=visible).select_related("professional", "organisation")


def _role_name(role: Any) -> str:
    return f"{role.professional}, {role.organisation}"


DECLARES = (
    MenuEntry(SECTION, _("Luoghi"), "territory:places", Verb.VIEW_TERRITORY, "it-map-marker", 60),
    MenuEntry(SECTION, _("Enti"), "territory:organisations", Verb.VIEW_TERRITORY, "it-pa", 61),
    MenuEntry(SECTION, _("Servizi"), "territory:services", Verb.VIEW_TERRITORY, "it-tool", 62),
    MenuEntry(SECTION, _("Operatori"), "territory:professionals", Verb.VIEW_STAFF, "it-user", 63),
    MenuEntry(SECTION, _("Programmi"), "territory:programmes", Verb.VIEW_TERRITORY, "it-flag", 64),
    Node(
        "territory.territory",
        _("Luogo"),
        "territory.Territory",
        str,
        _address("place"),
        Territory.objects.visible_to,
        Territory.get_kind_display,
        _find(Territory),
    ),
    Node(
        "territory.organisation",
        _("Ente"),
        "territory.Organisation",
        str,
        _address("organisation"),
        Organisation.objects.visible_to,
        Organisation.get_kind_display,
        _find(Organisation),
    ),
    Node(
        "territory.service",
        _("Servizio"),
        "territory.Service",
        str,
        _address("service"),
        Service.objects.visible_to,
        find=_find(Service),
    ),
    AuditedKind("territory.territory", _("Luogo"), str, Territory.objects.visible_to),
    AuditedKind("territory.organisation", _("Ente"), str, Organisation.objects.visible_to),
    AuditedKind("territory.service", _("Servizio"), str, Service.objects.visible_to),
    AuditedKind("territory.professional", _("Operatore"), str, Professional.objects.visible_to),
    AuditedKind("territory.professionalrole", _("Incarico"), _role_name, _visible_roles),
    AuditedAction("territory.load_region", _("Caricamento dei luoghi")),
    AuditedAction("territory.create_organisation", _("Nuovo ente")),
    AuditedAction("territory.edit_organisation", _("Modifica di un ente")),
    AuditedAction("territory.create_service", _("Nuovo servizio")),
    AuditedAction("territory.edit_service", _("Modifica di un servizio")),
    AuditedAction("territory.create_professional", _("Nuovo operatore")),
    AuditedAction("territory.edit_professional", _("Modifica di un operatore")),
    AuditedAction("territory.add_role", _("Nuovo incarico")),
    AuditedAction("territory.end_role", _("Chiusura di un incarico")),
)
