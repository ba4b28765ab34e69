# SPDX-License-Identifier: EUPL-1.2
"""The ledger: what left, what is about to leave, and what is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.indicators.enums import Audience
from ordito.indicators.models import Snapshot
from ordito.indicators.queries.periods import period_choices
from ordito.indicators.queries.snapshots import first_year, years_of
from ordito.jobs.models import Job, JobState
from ordito.releases import actions, rules
from ordito.releases.engine import files
from ordito.releases.engine.frozen import FrozenTable, Wanted
from ordito.releases.enums import Protection, Refusal, ReleaseState
from ordito.releases.forms import LedgerFilter, Offered, ReleaseForm, WithdrawForm, releasable
from ordito.releases.models import Release
from ordito.releases.queries.catalogue import csv_of
from ordito.releases.queries.pages import (
    about_lines,
    audit_lines,
    indicators_in_use,
    places_for,
    sheet_of,
    wanted_words,
    words_of,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.core.access import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
KINDS = ("csv", "xlsx")
ASKED = (
    "misura",
    "indicatore",
    "periodo",
    "livello",
    "dentro",
    "suddivisione",
    "audience",
    "protection",
    "title",
    "description",
    "purpose",
)


@require_safe
@requires(Verb.VIEW_STATISTICS)
def ledger(request: HttpRequest) -> HttpResponse:
    """Every table that left, and those about to leave for who lets them out, the latest first."""
    actor = actor_of(request)
    form = LedgerFilter(request.GET)
    rows = Release.objects.visible_to(actor).select_related("place").defer("table", "audit")
    if form.is_valid():
        wanted = {"state": form.cleaned_data["stato"], "audience": form.cleaned_data["per"]}
        rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    context = {
        "form": form,
        "page": page_of(request, rows, order=("-pk",)),
        "may_release": actor.holds(Verb.RELEASE_FIGURES),
    }
    return page(request, "releases/ledger.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.RELEASE_FIGURES)
def new(request: HttpRequest) -> HttpResponse:
    """Say which table is to leave; the address may have said it already."""
    actor, snapshot = actor_of(request), Snapshot.objects.published()
    if snapshot is None or not snapshot.takings:
        return page(request, "releases/new.html", {})
    form = ReleaseForm(request.POST or None, offered=_offered(actor, snapshot), initial=_asked(request, snapshot))
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        values = actions.ReleaseValues(
            found["title"],
            found["description"],
            found["purpose"],
            Audience(found["audience"]),
            Protection(found["protection"]),
        )
        try:
            made = actions.prepare(
                values,
                by=actor,
                at=timezone.now(),
                wanted=form.wanted(),
                place=found["dentro"],
                form_key=found["form_key"] or uuid4(),
            )
        except actions.ReleaseError as error:
            form.add_error(error.field or None, str(error))
        else:
            return redirect("releases:release", made.pk)
    return page(request, "releases/new.html", {"form": form}, invalid=form.is_bound)


def _offered(actor: Actor, snapshot: Snapshot) -> Offered:
    today = timezone.localdate()
    places, everywhere = places_for(actor)
    return Offered(
        indicators=[row for row in indicators_in_use() if releasable(row)],
        periods=period_choices(years_of(snapshot, today), today),
        places=places,
        everywhere=everywhere,
        outside=actor.holds(Verb.PUBLISH_OPEN_DATA),
    )


def _asked(request: HttpRequest, snapshot: Snapshot) -> dict[str, Any]:
    """What the address says, over the last whole year by Ambito."""
    said = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    if indicator := said.pop("indicatore", ""):
        said["misura"] = f"i:{indicator}"
    return {"periodo": str(first_year(snapshot, timezone.localdate())), "livello": "ambito"} | said


def _release_or_404(request: HttpRequest, pk: int) -> Release:
    return get_object_or_404(Release.objects.visible_to(actor_of(request)).select_related("place", "series"), pk=pk)


@require_safe
@requires(Verb.VIEW_STATISTICS)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One table: its cells, what the attack found, its files; before it leaves, which cells will be seen."""
    actor, row = actor_of(request), _release_or_404(request, pk)
    job = Job.objects.filter(pk=row.job_id or 0).first() if row.state == ReleaseState.CHECKING else None
    may = rules.can_release(actor, place_id=row.place_id, audience=row.audience)
    context: dict[str, Any] = {
        "release": row,
        "job": job,
        "wanted": wanted_words(Wanted.from_json(row.definition)),
        "may_release": may and row.state == ReleaseState.READY,
        "may_check": may and (row.state in {ReleaseState.READY, ReleaseState.REFUSED} or _broken(job)),
        "may_withdraw": may and row.state == ReleaseState.RELEASED,
        "may_export": actor.holds(Verb.EXPORT_STATISTICS),
        "coarser": _coarser(row) if may and row.number is None else [],
    }
    if row.state == ReleaseState.REFUSED:
        context["refused"] = Refusal(row.audit["refused"]).label
    if row.table:
        context["about"] = about_lines(row)
    if row.table and row.state != ReleaseState.WITHDRAWN:
        context |= {"sheet": sheet_of(row), "audit": audit_lines(row, actor)}
    if row.number is None:
        log_access("releases.read_draft", by=actor, at=timezone.now(), kind=Kind.READ, rows=[row])
    return page(request, "releases/release.html", context)


