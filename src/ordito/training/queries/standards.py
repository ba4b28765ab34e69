# SPDX-License-Identifier: EUPL-1.2
"""Training standards as pages and paper show them, and courses held against them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito.training.engine.standards import Comparison, Part, compare
from ordito.training.enums import StandardState
from ordito.training.models import (
    Course,
    Edition,
    StandardCourse,
    StandardEvidence,
    StandardVersion,
    TrainingStandard,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from ordito.core.access import Actor


@dataclass(frozen=True)
class StandardLine:
    """A standard in a list, with the version that stands for it."""

    standard: TrainingStandard
    shown: StandardVersion


@dataclass(frozen=True)
class Followed:
    """A course that follows a version, and what it has of it."""

    link: StandardCourse
    comparison: Comparison


def standard_lines(standards: Sequence[TrainingStandard], *, drafts: bool) -> list[StandardLine]:
    """Lines of a list; one query whatever its length."""
    versions = StandardVersion.objects.filter(standard__in=standards)
    by_standard: dict[int, list[StandardVersion]] = defaultdict(list)
    for version in versions.order_by("-number"):
        by_standard[version.standard_id].append(version)
    found = ((row, shown_of(by_standard[row.pk], drafts=drafts)) for row in standards)
    return [StandardLine(row, shown) for row, shown in found if shown is not None]


def shown_of(versions: Sequence[StandardVersion], *, drafts: bool) -> StandardVersion | None:
    """Of the versions of a standard, the newest first, the one that stands for it: in use, or the last there was."""
    known = [version for version in versions if version.state != StandardState.DRAFT]
    in_use = [version for version in known if version.state == StandardState.IN_USE]
    return next(iter([*in_use, *known, *(versions if drafts else ())]), None)


def versions_of_standard(standard: TrainingStandard, *, drafts: bool) -> list[StandardVersion]:
    """All versions that the reader may see, the newest first."""
    rows = standard.versions.order_by("-number")
    return list(rows if drafts else rows.exclude(state=StandardState.DRAFT))


def followed_by(version: StandardVersion, actor: Actor) -> list[Followed]:
    """The courses that follow a version and that the reader may see, each held against it; four queries."""
    links = version.courses.filter(course__in=Course.objects.visible_to(actor)).select_related("course")
    rows = links.prefetch_related("coverage", "course__modules").order_by("course__title", "pk")
    contents = _parts(version.contents.order_by("position"))
    return [Followed(link, _held(version, contents, link)) for link in rows]


def comparison_of(link: StandardCourse) -> Comparison:
    """A course held against the version it follows."""
    version = link.standard_version
    return _held(version, _parts(version.contents.order_by("position")), link)


def _held(version: StandardVersion, contents: Sequence[Part], link: StandardCourse) -> Comparison:
    coverage: dict[int, list[int]] = defaultdict(list)
    for cover in link.coverage.all():
        coverage[cover.content_id].append(cover.module_id)
    course = link.course
    modules = _parts(sorted(course.modules.all(), key=lambda module: module.position))
    return compare(version.hours, contents, given=course.hours, modules=modules, coverage=coverage)


def _parts(rows: Any) -> list[Part]:
    return [Part(row.pk, row.title, row.hours) for row in rows]


def evidence_of(standard: TrainingStandard, actor: Actor) -> QuerySet[StandardEvidence]:
    """What evaluations say in support, the latest first; of courses and editions that the reader may see."""
    rows = standard.evidence.filter(course__in=Course.objects.visible_to(actor))
    rows = rows.filter(Q(edition=None) | Q(edition__in=Edition.objects.visible_to(actor)))
    return rows.select_related("course", "edition").order_by("-at", "-pk")


def standards_of_course(course: Course, actor: Actor) -> list[Followed]:
    """The standards that a course follows, as its own page shows them: versions in use."""
    links = course.standards.filter(
        standard_version__state=StandardState.IN_USE,
        standard_version__standard__in=TrainingStandard.objects.visible_to(actor),
    )
    rows = links.select_related("standard_version__standard", "course").prefetch_related(
        "coverage", "course__modules", Prefetch("standard_version__contents")
    )
    return [
        Followed(link, _held(link.standard_version, _parts(link.standard_version.contents.all()), link))
        for link in rows.order_by("standard_version__standard__title", "pk")
    ]


def paper_of(version: StandardVersion, *, at: datetime) -> dict[str, Any]:
    """What the paper of a version says, for `standard.typ`."""
    standard = version.standard
    facts = [
        (_("Ente"), str(standard.organiser)),
        (_("Territorio"), str(standard.territory)),
        (_("Versione"), f"{version.number}, {version.get_state_display()}"),
        (_("In uso dal"), f"{version.in_use_at:%d/%m/%Y}" if version.in_use_at else _("non ancora")),
        (_("Ore in tutto, almeno"), number_format(version.hours)),
    ]
    texts = [
        (_("A che cosa serve"), version.aims),
        (_("Requisiti dei docenti"), version.teachers),
        (_("Valutazione degli apprendimenti"), version.assessment),
    ]
    contents = version.contents.order_by("position")
    return {
        "language": get_language() or "it",
        "title": standard.title,
        "subtitle": _("Standard formativo sperimentale"),
        "facts": facts,
        "texts": [{"title": title, "text": text} for title, text in texts if text],
        "competences_title": _("Competenze"),
        "competences": [row.text for row in version.competences.order_by("position")],
        "contents_title": _("Contenuti"),
        "heads": [_("Contenuto"), _("Ore, almeno")],
        "contents": [[row.title, number_format(row.hours)] for row in contents],
        "foot": _("%(title)s, versione %(number)s. Stampato il %(day)s.")
        % {"title": standard.title, "number": version.number, "day": f"{at:%d/%m/%Y}"},
    }
