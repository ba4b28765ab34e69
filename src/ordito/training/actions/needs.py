# SPDX-License-Identifier: EUPL-1.2
"""Needs: raised, corrected, weighed by the referents, put together in themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.accounts.roles import ROLES
from ordito.audit.actions import recorded
from ordito.core.access import Verb, permit
from ordito.threads.actions import tie_made
from ordito.threads.enums import Relation
from ordito.training import rules
from ordito.training.actions.errors import TrainingError, lock, put
from ordito.training.models import NeedTheme, NeedVote, TrainingNeed
from ordito.training.queries.needs import KIND

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from ordito.core.access import Actor, Grant
    from ordito.training.enums import Priority

CARD = ("text", "area", "profile", "origin", "origin_text", "territory")
"""What of a need may be corrected; the body is that of who raised it."""


def raise_need(
    *,
    values: Mapping[str, Any],
    form_key: UUID,
    source: tuple[str, int] | None = None,
    by: Actor,
    at: datetime,
) -> TrainingNeed:
    """Say what somebody needs to learn: any of `CARD`; one form, one need.

    `source` is the kind and id of the thing that it comes from: a thread leads from there to the need.

    Raises:
        NotAllowedError: the verb is missing, or the source is not visible to `by`.
    """
    permit(rules.can_raise(by))
    grant = _speaking(by, Verb.RAISE_TRAINING_NEED)
    with recorded("training.raise_need", by=by, at=at) as trace:
        need, made = TrainingNeed.objects.get_or_create(
            form_key=form_key,
            defaults={
                **values,
                "organisation_id": grant.organisation_id if grant else None,
                "raised_at": at,
                "by_id": by.actor_id,
                "by_name": by.actor_name[:160],
                "by_role": str(ROLES[grant.role].label)[:160] if grant and grant.role in ROLES else "",
            },
        )
        if made and need.territory_id is None and grant is not None:
            need.territory_id = grant.territory_id
            need.save()
        if source is not None:
            tie_made(by=by, at=at, start=source, end=(KIND, need.pk), relation=Relation.MOTIVATES)
        trace.touches(need)
    return need


def edit_need(*, need: TrainingNeed, values: Mapping[str, Any], version: int, by: Actor, at: datetime) -> TrainingNeed:
    """Correct a need.

    Raises:
        NotAllowedError: neither theirs nor an office's.
        ConflictError: somebody saved first.
    """
    with recorded("training.edit_need", by=by, at=at) as trace:
        row = lock(need)
        permit(rules.can_edit_need(by, row))
        trace.touches(row, fields=put(row, values, version))
    return row


def vote_on_need(*, need: TrainingNeed, priority: Priority | int, by: Actor, at: datetime) -> NeedVote:
    """Say how much a need presses for one's body or place; a second vote replaces the first.

    Raises:
        NotAllowedError: not a referent.
    """
    permit(rules.can_vote(by))
    grant = _speaking(by, Verb.ENROL_STAFF)
    with recorded("training.vote_on_need", by=by, at=at) as trace:
        row = lock(need)
        vote, _made = NeedVote.objects.update_or_create(
            need=row,
            by_id=by.actor_id or 0,
            defaults={
                "priority": priority,
                "organisation_id": grant.organisation_id if grant else None,
                "territory_id": grant.territory_id if grant else None,
                "by_name": by.actor_name[:160],
                "at": at,
            },
        )
        trace.touches(row, vote)
    return vote


def name_theme(*, name: str, description: str = "", by: Actor, at: datetime) -> NeedTheme:
    """Make a theme, or find the one that has this name.

    Raises:
        NotAllowedError: the verb is missing.
    """
    permit(by.holds(Verb.MANAGE_TRAINING))
    with recorded("training.name_theme", by=by, at=at) as trace:
        known = NeedTheme.objects.select_for_update().filter(name__iexact=name.strip()).first()
        theme = known or NeedTheme.objects.create(name=name.strip(), description=description)
        trace.touches(theme)
    return theme


def edit_theme(*, theme: NeedTheme, name: str, description: str, version: int, by: Actor, at: datetime) -> NeedTheme:
    """Name a theme otherwise.

    Raises:
        NotAllowedError: the verb is missing.
        ConflictError: somebody saved first.
        TrainingError: another theme has this name.
    """
    permit(by.holds(Verb.MANAGE_TRAINING))
    with recorded("training.edit_theme", by=by, at=at) as trace:
        row = lock(theme)
        if NeedTheme.objects.filter(name__iexact=name.strip()).exclude(pk=row.pk).exists():
            raise TrainingError(_("C’è già un tema con questo nome."), field="name")
        trace.touches(row, fields=put(row, {"name": name.strip(), "description": description}, version))
    return row


def gather_needs(*, ids: Collection[int], theme: NeedTheme | None, by: Actor, at: datetime) -> int:
    """Put needs under a theme, or with None under no theme any more; returns how many moved.

    Raises:
        NotAllowedError: the verb is missing.
    """
    permit(by.holds(Verb.MANAGE_TRAINING))
    with recorded("training.gather_needs", by=by, at=at) as trace:
        rows = list(TrainingNeed.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        moved = [row for row in rows if row.theme_id != (theme.pk if theme else None)]
        for row in moved:
            row.theme, row.version = theme, row.version + 1
        TrainingNeed.objects.bulk_update(moved, ["theme", "version"])
        trace.touches(*moved, fields=["theme"])
        if theme is not None:
            trace.touches(theme)
    return len(moved)


def _speaking(actor: Actor, verb: Verb) -> Grant | None:
    """The first membership by which somebody does this."""
    return next((grant for grant in actor.grants if verb in grant.verbs), None)
