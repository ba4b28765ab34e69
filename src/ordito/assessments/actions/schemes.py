# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.assessments import rules
from ordito.assessments.enums import InstrumentKind
from ordito.assessments.models import Dimension, Instrument, Scale, ScaleBand, Scheme, SubDimension
from ordito.assessments.queries.schemes import is_used
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, lock
from ordito.core.access import permit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ordito.assessments.engine.wording import Wording
    from ordito.core.access import Actor
    from ordito.territory.models import Territory


def save_wording(
    *, by: Actor, at: datetime, scheme: Scheme, version: int | None, wording: Wording, territory: Territory | None
) -> Scheme:
    """Change the words of a scheme: in place while nobody used it, else as a new version from today on.

    Also a version that holds everywhere is never changed by an Ambito: it gets one of its own (`territory`, None for
    whoever keeps the settings of all places). The version before and what was scored on it stay as they are.

    Raises:
        NotAllowedError: the actor does not keep the settings there.
        ConflictError: somebody saved meanwhile.
        CaseError: a name or a label is missing.
    """
    labels = [label for label, _question in [*wording.dimensions.values(), *wording.sub_dimensions.values()]]
    if not all([wording.name, *labels, *wording.bands.values()]):
        raise CaseError(_("Nessun nome può restare vuoto."))
    with recorded("assessments.save_wording", by=by, at=at) as trace:
        row = lock(Scheme, scheme.pk, version=version)
        if changes_in_place(by, row):
            target, bands = row, wording.bands
            row.verified = False
            dimensions, subs = wording.dimensions, wording.sub_dimensions
        else:
            target, moved = _copy(row, territory, day=timezone.localdate(at))
            permit(rules.can_keep(by, target))
            _follow(row, target, day=timezone.localdate(at))
            dimensions = {moved[Dimension, pk]: words for pk, words in wording.dimensions.items()}
            subs = {moved[SubDimension, pk]: words for pk, words in wording.sub_dimensions.items()}
            bands = {moved[ScaleBand, pk]: word for pk, word in wording.bands.items()}
        target.name, target.source = wording.name, wording.source
        target.version += 1
        target.save()
        _write_words(target, dimensions, subs, bands)
        trace.touches(target, fields=["wording"])
    return target


def changes_in_place(by: Actor, scheme: Scheme) -> bool:
    """Whether new words change this version: it is kept by the actor and nobody has used it."""
    return rules.can_keep(by, scheme) and not is_used(scheme)


def verify_scheme(*, by: Actor, at: datetime, scheme: Scheme, source: str) -> Scheme:
    """Say that the words were compared with their source, and which.

    Raises:
        NotAllowedError: the actor does not keep the settings there.
        CaseError: no source.
    """
    permit(rules.can_keep(by, scheme))
    if not source.strip():
        raise CaseError(_("Scrivi con quale testo hai confrontato le parole."), field="source")
    with recorded("assessments.verify_scheme", by=by, at=at) as trace:
        row = lock(Scheme, scheme.pk)
        row.verified, row.source = True, source.strip()
        row.version += 1
        row.save()
        trace.touches(row, fields=["verified", "source"])
    return row


Moved = dict[tuple[type, int], int]
"""Where the parts of a version went in its copy: by model and id, the new id."""


def _copy(scheme: Scheme, territory: Territory | None, *, day: date) -> tuple[Scheme, Moved]:
    last = Scheme.objects.filter(key=scheme.key).aggregate(last=Max("number"))["last"] or 0
    number = last + 1
    copy = Scheme.objects.create(
        key=scheme.key, number=number, name=scheme.name, source=scheme.source, territory=territory, valid_from=day
    )
    moved: Moved = {}
    scales: dict[int, Scale] = {}
    for dimension in scheme.dimensions.order_by("position", "pk"):
        twin = Dimension.objects.create(
            scheme=copy,
            code=dimension.code,
            label=dimension.label,
            question=dimension.question,
            position=dimension.position,
        )
        moved[Dimension, dimension.pk] = twin.pk
        for row in dimension.sub_dimensions.select_related("scale").order_by("position", "pk"):
            if row.scale_id not in scales:
                scales[row.scale_id] = _copy_scale(row.scale, number, moved)
            new = SubDimension.objects.create(
                dimension=twin,
                scale=scales[row.scale_id],
                code=row.code,
                label=row.label,
                question=row.question,
                position=row.position,
            )
            moved[SubDimension, row.pk] = new.pk
    return copy, moved


def _copy_scale(scale: Scale, number: int, moved: Moved) -> Scale:
    stem = scale.key.rpartition("_")[0] or scale.key
    copy = Scale.objects.create(
        key=f"{stem[:50]}_{number}",
        label=scale.label,
        lowest=scale.lowest,
        highest=scale.highest,
        strength=scale.strength,
    )
    for band in scale.bands.order_by("first"):
        twin = ScaleBand.objects.create(scale=copy, first=band.first, last=band.last, label=band.label)
        moved[ScaleBand, band.pk] = twin.pk
    return copy


def _follow(old: Scheme, new: Scheme, *, day: date) -> None:
    """From today the instruments of that place follow the new version; those of everywhere go on for the others."""
    for row in Instrument.objects.at(day).filter(scheme=old, kind=InstrumentKind.SCHEME):
        if row.territory_id not in {None, new.territory_id}:
            continue
        if row.territory_id == new.territory_id:
            yesterday = day - timedelta(days=1)
            row.valid_to = max(yesterday, row.valid_from) if row.valid_from else yesterday
            row.save()
        Instrument.objects.create(
            key=row.key,
            name=row.name,
            kind=row.kind,
            scheme=new,
            months=row.months,
            terms=row.terms,
            territory=new.territory,
            valid_from=day,
        )


def _write_words(
    scheme: Scheme,
    dimensions: Mapping[int, tuple[str, str]],
    subs: Mapping[int, tuple[str, str]],
    bands: Mapping[int, str],
) -> None:
    """Only what belongs to the scheme is written, whatever ids came."""
    for side in Dimension.objects.filter(scheme=scheme, pk__in=dimensions):
        side.label, side.question = dimensions[side.pk]
        side.save()
    rows = SubDimension.objects.filter(dimension__scheme=scheme)
    for row in rows.filter(pk__in=subs):
        row.label, row.question = subs[row.pk]
        row.save()
    for band in ScaleBand.objects.filter(scale__in=rows.values("scale"), pk__in=bands):
        band.label = bands[band.pk]
        band.save()
