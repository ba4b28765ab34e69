# SPDX-License-Identifier: EUPL-1.2
"""Background jobs as the pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from ordito.accounts.models import User
from ordito.core.declare import CardContent, CardItem
from ordito.jobs.models import Job, JobState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor

SHOWN_ON_CARD = 5
LOOKED_AT = 20  # of the last ones: every letter that leaves is one, and they are alike
TONES = {JobState.QUEUED: "info", JobState.RUNNING: "info", JobState.DONE: "success", JobState.FAILED: "danger"}


def jobs(actor: Actor, *, state: str = "") -> QuerySet[Job]:
    """Jobs that `actor` may see, of one state when it is given."""
    rows = Job.objects.visible_to(actor)
    return rows.filter(state=state) if state else rows


def tone(job: Job) -> str:
    """The tone of the badge with the job's state."""
    return TONES[JobState(job.state)]


def starters(rows: list[Job]) -> dict[int, str]:
    """Names of who started the jobs, by their id."""
    ids = {job.created_by_id for job in rows if job.created_by_id}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "full_name")) if ids else {}


def card_of_jobs(actor: Actor, today: date) -> CardContent | None:
    """What one has started and is still going on, or ended today, alike ones once when done; nothing hides the card."""
    mine = Job.objects.filter(created_by_id=actor.actor_id).order_by("-pk")
    newest: dict[str | int, Job] = {}
    for job in mine[:LOOKED_AT]:
        if not job.over or _ended_on(job, today):
            newest.setdefault(job.label if job.state == JobState.DONE else job.pk, job)
    if not newest:
        return None
    items = [_card_item(job) for job in list(newest.values())[:SHOWN_ON_CARD]]
    return CardContent(items, more_url=reverse("accounts:jobs"))


def _card_item(job: Job) -> CardItem:
    url = reverse("accounts:job", args=[job.pk])
    return CardItem(job.label, url, job.get_state_display(), late=job.state == JobState.FAILED)


def _ended_on(job: Job, day: date) -> bool:
    return job.finished_at is not None and timezone.localdate(job.finished_at) == day
