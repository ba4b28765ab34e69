# SPDX-License-Identifier: EUPL-1.2
"""Bringing, changing, renewing and withdrawing materials, and who took them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.core.access import NotAllowedError, actor_of
from ordito.core.fields import uuid7
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.library import rules
from ordito.library.actions import materials as actions
from ordito.library.actions.materials import Holder, MaterialValues, Upload
from ordito.library.enums import MaterialKind, Visibility
from ordito.library.forms import MaterialForm, NewMaterialForm, RenewForm, WithdrawForm
from ordito.library.queries.materials import MaterialPage, downloads_of
from ordito.library.views.attempts import attempt, differences
from ordito.library.views.reading import material_or_404

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.library.models import Material

form_view = require_http_methods(["GET", "HEAD", "POST"])
SAID = ("title", "description", "kind", "visibility")


def _kept_or_403(request: HttpRequest, pk: int) -> Material:
    row = material_or_404(request, pk)
    if not rules.can_keep(actor_of(request), row):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    return row


def _values(form: Form) -> MaterialValues:
    said = form.cleaned_data
    return MaterialValues(
        said["title"], said["description"], MaterialKind(said["kind"]), Visibility(said["visibility"])
    )


def _source(form: Form) -> Upload | str:
    sent = form.cleaned_data["file"]
    return Upload(sent.file, sent.name) if sent else str(form.cleaned_data["link"])


def _form_page(request: HttpRequest, form: Form, title: str, cancel_url: str, **words: Any) -> HttpResponse:
    context = {"form": form, "title": title, "cancel_url": cancel_url, **words}
    return page(request, "library/form.html", context, invalid=form.is_bound)


def _holder_asked(request: HttpRequest) -> Holder | None:
    """The thing to which a new material belongs, from the address; 404 for one that the person does not write to."""
    if not (said := request.GET.get("di", "")):
        return None
    kind, _colon, number = said.partition(":")
    if not (number.isascii() and number.isdigit()):
        raise Http404
    if not rules.can_add(actor_of(request), kind=kind, holder_id=int(number)):
        raise Http404
    return Holder(kind, int(number))


@form_view
def new(request: HttpRequest) -> HttpResponse:
    """Bring a material: a general one, or one of the thing that the address names."""
    actor, holder = actor_of(request), _holder_asked(request)
    if holder is None and not rules.can_add(actor):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    form = NewMaterialForm(request.POST or None, request.FILES or None, held=holder is not None)
    made: list[Material] = []

    def act() -> None:
        form_key = form.cleaned_data["form_key"] or uuid7()
        made.append(
            actions.add_material(
                _values(form), _source(form), by=actor, at=timezone.now(), form_key=form_key, holder=holder
            )
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Materiale aggiunto."))
        return redirect("library:material", made[0].pk)
    kind = rules.holder_kind(holder.kind) if holder else None
    lead = f"{kind.label}: {kind.name(holder.pk)}" if kind and holder else ""
    back = kind.url(holder.pk) if kind and holder else reverse("library:list")
    return _form_page(request, form, _("Aggiungi un materiale"), back, lead=lead, with_file=True)


@form_view
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something else of a material."""
    row = _kept_or_403(request, pk)
    initial = {name: getattr(row, name) for name in (*SAID, "version")}
    form = MaterialForm(request.POST or None, initial=initial, held=bool(row.holder_kind))

    def act() -> None:
        version = form.cleaned_data["version"] or 0
        actions.change_material(_values(form), by=actor_of(request), at=timezone.now(), material=row, version=version)

    error = attempt(form, act) if request.method == "POST" and form.is_valid() else None
    if request.method == "POST" and not form.errors:
        messages.success(request, _("Le modifiche sono state salvate."))
        return redirect("library:material", pk)
    theirs = differences(form, error, lambda current: {name: getattr(current, name) for name in SAID})
    back = reverse("library:material", args=[pk])
    return _form_page(request, form, _("Modifica la scheda"), back, lead=row.title, differences=theirs)


@form_view
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a material a new version."""
    row = _kept_or_403(request, pk)
    form = RenewForm(request.POST or None, request.FILES or None, initial={"version": row.version})

    def act() -> None:
        actions.renew_material(
            _source(form),
            by=actor_of(request),
            at=timezone.now(),
            material=row,
            version=form.cleaned_data["version"],
            note=form.cleaned_data["note"],
            form_key=form.cleaned_data["form_key"] or uuid7(),
        )

    error = attempt(form, act) if request.method == "POST" and form.is_valid() else None
    if request.method == "POST" and not form.errors:
        messages.success(request, _("Nuova versione aggiunta. Quelle di prima restano leggibili."))
        return redirect("library:material", pk)
    differences(form, error, _nothing_typed)
    back = reverse("library:material", args=[pk])
    return _form_page(request, form, _("Nuova versione"), back, lead=row.title, with_file=True)


def _nothing_typed(_current: Material) -> Mapping[str, Any]:
    """A version takes the place of no text: after a conflict it is enough to look at the material and send it again."""
    return {}


@form_view
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then take a material out."""
    row = _kept_or_403(request, pk)
    form = WithdrawForm(request.POST or None)

    def act() -> None:
        actions.withdraw_material(
            by=actor_of(request), at=timezone.now(), material=row, because=form.cleaned_data["because"]
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Materiale ritirato."))
        return redirect("library:material", pk)
    context = {
        "title": _("Ritirare il materiale?"),
        "text": row.title,
        "consequences": [
            _("Nessuno lo trova né lo scarica più, tranne chi lo cura."),
            _("Le versioni e l’elenco degli scaricamenti restano."),
        ],
        "form": form,
        "submit_label": _("Ritira"),
        "cancel_url": reverse("library:material", args=[pk]),
        "danger": True,
    }
    return page(request, "confirm.html", context, invalid=form.is_bound)


@require_safe
def downloads(request: HttpRequest, pk: int) -> HttpResponse:
    """Who took a material and when, for who keeps it."""
    row = _kept_or_403(request, pk)
    found = page_of(request, downloads_of(row), order=("-at", "-pk"))
    context = {"material": row, "page": found, "shown": MaterialPage(row, actor_of(request))}
    return render(request, "library/downloads.html", context)
