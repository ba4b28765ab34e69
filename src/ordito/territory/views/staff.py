# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ordito.core.access import NotAllowedError, Verb, actor_of, can, require, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.territory import actions
from ordito.territory.forms import EndRoleForm, ProfessionalFilter, ProfessionalForm, RoleForm
from ordito.territory.models import Professional, ProfessionalRole
from ordito.territory.queries import (
    comuni_within,
    count_map,
    counted_by,
    first_region,
    named_like,
    with_current_roles,
)
from ordito.territory.views.saving import Section, answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 25
STAFF = Section(gettext_lazy("Operatori"), "territory:professionals", "territory:professional")


@require_safe
@requires(Verb.VIEW_STAFF)
def professionals(request: HttpRequest) -> HttpResponse:
    """Professionals by surname, with the map of where they work."""
    today, actor = timezone.localdate(), actor_of(request)
    form = ProfessionalFilter(request.GET)
    form.full_clean()
    chosen = form.cleaned_data
    rows = Professional.objects.visible_to(actor)
    if not chosen.get("chiusi"):
        rows = rows.filter(active=True)
    if chosen.get("q"):
        rows = rows.filter(named_like("surname", chosen["q"]) | named_like("name", chosen["q"]))
    roles = ProfessionalRole.objects.at(today)
    if chosen.get("profilo"):
        roles = roles.filter(profile=chosen["profilo"])
        rows = rows.filter(pk__in=roles.values("professional"))
    working = roles.filter(professional__in=rows)
    region = first_region()
    drawn = count_map(region.pk if region else None, counted_by(working, "organisation__seat_id"), today)
    if chosen.get("ambito"):
        comuni = comuni_within([chosen["ambito"].pk], today)[chosen["ambito"].pk]
        rows = rows.filter(pk__in=roles.filter(organisation__seat__in=comuni).values("professional"))
    shown = page_of(request, with_current_roles(rows, today), order=("surname", "name", "pk"), size=PAGE_SIZE)
    context = {
        "form": form,
        "page": shown,
        "count": rows.count(),
        "map": drawn,
        "may_create": can(actor, Verb.MANAGE_STAFF),
    }
    return render(request, "territory/professionals.html", context)


@require_safe
def professional(request: HttpRequest, pk: int) -> HttpResponse:
    """One professional with the roles of today and of the past."""
    actor = actor_of(request)
    found = get_object_or_404(Professional.objects.visible_to(actor), pk=pk)
    may_edit = can(actor, Verb.MANAGE_STAFF, found)
    roles = list(found.roles.select_related("organisation", "service").order_by("-valid_from", "-pk"))
    context = {
        "professional": found,
        "roles": [(role, role.valid_to is None and may_edit and can(actor, Verb.MANAGE_STAFF, role)) for role in roles],
        "may_edit": may_edit,
    }
    return render(request, "territory/professional.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_STAFF)
def professional_create(request: HttpRequest) -> HttpResponse:
    """Add somebody of the network with the first role."""
    actor = actor_of(request)
    form = ProfessionalForm(request.POST or None, initial={"active": True})
    role_form = RoleForm(request.POST or None, prefix="incarico")
    context = {"form": form, "role_form": role_form, "title": _("Nuovo operatore")}
    context |= {"list_name": _("Operatori"), "list_url": "territory:professionals"}
    valid = [one.is_valid() for one in (form, role_form)] if request.method == "POST" else [False]
    if all(valid):
        try:
            made = actions.create_professional(
                by=actor, at=timezone.now(), values=form.values(), role=role_form.values()
            )
        except NotAllowedError:
            role_form.add_error("organisation", _("Puoi aggiungere operatori solo agli enti del tuo territorio."))
        else:
            messages.success(request, _("L’operatore è stato aggiunto."))
            return redirect("territory:professional", made.pk)
    return page(request, "territory/professional_form.html", context, invalid=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
def professional_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, contacts or whether somebody is in service."""
    actor = actor_of(request)
    found = get_object_or_404(Professional.objects.visible_to(actor), pk=pk)
    require(actor, Verb.MANAGE_STAFF, found)
    form = ProfessionalForm(request.POST or None, instance=found)
    return answer(
        request,
        form,
        STAFF,
        row=found,
        title=_("Modifica operatore"),
        save=lambda: actions.edit_professional(by=actor, at=timezone.now(), professional=found, values=form.values()),
        done=_("Le modifiche sono state salvate."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def role_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a professional a new role."""
    actor = actor_of(request)
    found = get_object_or_404(Professional.objects.visible_to(actor), pk=pk)
    require(actor, Verb.MANAGE_STAFF, found)
    form = RoleForm(request.POST or None)
    return answer(
        request,
        form,
        STAFF,
        row=found,
        title=_("Nuovo incarico"),
        save=lambda: actions.add_role(by=actor, at=timezone.now(), professional=found, values=form.values()),
        done=_("L’incarico è stato aggiunto."),
        denied=("organisation", _("Puoi dare incarichi solo negli enti del tuo territorio.")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a role on a day."""
    actor = actor_of(request)
    visible = Professional.objects.visible_to(actor)
    ready = ProfessionalRole.objects.filter(professional__in=visible, valid_to__isnull=True)
    role = get_object_or_404(ready.select_related("organisation", "professional"), pk=pk)
    require(actor, Verb.MANAGE_STAFF, role)
    form = EndRoleForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(by=actor, at=timezone.now(), role=role, last_day=form.cleaned_data["last_day"])
        except actions.RoleDatesError as error:
            form.add_error("last_day", str(error))
        else:
            messages.success(request, _("L’incarico è stato chiuso."))
            return redirect("territory:professional", role.professional_id)
    context = {"form": form, "title": _("Chiudi l’incarico"), "list_name": _("Operatori")}
    context |= {"list_url": "territory:professionals", "name": str(role.professional)}
    context |= {"back_url": "territory:professional", "pk": role.professional_id, "role": role}
    return page(request, "territory/form.html", context, invalid=request.method == "POST")
