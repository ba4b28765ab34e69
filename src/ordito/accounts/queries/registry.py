# SPDX-License-Identifier: EUPL-1.2
"""The audit log as a DPO reads it: who did what, on what, when and why; never a narrative."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from ordito.accounts.models import User
from ordito.accounts.roles import ROLES
from ordito.audit.models import Entry
from ordito.audit.queries import about
from ordito.core.access import Verb, can
from ordito.core.declare import AuditedAction, AuditedKind, declared
from ordito.jobs.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from ordito.core.access import Actor
    from ordito.core.declare import Text

VERIFIER = "ordito.audit.tasks.verify_audit"
MOST_PEOPLE = 50
MOST_NAMED = 3


@dataclass(frozen=True)
class Thing:
    """A row an entry speaks of: its name only for who may see the row. Of many rows of a kind only their number."""

    kind: str
    object_id: int | None
    kind_label: Text
    name: str
    number: int = 1


@dataclass(frozen=True)
class Line:
    """One entry, ready to read."""

    entry: Entry
    kind_label: Text
    action_label: Text
    roles: tuple[Text, ...]
    things: tuple[Thing, ...]
    fields: tuple[Text, ...]


@dataclass(frozen=True)
class Check:
    """The last check of the whole log, and whether one is running."""

    job: Job | None
    running: Job | None

    @property
    def sound(self) -> bool | None:
        """None before the first check."""
        return self.job.result.get("sound") if self.job else None


def entries(
    *, person: str = "", kind: str = "", since: datetime | None = None, until: datetime | None = None
) -> QuerySet[Entry]:
    """Entries by who did it (a part of their name), kind of act and days."""
    rows = Entry.objects.all()
    if person:
        known = User.objects.filter(Q(full_name__icontains=person) | Q(username__iexact=person))
        ids = list(known.values_list("pk", flat=True)[:MOST_PEOPLE])
        rows = rows.filter(Q(actor_id__in=ids) | Q(actor_id=None, actor_name__icontains=person))
    if kind:
        rows = rows.filter(kind=kind)
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lte=until)
    return rows


def entries_about(kind: str, object_id: int) -> QuerySet[Entry]:
    """Everything done on one row; `about` without its order, so that pages can be made of it."""
    return about(kind, object_id).order_by()


def panel_about(actor: Actor, row: Model, *, number: int = 5) -> dict[str, Any]:
    """The last things done on a row, as its panel draws them; `lines` is None without the right to read the log."""
    kind = row._meta.label_lower  # noqa: SLF001 - public API of the framework
    shown = lines(actor, about(kind, row.pk)[:number]) if can(actor, Verb.VIEW_AUDIT) else None
    return {"lines": shown, "kind": kind, "object_id": row.pk}


def lines(actor: Actor, rows: Iterable[Entry]) -> list[Line]:
    """Entries in words. Names of rows cost one query per declared kind, whatever the number of entries."""
    found = list(rows)
    shown = {entry.pk: _few_things(entry) for entry in found}
    names = _names(actor, {thing for things in shown.values() for thing in things})
    kinds = {kind.kind: kind for kind in declared(AuditedKind)}
    actions = {action.action: action.label for action in declared(AuditedAction)}
    return [_line(entry, shown[entry.pk], names, kinds, actions) for entry in found]


def kind_label(kind: str) -> Text:
    """A model in words, "cases.person" when nobody declares it."""
    return next((one.label for one in declared(AuditedKind) if one.kind == kind), kind)


def name_of(actor: Actor, kind: str, object_id: int) -> str:
    """The name of a row, empty for who may not see it."""
    return _names(actor, {(kind, object_id)}).get((kind, object_id), "")


def _few_things(entry: Entry) -> list[tuple[str, int]]:
    """The rows of the kinds of which there are few."""
    return [
        (kind, object_id)
        for kind, ids in sorted(entry.objects_touched.items())
        for object_id in (dict.fromkeys(ids) if len(set(ids)) <= MOST_NAMED else ())
    ]


def _names(actor: Actor, things: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for kind, object_id in things:
        wanted[kind].add(object_id)
    names = {}
    for known in declared(AuditedKind):
        ids = wanted.get(known.kind)
        if ids and known.visible:
            rows = known.visible(actor).filter(pk__in=ids)
            names.update({(known.kind, row.pk): known.name(row) for row in rows})
    return names


def _line(
    entry: Entry,
    shown: Sequence[tuple[str, int]],
    names: dict[tuple[str, int], str],
    kinds: dict[str, AuditedKind],
    actions: dict[str, Text],
) -> Line:
    things = [
        Thing(kind, object_id, _label(kind, kinds), names.get((kind, object_id), "")) for kind, object_id in shown
    ]
    things += [
        Thing(kind, None, _label(kind, kinds), "", len(set(ids)))
        for kind, ids in sorted(entry.objects_touched.items())
        if len(set(ids)) > MOST_NAMED
    ]
    roles = tuple(ROLES[code].label if code in ROLES else code for code in entry.roles.split(",") if code)
    return Line(
        entry,
        entry.get_kind_display(),
        actions.get(entry.action, entry.action),
        roles,
        tuple(things),
        _field_labels(entry),
    )


def _label(kind: str, kinds: dict[str, AuditedKind]) -> Text:
    return kinds[kind].label if kind in kinds else kind


def _field_labels(entry: Entry) -> tuple[Text, ...]:
    models = [apps.get_model(kind) for kind in entry.objects_touched if _is_model(kind)]
    return tuple(_field_label(models, name) for name in entry.fields_changed)


def _is_model(label: str) -> bool:
    app, _dot, model = label.partition(".")
    return app in apps.app_configs and model in apps.all_models[app]


def _field_label(models: Sequence[Any], name: str) -> Text:
    for model in models:
        try:
            return str(model._meta.get_field(name).verbose_name)  # noqa: SLF001 - public API of the framework
        except (FieldDoesNotExist, AttributeError):
            continue
    return name


def last_check() -> Check:
    """The verdict of the last finished check of the log."""
    checks = Job.objects.filter(function=VERIFIER).order_by("-pk")
    running = checks.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).first()
    return Check(checks.filter(state=JobState.DONE).first(), running)
