# SPDX-License-Identifier: EUPL-1.2
"""What paper says of the parts that `cases` keeps. No private note and no secret address ever reaches it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.enums import Protection
from ordito.cases.models import DiaryEntry, TeamMember
from ordito.cases.queries.record_diary import duration_words, late_words
from ordito.cases.queries.record_documents import document_lines, documents_of
from ordito.cases.queries.record_family import family_units, period_text
from ordito.cases.queries.record_identity import identity_of
from ordito.cases.queries.record_interventions import interventions_of
from ordito.cases.queries.record_timeline import intervention_name, timeline_of
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.core.paper import Facts, Grid, Prose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import Model, QuerySet

    from ordito.cases.models import Closure, TakingInCharge
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block

    Row = TypeVar("Row", bound=Model)

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "cases" / "print" / "record.typ"
"""The layout of a record on paper, for `core.pdf.make_pdf`; its first lines say which data it reads."""
OPENED_AT_ONCE = 200  # entries of the diary in memory while they are opened


@dataclass(frozen=True)
class Span:
    """From and to which day diary and timeline are printed; both days included, None for no limit."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def within(self, rows: QuerySet[Row], field: str) -> QuerySet[Row]:
        """The rows whose day lies within."""
        if self.since:
            rows = rows.filter(**{f"{field}__gte": self.since})
        return rows.filter(**{f"{field}__lte": self.until}) if self.until else rows


def identity(_actor: Actor, record: RecordHeader, _span: Span) -> Iterator[Block]:
    """Who the person is; the street of a secret address is not told."""
    person, known = record.person, identity_of(record.person, full=record.whole)
    secret = person.protection == Protection.ADDRESS
    pairs = [
        (_("Nome e cognome"), record.name),
        (_("Nascita"), known.birth),
        (_("Sesso"), known.sex),
    ]
    if record.whole:
        pairs += [
            (_("Codice fiscale"), known.fiscal_code),
            (_("Cittadinanza"), known.citizenship),
            (_("Residenza"), _("indirizzo segreto") if secret else known.residence),
            (_("Telefono"), "" if secret else known.phone),
            (_("E-mail"), "" if secret else known.email),
            (_("Annotazioni"), ", ".join(known.notes)),
        ]
    yield Facts(pairs)


def family(actor: Actor, record: RecordHeader, _span: Span) -> Iterator[Block]:
    """Every unit the person is or was in, with everybody in it."""
    heads = (_("Persona"), _("Relazione"), _("Età"), _("Quando"))
    for unit in family_units(actor, record.person, today=record.today):
        rows = [(one.name, one.relation, one.age_text, one.period) for one in unit.members]
        yield Grid(heads, rows, f"{unit.composition}, {unit.period}")


def takings(_actor: Actor, record: RecordHeader, _span: Span) -> Iterator[Block]:
    """The takings in charge with reasons, team and how they ended, as their page tells them."""
    rows = (
        record.case_file.takings.current()
        .select_related("area", "mode", "worker", "body", "outcome", "closure_reason", "case_file__person")
        .prefetch_related("reasons__reason", "team__professional", "team__organisation", "team__purpose", "closures")
        .order_by("-opened_on", "-pk")
    )
    for taking in rows:
        taking_title = f"{taking.area}, {period_text(taking.opened_on, taking.closed_on)}"
        yield Facts(_taking_pairs(taking, record), taking_title)
        team = [_member(member) for member in taking.team.all()]
        if team:
            yield Grid((_("Équipe"), _("Ente"), _("Perché"), _("Quando")), team)
        for closure in taking.closures.all() if record.whole else ():
            yield from _closing_note(closure)


