# SPDX-License-Identifier: EUPL-1.2
"""Rows of a record's protection as labels and values: the same on a page, on paper and where two versions meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.cases.queries.record_family import period_text
from ordito.core.dates import format_date
from ordito.core.fields import SealedField, open_text
from ordito.core.text import in_sentence
from ordito.protection.engine.clock import ROME
from ordito.protection.enums import FosterState, Nature
from ordito.protection.models import (
    CareLeaverProject,
    EmergencyPlacement,
    FosterCare,
    OutOfHomePlacement,
    Proceeding,
    ProtectedMeetingPlan,
    ProtectiveMeasure,
    ReportDue,
)
from ordito.protection.queries.words import moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordito.protection.models import ProtectionRow

FIELDS: Mapping[type[ProtectionRow], tuple[str, ...]] = {
    EmergencyPlacement: ("started_at", "authority", "service", "place", "reasons", "ended_on", "outcome"),
    Proceeding: (
        "office", "court", "register_number", "judge", "subject", "opened_on", "next_hearing_on", "closed_on", "note",
    ),
    ProtectiveMeasure: (
        "kind", "nature", "issuer", "standing", "proceeding", "concerns", "contents", "issued_on", "notified_on",
        "until", "protocol", "replaces", "ended_on", "text",
    ),
    ReportDue: (
        "content", "recipient", "measure", "due_on", "every_months", "sent_on", "protocol", "dropped_on", "note",
    ),
    OutOfHomePlacement: (
        "kind", "character", "service", "place", "form", "with_parent", "reason", "measure", "starts_on", "ends_on",
        "outcome", "note",
    ),
    FosterCare: (
        "state", "form", "nature", "time", "stay", "family", "family_contacts", "measure", "requested_on", "started_on",
        "extended_to", "review_on", "ended_on", "outcome", "note",
    ),
    CareLeaverProject: (
        "starts_on", "ends_on", "autonomy_tutor", "housing", "activity", "review_on", "goals", "outcome",
    ),
    ProtectedMeetingPlan: (
        "meets", "name", "frequency", "service", "place", "measure", "starts_on", "ends_on", "suspended_on",
        "suspended_by", "rules",
    ),
}  # fmt: skip
"""What is said of each kind of row, in order."""

PROSE = frozenset({"reasons", "text", "note", "goals", "rules"})
"""Fields that hold a text of several lines."""

RELATED: Mapping[type[ProtectionRow], tuple[str, ...]] = {
    EmergencyPlacement: ("authority", "service", "outcome"),
    Proceeding: ("office", "court", "subject"),
    ProtectiveMeasure: ("kind", "issuer", "proceeding__office", "concerns", "replaces__kind"),
    ReportDue: ("content", "recipient", "measure__kind"),
    OutOfHomePlacement: ("kind", "character", "service", "reason", "measure__kind", "outcome"),
    FosterCare: ("measure__kind", "outcome"),
    CareLeaverProject: ("autonomy_tutor", "housing", "activity", "outcome"),
    ProtectedMeetingPlan: ("meets", "service", "measure__kind", "suspended_by"),
}
"""What is read with each kind of row, so that its facts ask nothing more."""


def rows_of(model: type[ProtectionRow]) -> Any:
    """The rows that stand of one kind, with all that their facts say."""
    rows: Any = model._default_manager.filter(annulled_at=None)  # noqa: SLF001 - Django's public name
    rows = rows.select_related("case_file__person", *RELATED[model])
    return rows.prefetch_related("contents__content") if model is ProtectiveMeasure else rows


def facts_of(row: ProtectionRow) -> list[tuple[str, str]]:
    """Labels with their values in words; what was not written is left out."""
    return _pairs(row, [name for name in FIELDS[type(row)] if name not in PROSE])


def prose_of(row: ProtectionRow) -> list[tuple[str, str]]:
    """Labels with the texts that want room."""
    return _pairs(row, [name for name in FIELDS[type(row)] if name in PROSE])


def _pairs(row: ProtectionRow, names: Sequence[str]) -> list[tuple[str, str]]:
    pairs = ((_label(row, name), _value(row, name)) for name in names)
    return [(label, value) for label, value in pairs if value]


def _label(row: Any, name: str) -> str:
    computed = {
        "register_number": _("numero di ruolo"),
        "contents": _("che cosa dispone"),
        "protocol": _("protocollo"),
        "text": _("testo o sintesi del dispositivo"),
    }
    text = computed.get(name) or str(row._meta.get_field(name).verbose_name)  # noqa: SLF001 - Django's public name
    return text[:1].upper() + text[1:]


def _value(row: Any, name: str) -> str:
    if name == "contents":
        return ", ".join(sorted(str(one.content) for one in row.contents.all()))
    if name == "protocol":
        day = format_date(row.protocol_date) if row.protocol_date else ""
        return _("%(number)s del %(day)s") % {"number": row.protocol_number, "day": day} if day else row.protocol_number
    if name != "register_number" and isinstance(row._meta.get_field(name), SealedField):  # noqa: SLF001 - Django's public name
        return open_text(row, name)
    shown = getattr(row, f"get_{name}_display", None)
    return shown() if shown else _in_words(getattr(row, name))


def _in_words(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return _("sì")
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return format_date(value)
    return named(value) if isinstance(value, ProtectiveMeasure | Proceeding) else str(value)


def named(row: Any) -> str:
    """A measure or a proceeding in one line, to be chosen or pointed to."""
    if isinstance(row, Proceeding):
        return f"{row.office} {row.register_number}".strip()
    return _("%(kind)s del %(day)s") % {"kind": row.kind, "day": format_date(row.issued_on)}


Said = tuple[str, str, date, date | None]
"""Of a row: title, detail, first day, last day."""


@dataclass(frozen=True)
class Line:
    """A row in one line of the page: what, when, whether it is over."""

    pk: int
    title: str
    detail: str
    on: date
    until: date | None
    badge: str
    tone: str
    over: bool


def line_of(row: Any, today: date) -> Line:
    """The row in one line."""
    title, detail, on, until = _SAID[type(row)](row)
    over = _is_over(row, until, today)
    badge, tone = _badge(row, over=over)
    return Line(row.pk, title, detail, on, until, badge, tone, over)


def _is_over(row: Any, until: date | None, today: date) -> bool:
    if isinstance(row, FosterCare):
        return row.state in {FosterState.ENDED, FosterState.GIVEN_UP}
    if isinstance(row, ReportDue):
        return row.sent_on is not None or row.dropped_on is not None
    return (until is not None and until < today) or getattr(row, "ended_on", None) is not None


def _badge(row: Any, *, over: bool) -> tuple[str, str]:
    if isinstance(row, FosterCare):
        return row.get_state_display(), "success" if row.state == FosterState.STARTED else "neutral" if over else "info"
    if isinstance(row, ReportDue):
        if row.dropped_on:
            return _("non più dovuta"), "neutral"
        return (_("inviata"), "neutral") if row.sent_on else (_("da inviare"), "warning")
    if isinstance(row, ProtectedMeetingPlan) and row.suspended_on and not over:
        return _("sospesi"), "warning"
    if isinstance(row, ProtectiveMeasure) and not over:
        return (_("in vigore"), "success") if row.nature == Nature.JUDICIAL else (_("atto amministrativo"), "info")
    return (_("concluso"), "neutral") if over else (_("in corso"), "success")


def _emergency(row: EmergencyPlacement) -> Said:
    detail = _("messa in sicurezza il %(at)s") % {"at": moment_text(row.started_at)}
    if row.outcome and row.ended_on:
        detail = _("%(outcome)s, il %(day)s") % {"outcome": row.outcome, "day": format_date(row.ended_on)}
    return _("Allontanamento d’urgenza (art. 403 c.c.)"), detail, moment_day(row.started_at), row.ended_on


def moment_day(moment: datetime) -> date:
    """The day of a moment by the Italian calendar."""
    return moment.astimezone(ROME).date()


def _proceeding(row: Proceeding) -> Said:
    since = f", {period_text(row.opened_on, row.closed_on)}" if row.opened_on else ""
    return named(row), f"{row.subject}{since}", row.opened_on or moment_day(row.written_at), row.closed_on


def _measure(row: ProtectiveMeasure) -> Said:
    said = [_("%(issuer)s, %(day)s") % {"issuer": row.issuer, "day": format_date(row.issued_on)}]
    if row.ended_on:
        said.append(_("cessato il %(day)s") % {"day": format_date(row.ended_on)})
    elif row.until:
        said.append(_("vale fino al %(day)s") % {"day": format_date(row.until)})
    contents = ", ".join(sorted(str(one.content) for one in row.contents.all()))
    return (
        str(row.kind),
        ". ".join([", ".join(said), *filter(None, [contents])]),
        row.issued_on,
        row.ended_on or row.until,
    )


def _report(row: ReportDue) -> Said:
    day = row.sent_on or row.due_on or moment_day(row.written_at)
    words = _("inviata il %(day)s") if row.sent_on else _("entro il %(day)s")
    return str(row.content), f"{row.recipient}, {words % {'day': format_date(day)}}", day, row.sent_on or row.dropped_on


def _placement(row: OutOfHomePlacement) -> Said:
    where = str(row.service) if row.service else open_text(row, "place")
    said = [f"{where}, {period_text(row.starts_on, row.ends_on)}", *filter(None, [row.outcome and str(row.outcome)])]
    return str(row.kind), ". ".join(said), row.starts_on, row.ends_on


def _foster(row: FosterCare) -> Said:
    kinds = (row.get_form_display(), row.get_nature_display(), row.get_time_display(), row.get_stay_display())
    since = period_text(row.started_on, row.ended_on) if row.started_on else ""
    detail = ", ".join(map(str, filter(None, (*kinds, since))))
    if row.outcome:
        detail = f"{detail}. {row.outcome}"
    return _("Affidamento familiare"), detail, row.started_on or row.requested_on, row.ended_on


def _leaver(row: CareLeaverProject) -> Said:
    said = [period_text(row.starts_on, row.ends_on)]
    if row.autonomy_tutor:
        said.append(_("tutor per l’autonomia: %(name)s") % {"name": row.autonomy_tutor})
    if row.outcome:
        said.append(str(row.outcome))
    return _("Progetto di autonomia"), ". ".join(said), row.starts_on, row.ends_on


def _meeting_plan(row: ProtectedMeetingPlan) -> Said:
    detail = f"{row.frequency}, {period_text(row.starts_on, row.ends_on)}"
    if row.suspended_on and row.suspended_by:
        values = {"day": format_date(row.suspended_on), "who": row.suspended_by}
        detail = _("%(detail)s; sospesi dal %(day)s da: %(who)s") % {"detail": detail, **values}
    return _("Incontri protetti: %(who)s") % {"who": in_sentence(row.meets)}, detail, row.starts_on, row.ends_on


_SAID: dict[type[ProtectionRow], Any] = {
    EmergencyPlacement: _emergency,
    Proceeding: _proceeding,
    ProtectiveMeasure: _measure,
    ReportDue: _report,
    OutOfHomePlacement: _placement,
    FosterCare: _foster,
    CareLeaverProject: _leaver,
    ProtectedMeetingPlan: _meeting_plan,
}


def values_of(row: Any) -> dict[str, Any]:
    """What a form of the row shows: sealed texts open, other rows by id."""
    values: dict[str, Any] = {"version": row.version}
    for field in row._meta.concrete_fields:  # noqa: SLF001 - Django's public name
        values.setdefault(
            field.name, open_text(row, field.name) if isinstance(field, SealedField) else field.value_from_object(row)
        )
    if isinstance(row, EmergencyPlacement):
        local = row.started_at.astimezone(ROME)
        values |= {"started_on": local.date(), "started_time": local.time()}
    if isinstance(row, ProtectiveMeasure):
        values["contents"] = [one.content_id for one in row.contents.all()]
    return values
