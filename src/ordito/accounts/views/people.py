# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ordito.accounts import actions
from ordito.accounts.forms import AccountForm, EndMembershipForm, MembershipForm, PeopleFilterForm
from ordito.accounts.models import Membership, User
from ordito.accounts.queries.people import (
    bodies,
    free_professionals,
    has_second_factor,
    memberships_of,
    people,
    places,
)
from ordito.accounts.rules import can_manage_account
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EITHER = ["GET", "HEAD", "POST"]


def _load(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(actor_of(request)).select_related("professional"), pk=pk)


@require_safe
@requires(Verb.MANAGE_ACCOUNTS)
def people_list(request: HttpRequest) -> HttpResponse:
    """Who may enter, with roles and state."""
    form = PeopleFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = people(
        actor_of(request), text=chosen.get("q", ""), role=chosen.get("ruolo", ""), state=chosen.get("stato", "")
    )
    found = page_of(request, rows, order=("full_name", "pk"))
    return render(request, "accounts/people.html", {"form": form, "page": found, "filtered": any(chosen.values())})


@require_safe
@requires(Verb.MANAGE_ACCOUNTS)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: how it enters, what it is and was."""
    user = _load(request, pk)
    context = {
        "person": user,
        "memberships": memberships_of(user, timezone.localdate()),
        "second_factor": has_second_factor(user),
        "may_manage": can_manage_account(actor_of(request), user),
    }
    return render(request, "accounts/person.html", context)


@require_http_methods(EITHER)
@requires(Verb.MANAGE_ACCOUNTS)
def person_create(request: HttpRequest) -> HttpResponse:
    """A new account; the password comes afterwards."""
    actor = actor_of(request)
    form = AccountForm(request.POST or None, new=True, professionals=free_professionals(actor))
    if form.is_valid():
        try:
            user = actions.create_account(by=actor, at=timezone.now(), **form.cleaned_data)
        except actions.AccountError as error:
            form.add_error("username", str(error))
        else:
            messages.success(request, _("Profilo creato. Ora dagli un ruolo e una password provvisoria."))
            return redirect("accounts:person", user.pk)
    return page(request, "accounts/person_form.html", {"form": form}, invalid=form.is_bound)


@require_http_methods(EITHER)
@requires(Verb.MANAGE_ACCOUNTS)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct name, e-mail and professional."""
    actor, user = actor_of(request), _load(request, pk)
    initial = {"full_name": user.full_name, "email": user.email, "professional": user.professional_id}
    free = free_professionals(actor, user)
    form = AccountForm(request.POST or None, initial=initial, new=False, professionals=free)
    if form.is_valid():
        try:
            actions.change_account(by=actor, at=timezone.now(), user=user, **form.cleaned_data)
        except actions.AccountError as error:
            form.add_error("professional", str(error))
        else:
            messages.success(request, _("Profilo salvato."))
            return redirect("accounts:person", user.pk)
    return page(request, "accounts/person_form.html", {"form": form, "person": user}, invalid=form.is_bound)


@require_http_methods(EITHER)
@requires(Verb.MANAGE_ACCOUNTS)
def membership_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    actor, user = actor_of(request), _load(request, pk)
    form = MembershipForm(
        request.POST or None,
        initial={"valid_from": timezone.localdate()},
        territories=places(actor),
        organisations=bodies(actor),
    )
    if form.is_valid():
        try:
            actions.grant_membership(by=actor, at=timezone.now(), user=user, **form.cleaned_data)
        except actions.AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Ruolo dato."))
            return redirect("accounts:person", user.pk)
    return page(request, "accounts/membership_form.html", {"form": form, "person": user}, invalid=form.is_bound)


@require_http_methods(EITHER)
@requires(Verb.MANAGE_ACCOUNTS)
def membership_end(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Close a role on a day."""
    actor, user = actor_of(request), _load(request, pk)
    rows = Membership.objects.visible_to(actor).filter(user=user)
    membership = get_object_or_404(rows, pk=membership_pk)
    form = EndMembershipForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if form.is_valid():
        try:
            actions.end_membership(by=actor, at=timezone.now(), membership=membership, **form.cleaned_data)
        except actions.AccountError as error:
            form.add_error("valid_to", str(error))
        else:
            messages.success(request, _("Ruolo terminato."))
            return redirect("accounts:person", user.pk)
    context = {
        "title": _("Termina il ruolo"),
        "text": _("%(person)s, %(role)s.") % {"person": user.full_name, "role": membership.role_label()},
        "consequences": [_("Dal giorno dopo la persona non vede più ciò che questo ruolo le apriva.")],
        "submit_label": _("Termina"),
        "cancel_url": reverse("accounts:person", args=[user.pk]),
        "form": form,
    }
    return page(request, "confirm.html", context, invalid=form.is_bound)


@never_cache
@require_http_methods(EITHER)
@requires(Verb.MANAGE_ACCOUNTS)
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a temporary password, shown on this answer alone."""
    user = _load(request, pk)
    if request.method == "POST":
        given = actions.set_temporary_password(by=actor_of(request), at=timezone.now(), user=user)
        return render(request, "accounts/password_given.html", {"person": user, "given": given})
    consequences = [
        _("La password di adesso non varrà più e la persona, se è dentro, dovrà rientrare."),
        _("La nuova compare una volta sola: comunicala a voce o su un canale sicuro."),
        _("Al primo accesso la persona ne sceglierà una sua."),
    ]
    return _ask(request, user, _("Dai una password provvisoria"), consequences, _("Crea la password"))


@require_http_methods(EITHER)
@requires(Verb.MANAGE_ACCOUNTS)
def second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second factor of who has lost the telephone."""
    user = _load(request, pk)
    if request.method == "POST":
        actions.reset_second_factor(by=actor_of(request), at=timezone.now(), user=user)
        return _done(request, user, _("Verifica in due passaggi tolta."))
    consequences = [
        _("Prima accertati che sia davvero la persona a chiederlo."),
        _("Per rientrare basterà la password; chi legge cartelle dovrà riattivare subito la verifica."),
    ]
    return _ask(request, user, _("Togli la verifica in due passaggi"), consequences, _("Togli"))


@require_http_methods(EITHER)
@requires(Verb.MANAGE_ACCOUNTS)
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the person enter no more."""
    user = _load(request, pk)
    if request.method == "POST":
        actions.deactivate_account(by=actor_of(request), at=timezone.now(), user=user)
        return _done(request, user, _("Profilo sospeso."))
    consequences = [
        _("La persona non potrà più accedere; se è dentro, esce subito."),
        _("Quello che ha scritto resta, con il suo nome."),
    ]
    return _ask(request, user, _("Sospendi il profilo"), consequences, _("Sospendi"))


@require_http_methods(EITHER)
@requires(Verb.MANAGE_ACCOUNTS)
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the person enter again."""
    user = _load(request, pk)
    if request.method == "POST":
        actions.reactivate_account(by=actor_of(request), at=timezone.now(), user=user)
        return _done(request, user, _("Profilo riattivato."))
    consequences = [_("Valgono di nuovo i ruoli non ancora terminati: controllali.")]
    return _ask(request, user, _("Riattiva il profilo"), consequences, _("Riattiva"))


def _done(request: HttpRequest, user: User, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("accounts:person", user.pk)


def _ask(request: HttpRequest, user: User, title: str, consequences: list[str], label: str) -> HttpResponse:
    context = {
        "title": title,
        "text": user.full_name,
        "consequences": consequences,
        "submit_label": label,
        "cancel_url": reverse("accounts:person", args=[user.pk]),
    }
    return render(request, "confirm.html", context)
