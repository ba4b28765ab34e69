# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb, actor_of
from ordito.core.declare import AuditedAction, AuditedKind, MenuEntry, Node, Panel, Scope
from ordito.library import rules
from ordito.library.models import GlossaryTerm, Material, MaterialVersion, TermVersion
from ordito.library.queries.materials import format_name, materials_of

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest


def _address(material: Material) -> str:
    return reverse("library:material", args=[material.pk])


def _find(actor: Actor, text: str) -> QuerySet[Material]:
    return Material.objects.visible_to(actor).standing().filter(title__icontains=text)


def _panel(request: HttpRequest, row: Model) -> str:
    """The materials of a declared holder, on its page."""
    kind = row._meta.label_lower  # noqa: SLF001 - public API of the framework
    if rules.holder_kind(kind) is None:
        return ""
    actor = actor_of(request)
    context = {
        "lines": [(one, one.current[0], format_name(one.current[0])) for one in materials_of(kind, row.pk, actor)],  # type: ignore[attr-defined] # `with_current`
        "may_add": rules.can_add(actor, kind=kind, holder_id=row.pk),
        "holder": f"{kind}:{row.pk}",
    }
    return render_to_string("library/panel.html", context)


def _files_of(actor: Actor) -> QuerySet[Material, int]:
    return Material.objects.visible_to(actor).values_list("pk", flat=True)


DECLARES = (
    MenuEntry(_("Formazione"), _("Biblioteca"), "library:list", Verb.VIEW_LIBRARY, "it-folder", 49),
    Node(
        "library.material", _("Materiale"), "library.Material", str, _address, Material.objects.visible_to, find=_find
    ),
    Panel("library.materials", _panel, order=30),
    Scope("library.material", _files_of),
    AuditedKind("library.material", _("Materiale della biblioteca"), str, Material.objects.visible_to),
    AuditedKind(
        "library.materialversion",
        _("Versione di un materiale"),
        visible=lambda actor: MaterialVersion.objects.filter(material__in=Material.objects.visible_to(actor)),
    ),
    AuditedKind("library.glossaryterm", _("Parola del glossario"), str, GlossaryTerm.objects.visible_to),
    AuditedKind("library.termversion", _("Versione di una parola"), visible=lambda _actor: TermVersion.objects.none()),
    AuditedAction("library.add_material", _("Materiale aggiunto alla biblioteca")),
    AuditedAction("library.change_material", _("Scheda di un materiale modificata")),
    AuditedAction("library.renew_material", _("Nuova versione di un materiale")),
    AuditedAction("library.withdraw_material", _("Materiale ritirato")),
    AuditedAction("library.hand_out", _("Materiale scaricato")),
    AuditedAction("library.add_term", _("Parola aggiunta al glossario")),
    AuditedAction("library.change_term", _("Parola del glossario modificata")),
    AuditedAction("library.load_terms", _("Parole fornite con Ordito aggiunte al glossario")),
)
