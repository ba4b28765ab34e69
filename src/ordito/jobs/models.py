# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping


class JobState(TextChoices):
    """Life of a job."""

    QUEUED = "queued", _("in attesa")
    RUNNING = "running", _("in corso")
    DONE = "done", _("concluso")
    FAILED = "failed", _("non riuscito")


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own jobs, or all for who looks after them."""
        if actor.holds(Verb.VIEW_JOBS):
            return self
        return self.filter(created_by_id=actor.actor_id) if actor.actor_id else self.none()


class Job(models.Model):
    """Background work that somebody started and may leave; arguments and result hold ids and counts only."""

    function = models.CharField(max_length=160)  # dotted path of what runs
    arguments = models.JSONField(default=dict)
    label = models.CharField(_("lavoro"), max_length=160)
    state = models.CharField(_("stato"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    result: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(_("creato"))
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "function": Privacy.TECHNICAL,
        "arguments": Privacy.TECHNICAL,
        "label": Privacy.TECHNICAL,
        "state": Privacy.TECHNICAL,
        "done": Privacy.TECHNICAL,
        "total": Privacy.TECHNICAL,
        "message": Privacy.TECHNICAL,
        "result": Privacy.TECHNICAL,
        "attempts": Privacy.TECHNICAL,
        "created_by_id": Privacy.STAFF,
        "created_at": Privacy.STAFF,
        "started_at": Privacy.TECHNICAL,
        "heartbeat_at": Privacy.TECHNICAL,
        "finished_at": Privacy.TECHNICAL,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "heartbeat_at"], name="job_state"),
            models.Index(fields=["created_by_id", "-created_at"], name="job_creator"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.state})"

    @property
    def percent(self) -> int:
        """Progress from 0 to 100."""
        if self.state == JobState.DONE:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {JobState.DONE, JobState.FAILED}


class Schedule(models.Model):
    """When each recurring job last started; its interval is declared in code."""

    function = models.CharField(max_length=160, unique=True)
    last_started_at = models.DateTimeField()

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "function": Privacy.TECHNICAL,
        "last_started_at": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return self.function
