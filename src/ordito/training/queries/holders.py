# SPDX-License-Identifier: EUPL-1.2
"""Whose materials somebody reads and brings: of the editions they take part in, and of those they manage or lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from ordito.core.access import Verb
from ordito.training.enums import EnrolmentState
from ordito.training.models import Course, Edition, Enrolment
from ordito.training.models.reach import within_reach

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor


def editions_kept(actor: Actor) -> QuerySet[Any, Any]:
    """The ids of the editions that somebody manages, tutors or teaches in."""
    led = Q(pk__in=Edition.objects.led_by(actor).values("pk"))
    return Edition.objects.filter(_managed(actor) | led).values_list("pk", flat=True)


def editions_read(actor: Actor) -> QuerySet[Any, Any]:
    """The ids of the editions that somebody has a seat in, and of those they keep."""
    seats = Enrolment.objects.filter(professional=actor.professional_id or 0, state=EnrolmentState.ENROLLED)
    mine = Q(pk__in=seats.values("edition")) | Q(pk__in=editions_kept(actor))
    return Edition.objects.filter(mine).values_list("pk", flat=True)


def courses_kept(actor: Actor) -> QuerySet[Any, Any]:
    """The ids of the courses that somebody manages."""
    return Course.objects.filter(_managed(actor)).values_list("pk", flat=True)


def courses_read(actor: Actor) -> QuerySet[Any, Any]:
    """The ids of the courses of the editions that somebody takes part in or leads, and of those they manage."""
    mine = Q(editions__in=editions_read(actor)) | Q(pk__in=courses_kept(actor))
    return Course.objects.filter(mine).values_list("pk", flat=True)


def _managed(actor: Actor) -> Q:
    """Within reach; everything, when the condition would be empty."""
    return within_reach(actor, Verb.MANAGE_TRAINING) or Q(pk__isnull=False)


def edition_name(pk: int) -> str:
    """An edition with its course."""
    return str(Edition.objects.select_related("course").get(pk=pk))


def course_name(pk: int) -> str:
    """A course by its title."""
    return str(Course.objects.get(pk=pk))


def edition_address(pk: int) -> str:
    """The page of an edition."""
    return reverse("training:edition", args=[pk])


def course_address(pk: int) -> str:
    """The page of a course."""
    return reverse("training:course", args=[pk])
