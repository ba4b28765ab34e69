# SPDX-License-Identifier: EUPL-1.2
"""Preparing a table, letting it out under the lock of the ledger, withdrawing it, handing out its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid5

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.core.access import permit
from ordito.indicators.enums import Audience
from ordito.indicators.models import Snapshot
from ordito.jobs.actions import enqueue
from ordito.releases import rules
from ordito.releases.actions.checking import fingerprint, stale
from ordito.releases.actions.errors import ReleaseError
from ordito.releases.engine.frozen import Wanted, canonical
from ordito.releases.enums import Protection, ReleaseState
from ordito.releases.models import Ledger, OpenSeries, Release
from ordito.releases.queries.catalogue import csv_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from ordito.audit.actions import Trace
    from ordito.core.access import Actor
    from ordito.territory.models import Territory

CHECK = "ordito.releases.tasks.check"


@dataclass(frozen=True)
class ReleaseValues:
    """What is written of a table when it is prepared."""

    title: str
    description: str
    purpose: str
    audience: Audience
    protection: Protection = Protection.SUPPRESSION


def prepare(
    values: ReleaseValues, *, by: Actor, at: datetime, wanted: Wanted, place: Territory | None, form_key: UUID
) -> Release:
    """Write down a table that is to leave, and have it checked; the same form sent twice makes one.

    Raises:
        NotAllowedError: the actor lets no figures out there, or not to the outside.
        ReleaseError: there are no data, or it describes nothing for the open-data catalogue.
    """
    permit(rules.can_release(by, place_id=place.pk if place else None, audience=values.audience))
    if before := Release.objects.filter(form_key=form_key).first():
        return before
    snapshot = Snapshot.objects.published()
    if snapshot is None:
        raise ReleaseError(_("Non ci sono ancora dati da contare: aggiorna prima le statistiche."))
    if values.audience == Audience.PUBLICATION and not values.description:
        raise ReleaseError(_("Chi legge il catalogo deve capire che cosa contiene: descrivilo."), field="description")
    said = {
        **vars(values),
        "place": place,
        "period": wanted.to_json()["period"],
        "definition": wanted.to_json(),
        "snapshot_key": snapshot.key,
        "read_at": snapshot.read_at,
        "prepared_at": at,
        "prepared_by_id": by.actor_id,
        "prepared_by_name": by.actor_name[:160],
    }
    with recorded("releases.prepare", by=by, at=at, purpose=values.purpose[:200]) as trace:
        row, made = Release.objects.get_or_create(form_key=form_key, defaults=said)
        if made:
            _enqueue(row, by=by, at=at)
            trace.touches(row)
    return row


def take_coarser(*, by: Actor, at: datetime, release: Release, number: int) -> Release:
    """Prepare one of the tables that the check of another one proposed, with the same words; taken twice it is one.

    Raises:
        NotAllowedError: the actor lets no figures out there.
        ReleaseError: there is no such proposal any more.
    """
    offered = release.audit.get("coarser", [])
    if release.number is not None or not 0 <= number < len(offered):
        raise ReleaseError(_("Questa proposta non c’è più: la verifica è stata rifatta."))
    words = {name: getattr(release, name) for name in ("title", "description", "purpose")}
    kept = ReleaseValues(**words, audience=Audience(release.audience), protection=Protection(release.protection))
    wanted = Wanted.from_json(offered[number]["wanted"])
    key = uuid5(release.form_key, canonical(offered[number]["wanted"]).decode())
    return prepare(kept, by=by, at=at, wanted=wanted, place=release.place, form_key=key)


def _enqueue(row: Release, *, by: Actor, at: datetime) -> None:
    row.job_id = enqueue(CHECK, by=by, at=at, label=_("Verifica di una tabella"), release_id=row.pk).pk
    row.save()


def check_again(*, by: Actor, at: datetime, release: Release) -> None:
    """Have a table that has not left checked afresh, as after new data.

    Raises:
        NotAllowedError: the actor lets no figures out there.
        ReleaseError: it is being checked, or has left.
    """
    permit(rules.can_release(by, place_id=release.place_id, audience=release.audience))
    with recorded("releases.check_again", by=by, at=at) as trace:
        row = Release.objects.select_for_update().get(pk=release.pk)
        if row.state == ReleaseState.CHECKING and not row.check_failed:
            raise ReleaseError(_("La verifica è in corso."))
        _move(row, ReleaseState.CHECKING)
        _enqueue(row, by=by, at=at)
        trace.touches(row)


def let_out(*, by: Actor, at: datetime, release: Release) -> Release:
    """Let a checked table out, one at a time. When another left since its check, it is checked again instead.

    So it is when data have been read anew since, or when a threshold is no longer the one it was attacked under.

    The row comes back released, or in verification again.

    Raises:
        NotAllowedError: the actor lets no figures out there, or not to the outside.
        ReleaseError: it is not checked, or has left.
    """
    permit(rules.can_release(by, place_id=release.place_id, audience=release.audience))
    with transaction.atomic(), recorded("releases.let_out", by=by, at=at, kind=Kind.EXPORT) as trace:
        Ledger.objects.get_or_create(pk=1)
        ledger = Ledger.objects.select_for_update().get(pk=1)
        row = Release.objects.select_for_update().get(pk=release.pk)
        if row.state != ReleaseState.READY or row.sha256 != fingerprint(row):
            raise ReleaseError(_("Questa tabella non è verificata: non può uscire."))
        if stale(row, ledger.last):
            row.state = ReleaseState.CHECKING
            _enqueue(row, by=by, at=at)
        else:
            _number(row, ledger, by=by, at=at, trace=trace)
        trace.touches(row)
        trace.notes(state=row.state)
    return row


def _number(row: Release, ledger: Ledger, *, by: Actor, at: datetime, trace: Trace) -> None:
    ledger.last += 1
    ledger.save()
    row.state, row.number, row.released_at = ReleaseState.RELEASED, ledger.last, at
    row.released_by_id, row.released_by_name = by.actor_id, by.actor_name[:160]
    row.csv_bytes = len(csv_of(row))
    if row.audience == Audience.PUBLICATION:
        row.series = _series(row, at=at)
        trace.touches(row.series)
    row.save()
    trace.touches(ledger)


def _series(row: Release, *, at: datetime) -> OpenSeries:
    """The dataset that the table belongs to: the one of the same table in other periods, or a new one."""
    wanted = Wanted.from_json(row.definition)
    found = OpenSeries.objects.filter(key=wanted.series_key()).first()
    if found is not None:
        return found
    base = slugify(row.title)[:70] or "dati"
    taken = set(OpenSeries.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    names = (base if not number else f"{base}-{number + 1}" for number in range(len(taken) + 1))
    return OpenSeries.objects.create(
        slug=next(name for name in names if name not in taken),
        key=wanted.series_key(),
        title=row.title,
        description=row.description,
        quarterly=wanted.period.quarter is not None,
        started_at=at,
    )


def withdraw(*, by: Actor, at: datetime, release: Release, because: str) -> None:
    """Take a table back: its files are no longer given, its place in the ledger stays for ever.

    Raises:
        NotAllowedError: the actor lets no figures out there, or not to the outside.
        ReleaseError: it has not left, or is withdrawn already; or no reason is given.
    """
    permit(rules.can_release(by, place_id=release.place_id, audience=release.audience))
    if not because.strip():
        raise ReleaseError(_("Scrivi perché la ritiri: resta nel registro, e lo legge chi la cerca."), field="because")
    with recorded("releases.withdraw", by=by, at=at) as trace:
        row = Release.objects.select_for_update().get(pk=release.pk)
        _move(row, ReleaseState.WITHDRAWN)
        row.withdrawn_at, row.withdrawn_because = at, because.strip()
        row.withdrawn_by_id, row.withdrawn_by_name = by.actor_id, by.actor_name[:160]
        row.save()
        trace.touches(row)


def _move(row: Release, target: ReleaseState) -> None:
    if not rules.may_become(row.state, target):
        raise ReleaseError(_("Questa tabella è %(state)s: non si può fare.") % {"state": ReleaseState(row.state).label})
    row.state = target


def hand_out(*, by: Actor, at: datetime, release: Release, kind: str) -> None:
    """Write that a file of a release was taken from within the network."""
    detail = {"kind": kind, "number": release.number}
    log_access("releases.download", by=by, at=at, kind=Kind.EXPORT, rows=[release], detail=detail)