def _taking_pairs(taking: TakingInCharge, record: RecordHeader) -> list[tuple[str, str]]:
    pairs = [
        (_("Modalità"), str(taking.mode)),
        (_("Ente"), str(taking.body)),
        (_("Operatore responsabile"), str(taking.worker or "")),
    ]
    if record.whole:
        reasons = sorted(taking.reasons.all(), key=lambda row: (not row.main, row.reason.position))
        pairs.append((_("Motivi"), ", ".join(str(row.reason) for row in reasons)))
    if taking.closed_on is None:
        pairs.append((_("Da rivedere il"), _day(taking.review_on)))
    elif record.whole:
        pairs += [(_("Esito"), str(taking.outcome or "")), (_("Motivo di chiusura"), str(taking.closure_reason or ""))]
    return pairs


def _member(member: TeamMember) -> tuple[str, str, str, str]:
    who = _("%(name)s (sostituisce)") % {"name": member.professional} if member.deputy else str(member.professional)
    stopped = member.reads_to or member.stopped_on
    last = min(filter(None, (member.valid_to, stopped)), default=None)
    last = last and max(last, member.valid_from)
    return who, str(member.organisation), str(member.purpose or ""), period_text(member.valid_from, last)


def _closing_note(closure: Closure) -> Iterator[Block]:
    note = open_text(closure, "note")
    if note:
        yield Prose(note, _("Nota di chiusura"), format_date(closure.closed_on))


def interventions(actor: Actor, record: RecordHeader, _span: Span) -> Iterator[Block]:
    """The interventions, the latest first."""
    rows = [
        (
            intervention_name(row),
            str(row.get_state_display()),
            " ".join(filter(None, (str(row.provider or ""), str(row.service or "")))),
            _day(row.starts_on or row.requested_on),
            _day(row.ends_on),
        )
        for row in interventions_of(actor, record.case_file)
    ]
    yield Grid((_("Intervento"), _("Stato"), _("Chi lo dà"), _("Dal"), _("Al")), rows)


def printed_entries(actor: Actor, record: RecordHeader, span: Span) -> QuerySet[DiaryEntry]:
    """The entries of the diary that go on paper: never a private note, not even to its writer."""
    rows = DiaryEntry.objects.visible_to(actor).filter(case_file=record.case_file)
    return span.within(rows, "happened_on")


def diary(actor: Actor, record: RecordHeader, span: Span) -> Iterator[Block]:
    """The diary in the order in which things happened."""
    rows = printed_entries(actor, record, span).select_related("kind").order_by("happened_on", "pk")
    for entry in rows.iterator(chunk_size=OPENED_AT_ONCE):
        entry.case_file = record.case_file  # one key for all of them
        said = (entry.kind.label, _day(entry.happened_on), entry.author_name, duration_words(entry.minutes))
        detail = ", ".join(filter(None, (*said, late_words(entry))))
        yield Prose(open_text(entry, "text"), open_text(entry, "title") or entry.kind.label, detail)


def documents(actor: Actor, record: RecordHeader, _span: Span) -> Iterator[Block]:
    """The list of the documents, each as its current version has it; the files themselves are not printed."""
    rows = documents_of(actor, record.case_file).order_by("-added_at", "-pk")
    heads = (_("Documento"), _("Tipo"), _("Data"), _("Protocollo"), _("Versione"), _("Aggiunto"))
    yield Grid(
        heads,
        [
            (
                line.title,
                line.kind,
                _day(line.dated),
                line.protocol,
                str(line.edition),
                f"{format_date(timezone.localdate(line.added_at))}, {line.added_by_name}",
            )
            for line in document_lines(rows)
        ],
    )


def timeline(actor: Actor, record: RecordHeader, span: Span) -> Iterator[Block]:
    """The story of the record, the latest first, without what private notes add to it on the screen."""
    shown = frozenset(printed_entries(actor, record, span).values_list("pk", flat=True))
    rows = [
        (_day(moment.on), moment.title, moment.detail)
        for moment in timeline_of(actor, record)
        if span.holds(moment.on) and (moment.kind != "diary" or moment.url_args[-1] in shown)
    ]
    yield Grid((_("Quando"), _("Che cosa"), _("Dettagli")), rows)


def _day(day: date | None) -> str:
    return format_date(day) if day else ""
