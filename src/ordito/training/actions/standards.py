# SPDX-License-Identifier: EUPL-1.2
"""Training standards: written as a draft, put in use, followed by another version, retired; courses that follow one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.repeats import once_more
from ordito.training import rules
from ordito.training.actions.errors import ConflictError, TrainingError, lock
from ordito.training.enums import StandardState
from ordito.training.models import (
    CourseModule,
    StandardCompetence,
    StandardContent,
    StandardCourse,
    StandardCoverage,
    StandardEvidence,
    StandardVersion,
    TrainingStandard,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Territory
    from ordito.training.models import Course, Edition

_TEXTS = ("hours", "aims", "teachers", "assessment", "changes")


@dataclass(frozen=True)
class StandardValues:
    """What a standard says; `contents` are subjects with their hours, in order."""

    title: str
    organiser: Organisation
    territory: Territory
    hours: Decimal
    aims: str = ""
    teachers: str = ""
    assessment: str = ""
    changes: str = ""
    competences: Sequence[str] = ()
    contents: Sequence[tuple[str, Decimal]] = field(default=())


@once_more
def start_standard(*, by: Actor, at: datetime, values: StandardValues, form_key: UUID) -> TrainingStandard:
    """Begin a standard with its first draft; the same form sent twice makes one.

    Raises:
        NotAllowedError: the actor manages training neither for that body nor in that place.
        TrainingError: another standard has that title; the contents ask for more hours than the whole.
    """
    permit(rules.can_manage_in(by, organiser_id=values.organiser.pk, territory_id=values.territory.pk))
    if known := TrainingStandard.objects.filter(form_key=form_key).first():
        return known
    _check(values)
    with recorded("training.start_standard", by=by, at=at) as trace:
        row = TrainingStandard(form_key=form_key)
        _name(row, values)
        draft = StandardVersion(standard=row, number=1)
        _write(draft, values)
        trace.touches(row, draft)
    return row


def write_draft(
    *, by: Actor, at: datetime, draft: StandardVersion, values: StandardValues, version: int | None = None
) -> StandardVersion:
    """Write the draft of a standard whole.

    Raises:
        NotAllowedError, TrainingError: as `start_standard`; it is in use by now.
        ConflictError: somebody saved it first.
    """
    permit(rules.can_write_standard(by, draft.standard))
    permit(rules.can_manage_in(by, organiser_id=values.organiser.pk, territory_id=values.territory.pk))
    _check(values)
    with recorded("training.write_standard", by=by, at=at) as trace:
        row = lock(draft)
        _refuse_unless(row, StandardState.DRAFT)
        if version is not None and row.version != version:
            raise ConflictError(row)
        row.standard.version += 1
        _name(row.standard, values)
        row.version += 1
        _write(row, values)
        trace.touches(row.standard, row, fields=StandardValues.__dataclass_fields__)
    return row


def put_in_use(*, by: Actor, at: datetime, draft: StandardVersion) -> StandardVersion:
    """Put a draft in use in place of the version before it, which is retired; from now on nobody changes it.

    Raises:
        NotAllowedError: the actor does not manage it.
        TrainingError: it says no competence or no content.
    """
    permit(rules.can_write_standard(by, draft.standard))
    with recorded("training.put_standard_in_use", by=by, at=at) as trace:
        lock(draft.standard)
        row = lock(draft)
        _refuse_unless(row, StandardState.DRAFT)
        if not row.competences.exists() or not row.contents.exists():
            raise TrainingError(_("Prima di metterlo in uso scrivi almeno una competenza e un contenuto."))
        for before in row.standard.versions.filter(state=StandardState.IN_USE):
            before.state, before.retired_at = StandardState.RETIRED, at
            before.save()
            trace.touches(before, fields=["state"])
        row.state, row.in_use_at, row.in_use_by_name = StandardState.IN_USE, at, by.actor_name[:160]
        row.save()
        trace.touches(row.standard, row, fields=["state"])
    return row


def retire(*, by: Actor, at: datetime, current: StandardVersion) -> None:
    """Retire the version in use without another in its place; it stays readable."""
    permit(rules.can_write_standard(by, current.standard))
    with recorded("training.retire_standard", by=by, at=at) as trace:
        row = lock(current)
        _refuse_unless(row, StandardState.IN_USE)
        row.state, row.retired_at = StandardState.RETIRED, at
        row.save()
        trace.touches(row.standard, row, fields=["state"])


def start_draft(*, by: Actor, at: datetime, standard: TrainingStandard) -> StandardVersion:
    """Begin the next version from the latest one, with the courses that follow it; a draft that is there is given back.

    Raises:
        NotAllowedError: the actor does not manage it.
    """
    permit(rules.can_write_standard(by, standard))
    with recorded("training.start_standard_draft", by=by, at=at) as trace:
        lock(standard)
        latest = standard.versions.latest("number")
        if latest.state == StandardState.DRAFT:
            return latest
        draft = StandardVersion(standard=standard, number=latest.number + 1)
        for name in _TEXTS:
            setattr(draft, name, getattr(latest, name))
        draft.changes = ""
        draft.save()
        _copy(latest, draft)
        trace.touches(standard, draft)
    return draft


def discard_draft(*, by: Actor, at: datetime, draft: StandardVersion) -> None:
    """Throw a draft away; a standard that never was in use goes with it.

    Raises:
        TrainingError: it is in use by now.
    """
    permit(rules.can_write_standard(by, draft.standard))
    with recorded("training.discard_standard_draft", by=by, at=at) as trace:
        row = StandardVersion.objects.select_for_update().filter(pk=draft.pk).first()
        if row is None:
            return
        standard = lock(draft.standard)
        _refuse_unless(row, StandardState.DRAFT)
        trace.touches(standard, row)
        row.delete()
        if not standard.versions.exists():
            standard.evidence.all().delete()
            standard.delete()


def link_course(*, by: Actor, at: datetime, version: StandardVersion, course: Course) -> StandardCourse:
    """Say that a course follows a version; modules with the title of a content are taken as treating it.

    Raises:
        TrainingError: it is retired, or the course follows it already.
    """
    permit(rules.can_write_standard(by, version.standard))
    with recorded("training.link_standard_course", by=by, at=at) as trace:
        row = lock(version)
        if row.state == StandardState.RETIRED:
            raise TrainingError(_("Questa versione è ritirata: collega il corso a quella in uso."))
        try:
            with transaction.atomic():
                link = StandardCourse.objects.create(standard_version=row, course=course)
        except IntegrityError as error:
            raise TrainingError(_("Questo corso è già collegato."), field="course") from error
        modules = {module.title.casefold().strip(): module for module in course.modules.all()}
        for content in row.contents.all():
            if module := modules.get(content.title.casefold().strip()):
                StandardCoverage.objects.create(link=link, content=content, module=module)
        trace.touches(row.standard, link)
    return link


def unlink_course(*, by: Actor, at: datetime, link: StandardCourse) -> None:
    """Say that a course no longer follows a version."""
    permit(rules.can_write_standard(by, link.standard_version.standard))
    with recorded("training.unlink_standard_course", by=by, at=at) as trace:
        row = StandardCourse.objects.select_for_update().filter(pk=link.pk).first()
        if row is not None:
            trace.touches(link.standard_version.standard, row)
            row.delete()


def set_coverage(
    *, by: Actor, at: datetime, link: StandardCourse, coverage: Mapping[int, Collection[int]]
) -> StandardCourse:
    """Say which modules of the course treat which content, by their ids; the whole anew.

    Raises:
        TrainingError: a content or a module is not theirs, as when the course was changed meanwhile.
    """
    permit(rules.can_write_standard(by, link.standard_version.standard))
    with recorded("training.set_standard_coverage", by=by, at=at) as trace:
        row = lock(link)
        contents = set(row.standard_version.contents.values_list("pk", flat=True))
        modules = set(CourseModule.objects.filter(course=row.course_id).values_list("pk", flat=True))
        if not set(coverage) <= contents or not {pk for keys in coverage.values() for pk in keys} <= modules:
            raise TrainingError(_("Nel frattempo i moduli del corso sono cambiati: ricontrolla e salva di nuovo."))
        row.coverage.all().delete()
        StandardCoverage.objects.bulk_create(
            StandardCoverage(link=row, content_id=content, module_id=module)
            for content, keys in coverage.items()
            for module in keys
        )
        trace.touches(row.standard_version.standard, row, fields=["coverage"])
    return row


@once_more
def add_evidence(
    *,
    by: Actor,
    at: datetime,
    standard: TrainingStandard,
    course: Course,
    edition: Edition | None,
    finding: str,
    form_key: UUID,
) -> StandardEvidence:
    """Write what the evaluation of a course or edition says in support of a standard; sent twice, it is one.

    Raises:
        TrainingError: the edition is not of that course.
    """
    permit(rules.can_write_standard(by, standard))
    if edition is not None and edition.course_id != course.pk:
        raise TrainingError(_("Questa edizione è di un altro corso."), field="edition")
    if known := StandardEvidence.objects.filter(form_key=form_key).first():
        return known
    with recorded("training.add_standard_evidence", by=by, at=at) as trace:
        row = StandardEvidence.objects.create(
            standard=standard,
            course=course,
            edition=edition,
            finding=finding.strip(),
            at=at,
            by_name=by.actor_name[:160],
            form_key=form_key,
        )
        trace.touches(standard, row)
    return row


def remove_evidence(*, by: Actor, at: datetime, evidence: StandardEvidence) -> None:
    """Take back what was written in support."""
    permit(rules.can_write_standard(by, evidence.standard))
    with recorded("training.remove_standard_evidence", by=by, at=at) as trace:
        row = StandardEvidence.objects.select_for_update().filter(pk=evidence.pk).first()
        if row is not None:
            trace.touches(evidence.standard, row)
            row.delete()


def _check(values: StandardValues) -> None:
    asked = sum((hours for _title, hours in values.contents), Decimal(0))
    if asked > values.hours:
        words = _("I contenuti chiedono %(asked)s ore, più delle %(all)s in tutto.")
        raise TrainingError(words % {"asked": number_format(asked), "all": number_format(values.hours)}, field="hours")


def _name(row: TrainingStandard, values: StandardValues) -> None:
    row.title, row.organiser, row.territory = values.title.strip(), values.organiser, values.territory
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if not TrainingStandard.objects.filter(title=row.title).exclude(form_key=row.form_key).exists():
            raise
        raise TrainingError(_("C’è già uno standard con questo titolo."), field="title") from error


def _write(row: StandardVersion, values: StandardValues) -> None:
    for name in _TEXTS:
        value = getattr(values, name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.save()
    row.competences.all().delete()
    StandardCompetence.objects.bulk_create(
        StandardCompetence(standard_version=row, position=number, text=text)
        for number, text in enumerate(values.competences, start=1)
    )
    _write_contents(row, values.contents)


def _write_contents(row: StandardVersion, contents: Sequence[tuple[str, Decimal]]) -> None:
    """Write the contents anew; of those that keep their title, the modules that treat them stay."""
    treated: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for cover in StandardCoverage.objects.filter(content__standard_version=row).select_related("content"):
        treated[cover.content.title.casefold()].append((cover.link_id, cover.module_id))
    row.contents.all().delete()
    for number, (title, hours) in enumerate(contents, start=1):
        content = StandardContent.objects.create(standard_version=row, position=number, title=title, hours=hours)
        StandardCoverage.objects.bulk_create(
            StandardCoverage(link_id=link, content=content, module_id=module)
            for link, module in treated.pop(title.casefold(), ())
        )


def _copy(latest: StandardVersion, draft: StandardVersion) -> None:
    StandardCompetence.objects.bulk_create(
        StandardCompetence(standard_version=draft, position=one.position, text=one.text)
        for one in latest.competences.all()
    )
    contents = {}
    for one in latest.contents.all():
        contents[one.pk] = StandardContent.objects.create(
            standard_version=draft, position=one.position, title=one.title, hours=one.hours
        )
    for link in latest.courses.prefetch_related("coverage"):
        copied = StandardCourse.objects.create(standard_version=draft, course_id=link.course_id)
        StandardCoverage.objects.bulk_create(
            StandardCoverage(link=copied, content=contents[one.content_id], module_id=one.module_id)
            for one in link.coverage.all()
        )


def _refuse_unless(row: StandardVersion, state: StandardState) -> None:
    if row.state != state:
        raise TrainingError(_("Questa versione è %(state)s.") % {"state": row.get_state_display()})