def _broken(job: Job | None) -> bool:
    return job is not None and job.state == JobState.FAILED


def _coarser(row: Release) -> list[tuple[str, str, int, int]]:
    """Coarser tables that may leave: words, the address of the form that makes them, hidden cells of how many."""
    found = []
    for proposal in row.audit.get("coarser", []):
        wanted = Wanted.from_json(proposal["wanted"])
        said = {
            "misura": f"i:{wanted.indicator}" if wanted.indicator else wanted.measure.value,
            "periodo": proposal["wanted"]["period"],
            "livello": wanted.level,
            "suddivisione": wanted.breakdown,
            "dentro": wanted.place_id or "",
            **{name: getattr(row, name) for name in ("audience", "protection", "title", "description", "purpose")},
        }
        address = f"{reverse('releases:new')}?{urlencode({name: text for name, text in said.items() if text})}"
        found.append((wanted_words(wanted), address, proposal["hidden"], proposal["cells"]))
    return found


@require_POST
@requires(Verb.RELEASE_FIGURES)
def let_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a checked table out, unless another one overtook it."""
    row = _release_or_404(request, pk)
    try:
        row = actions.let_out(by=actor_of(request), at=timezone.now(), release=row)
    except actions.ReleaseError as error:
        messages.warning(request, str(error))
    else:
        if row.state == ReleaseState.RELEASED:
            messages.success(request, _("La tabella è uscita, con il numero %(number)s.") % {"number": row.number})
        else:
            said = _("È uscita un’altra tabella, o sono cambiati i dati o la soglia: questa va verificata di nuovo.")
            messages.info(request, said)
    return redirect("releases:release", pk)


@require_POST
@requires(Verb.RELEASE_FIGURES)
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a table checked on today's data and today's ledger."""
    row = _release_or_404(request, pk)
    try:
        actions.check_again(by=actor_of(request), at=timezone.now(), release=row)
    except actions.ReleaseError as error:
        messages.warning(request, str(error))
    return redirect("releases:release", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.RELEASE_FIGURES)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a table back, saying why."""
    row = _release_or_404(request, pk)
    if not rules.can_release(actor_of(request), place_id=row.place_id, audience=row.audience):
        raise NotAllowedError
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        try:
            actions.withdraw(by=actor_of(request), at=timezone.now(), release=row, because=because)
        except actions.ReleaseError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Tabella ritirata. Il registro la ricorda comunque."))
            return redirect("releases:release", pk)
    return page(request, "releases/withdraw.html", {"form": form, "release": row}, invalid=form.is_bound)


@require_safe
@requires(Verb.EXPORT_STATISTICS)
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A file of a table that left, made from its frozen cells; every download is in the log."""
    row = _release_or_404(request, pk)
    if row.state == ReleaseState.WITHDRAWN:
        return page(request, "releases/gone.html", {"release": row})
    if row.state != ReleaseState.RELEASED or kind not in KINDS:
        raise Http404
    actions.hand_out(by=actor_of(request), at=timezone.now(), release=row, kind=kind)
    if kind == "csv":
        response = HttpResponse(csv_of(row), content_type=CSV)
    else:
        table = FrozenTable.from_json(row.table)
        response = HttpResponse(files.to_xlsx(table, words_of(row), about_lines(row)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="pubblicazione-{row.number}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
