# SPDX-License-Identifier: EUPL-1.2
"""The ledger: what left, what is about to leave, and what is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.indicators.engine.mart import BrokenSnapshotError
from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.query import UnknownColumnError
from ordito.indicators.enums import Audience
from ordito.indicators.models import Snapshot
from ordito.indicators.queries.periods import period_choices
from ordito.indicators.queries.snapshots import first_year, years_of
from ordito.jobs.models import Job, JobState
from ordito.releases import actions, rules
from ordito.releases.engine.frozen import BETWEEN, Wanted
from ordito.releases.enums import Protection, Refusal, ReleaseState
from ordito.releases.forms import LedgerFilter, Offered, ReleaseForm, SubjectForm, WithdrawForm
from ordito.releases.models import Release
from ordito.releases.queries.data import facet_groups, is_personal
from ordito.releases.queries.offers import INDICATOR, plain, subjects, why_not
from ordito.releases.queries.pages import (
    audit_lines,
    facts_of,
    indicators_in_use,
    places_for,
    sheet_of,
    wanted_words,
)
from ordito.releases.queries.tables import NoPlaceError, cells_of
from ordito.releases.queries.uses import uses_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor
    from ordito.indicators.models import Indicator
    from ordito.releases.queries.offers import Subject

ASKED = (
    "misura",
    "indicatore",
    "periodo",
    "livello",
    "dentro",
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
    """Say which table is to leave; the address may have said it already, and says what is counted."""
    actor, snapshot = actor_of(request), Snapshot.objects.published()
    if snapshot is None or not snapshot.takings:
        return page(request, "releases/new.html", {})
    indicators = indicators_in_use()
    groups = subjects(indicators)
    asked = _asked(request, snapshot)
    every = {one.key: one for _label, several in groups for one in several}
    subject = every.get(request.POST.get("misura") or asked["misura"]) or plain(Measure.PERSONS)
    offered = _offered(actor, snapshot, subject)
    form = ReleaseForm(request.POST or None, offered=offered, initial=asked | {"misura": subject.key})
    if request.method == "POST" and form.is_valid() and (made := _prepared(request, form)):
        return redirect("releases:release", made.pk)
    context = {
        "form": form,
        "sections": form.sections(),
        "choice": SubjectForm({"misura": subject.key}, groups=groups),
        "subject": subject,
        "kept": _kept(indicators),
    }
    return page(request, "releases/new.html", context, invalid=form.is_bound)


def _kept(indicators: list[Indicator]) -> dict[str, list[str]]:
    """The indicators whose tables do not leave, by the reason."""
    found: dict[str, list[str]] = {}
    for row in indicators:
        if row.current and (why := why_not(row.current.recipe)):
            found.setdefault(why, []).append(row.name)
    return found


def _prepared(request: HttpRequest, form: ReleaseForm) -> Release | None:
    """The table that a valid form asks for; None when it could not be made, which the form then says."""
    found = form.cleaned_data
    words = {name: found[name] for name in ("title", "description", "purpose")}
    values = actions.ReleaseValues(
        **words, audience=Audience(found["audience"]), protection=Protection(found["protection"])
    )
    try:
        return actions.prepare(
            values,
            by=actor_of(request),
            at=timezone.now(),
            wanted=form.wanted(),
            place=found["dentro"],
            form_key=found["form_key"] or uuid4(),
        )
    except actions.ReleaseError as error:
        form.add_error(error.field or None, str(error))
        return None


def _offered(actor: Actor, snapshot: Snapshot, subject: Subject) -> Offered:
    today = timezone.localdate()
    places, everywhere = places_for(actor)

    def cells(wanted: Wanted) -> int:
        try:
            return cells_of(snapshot, wanted, today)
        except (NoPlaceError, BrokenSnapshotError, UnknownColumnError):  # the check says so in words
            return 0

    return Offered(
        subject=subject,
        personal=is_personal(subject.dataset),
        facets=facet_groups(subject.dataset),
        periods=period_choices(years_of(snapshot, today), today),
        places=places,
        everywhere=everywhere,
        outside=actor.holds(Verb.PUBLISH_OPEN_DATA),
        cells=cells,
    )


def _asked(request: HttpRequest, snapshot: Snapshot) -> dict[str, Any]:
    """What the address says, over the last whole year by Ambito."""
    said: dict[str, Any] = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    if indicator := said.pop("indicatore", ""):
        said["misura"] = f"{INDICATOR}{indicator}"
    chosen = (name for text in request.GET.getlist("suddivisione") for name in text.split(BETWEEN) if name)
    first = {"misura": Measure.PERSONS.value, "periodo": str(first_year(snapshot, timezone.localdate()))}
    return first | {"livello": "ambito"} | said | {"suddivisione": list(chosen)}


def release_or_404(request: HttpRequest, pk: int) -> Release:
    """A release that the reader may see."""
    return get_object_or_404(Release.objects.visible_to(actor_of(request)).select_related("place", "series"), pk=pk)


@require_safe
@requires(Verb.VIEW_STATISTICS)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One table: its cells, what the attack found, its files; before it leaves, which cells will be seen."""
    actor, row = actor_of(request), release_or_404(request, pk)
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
        "uses": uses_of(row) if row.number else [],
    }
    if row.state == ReleaseState.REFUSED:
        context["refused"] = Refusal(row.audit["refused"]).label
    if row.table:
        context["about"] = facts_of(row)
    if row.table and row.state != ReleaseState.WITHDRAWN:
        context |= {"sheet": sheet_of(row), "audit": audit_lines(row, actor)}
    if row.number is None:
        log_access("releases.read_draft", by=actor, at=timezone.now(), kind=Kind.READ, rows=[row])
    return page(request, "releases/release.html", context)


def _broken(job: Job | None) -> bool:
    return job is not None and job.state == JobState.FAILED


@dataclass(frozen=True)
class Proposal:
    """A table that says less: its words, and how many of its cells are hidden."""

    words: str
    hidden: int
    cells: int

    @property
    def share(self) -> int:
        """Hidden cells of a hundred."""
        return round(100 * self.hidden / self.cells)


def _coarser(row: Release) -> list[Proposal]:
    return [
        Proposal(wanted_words(Wanted.from_json(one["wanted"])), one["hidden"], one["cells"])
        for one in row.audit.get("coarser", [])
    ]


@require_POST
@requires(Verb.RELEASE_FIGURES)
def take_coarser(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Prepare the proposed table in place of this one."""
    row = release_or_404(request, pk)
    try:
        made = actions.take_coarser(by=actor_of(request), at=timezone.now(), release=row, number=number)
    except actions.ReleaseError as error:
        messages.warning(request, str(error))
        return redirect("releases:release", pk)
    messages.info(request, _("La tabella più generale è in verifica. Quella di prima resta qui, e non è uscita."))
    return redirect("releases:release", made.pk)


@require_POST
@requires(Verb.RELEASE_FIGURES)
def let_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a checked table out, unless another one overtook it."""
    row = release_or_404(request, pk)
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
    row = release_or_404(request, pk)
    try:
        actions.check_again(by=actor_of(request), at=timezone.now(), release=row)
    except actions.ReleaseError as error:
        messages.warning(request, str(error))
    return redirect("releases:release", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.RELEASE_FIGURES)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a table back, saying why."""
    row = release_or_404(request, pk)
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
