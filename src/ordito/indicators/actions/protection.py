# SPDX-License-Identifier: EUPL-1.2
"""Setting how figures are protected, and writing down who took some out or read them exact."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.core.access import Verb, require
from ordito.core.dates import format_date
from ordito.indicators.actions.errors import IndicatorError
from ordito.indicators.engine.disclosure import LOWEST_THRESHOLD
from ordito.indicators.models import DisclosurePolicy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.indicators.engine.cell_keys import Perturbation
    from ordito.indicators.engine.definition import Definition
    from ordito.indicators.enums import Audience


NOISE_STAYS = timedelta(days=90)
"""How long the noise stays as it is once changed: each noise that one table is read by tells more of the truth."""


TRIAL = "indicators.try_recipe"
MOST_TRIALS = 100
"""Different recipes that one person may try in a day: enough to find one, too few to take a cell apart by."""


class UnlawfulThresholdError(ValueError):
    """A threshold under three was asked for."""


def set_policy(
    *,
    audience: Audience,
    threshold: int,
    exact_in_own_place: bool,
    noise: Perturbation | None = None,
    by: Actor,
    at: datetime,
) -> DisclosurePolicy:
    """Set the threshold of an audience, never under three, and the noise of tables made by choice (None: as it is).

    Figures have the new noise from the next full reading of the data on.

    Raises:
        NotAllowedError: the verb is missing.
        UnlawfulThresholdError: under three.
        IndicatorError: the noise was changed less than `NOISE_STAYS` ago.
    """
    require(by, Verb.MANAGE_STATISTICS)
    if threshold < LOWEST_THRESHOLD:
        raise UnlawfulThresholdError(threshold)
    with recorded("indicators.set_policy", by=by, at=at) as trace:
        policy = DisclosurePolicy.objects.select_for_update().get_or_create(audience=audience)[0]
        wanted: dict[str, Any] = {"threshold": threshold, "exact_in_own_place": exact_in_own_place}
        if noise is not None:
            wanted |= _new_noise(policy, noise, at)
        for name, value in wanted.items():
            setattr(policy, name, value)
        policy.save()
        trace.touches(policy, fields=wanted)
        trace.notes(threshold=threshold, variance=float(policy.noise_variance), deviation=policy.noise_deviation)
    return policy


def _new_noise(policy: DisclosurePolicy, noise: Perturbation, at: datetime) -> dict[str, Any]:
    """What another noise changes of the rules, nothing when it is the same; IndicatorError while it must stay."""
    wanted = {"noise_variance": Decimal(str(noise.variance)), "noise_deviation": noise.deviation}
    changed = [name for name, value in wanted.items() if getattr(policy, name) != value]
    if not changed:
        return {}
    last = policy.noise_changed_at
    if last is not None and at < last + NOISE_STAYS:
        days = {"last": format_date(localdate(last)), "next": format_date(localdate(last + NOISE_STAYS))}
        words = _("Il rumore è stato cambiato il %(last)s e resta così per 90 giorni: si potrà cambiare dal %(next)s.")
        raise IndicatorError(words % days, field="rumore" if "noise_variance" in changed else "scarto")
    return {**wanted, "noise_changed_at": at}


def record_trial(*, recipe: Definition, by: Actor, at: datetime) -> None:
    """Write that the figures of a recipe were tried, and which.

    Raises:
        NotAllowedError: the verb is missing.
        IndicatorError: the person has tried `MOST_TRIALS` other recipes today.
    """
    require(by, Verb.MANAGE_INDICATORS)
    said = json.dumps(recipe.to_data(), sort_keys=True)
    day = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    before = Entry.objects.filter(action=TRIAL, actor_id=by.actor_id, at__gte=day)
    tried = {detail["recipe"] for detail in before.values_list("detail", flat=True)}
    if said not in tried and len(tried) >= MOST_TRIALS:
        words = _("Oggi hai provato %(number)s definizioni diverse, il massimo per un giorno: le altre domani.")
        raise IndicatorError(words % {"number": MOST_TRIALS})
    log_access(TRIAL, by=by, at=at, kind=Kind.READ, detail={"recipe": said})


def record_export(
    *, indicator: str, kind: str, protected: bool, hidden: int, purpose: str, by: Actor, at: datetime
) -> None:
    """Write that a table left the house, for what, and whether it was protected."""
    require(by, Verb.EXPORT_STATISTICS)
    detail = {"indicator": indicator, "kind": kind, "protected": protected, "hidden_cells": hidden}
    log_access("indicators.export_figure", by=by, at=at, kind=Kind.EXPORT, purpose=purpose, detail=detail)


def record_exact_reading(*, asked: Mapping[str, str], by: Actor, at: datetime) -> None:
    """Write that exact figures were read, and which: the parameters of the question, all of them codes."""
    require(by, Verb.VIEW_EXACT_STATISTICS)
    log_access("indicators.read_exact_figure", by=by, at=at, kind=Kind.READ, detail=dict(asked))
