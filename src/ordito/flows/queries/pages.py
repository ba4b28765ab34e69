# SPDX-License-Identifier: EUPL-1.2
"""What the pages of the flows show, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases.models import CaseFile, TakingInCharge
from ordito.flows.engine.layout import Fault, Flow, layout_of
from ordito.flows.enums import FAULTS, ItemState
from ordito.flows.models import FlowProblem, FlowSender, SinbaSheet
from ordito.flows.models.senders import of_senders
from ordito.flows.queries.mappings import mappings_of
from ordito.flows.queries.sinba import SECTION, sender_of, sinba_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ordito.core.access import Actor
    from ordito.flows.models import FlowItem, FlowRun, SocialBenefit
    from ordito.flows.queries.sinba import SinbaRecord
    from ordito.flows.queries.sinba_values import Value

PAGES = {
    "identity": (gettext_lazy("Dati anagrafici"), "cases:record"),
    "situation": (gettext_lazy("Situazione"), "circumstances:situation"),
    "health": (gettext_lazy("Salute e disabilità"), "circumstances:health"),
    "ties": (gettext_lazy("Legami e nucleo"), "kinship:ties"),
    "parents": (gettext_lazy("Cartella del genitore"), "kinship:ties"),
    "concerns": (gettext_lazy("Segnalazioni"), ""),
    "protection": (gettext_lazy("Tutela"), "protection:protection"),
    "interventions": (gettext_lazy("Interventi"), "cases:interventions"),
    "taking": (gettext_lazy("Presa in carico"), "cases:taking"),
    "sheet": (gettext_lazy("Valutazioni e risposte"), "flows:sinba_edit"),
    "sender": (gettext_lazy("Ente che invia"), ""),
    "age": (gettext_lazy("Età: sotto i 16 anni non si può lavorare"), ""),
}
"""Where a value is written, in words, and the page of the record that changes it."""
WORDS = {code: label for code, label in FAULTS}  # noqa: C416 - lazy words


@dataclass(frozen=True)
class ValueLine:
    """One field of a record, with its value in words; `fault` "" when it can go."""

    label: str
    text: str
    source: str
    url: str
    fault: str
    required: bool


@dataclass(frozen=True)
class Section:
    """What the page of a record says: what is missing first, then all that would go."""

    missing: tuple[ValueLine, ...]
    given: tuple[ValueLine, ...]
    left: tuple[ValueLine, ...]
    """Optional values that no code of the layout stands for: they do not go, and nothing stops."""


def record_of(case_file: CaseFile, *, starts_on: date, ends_on: date) -> SinbaRecord | None:
    """The record as it would be sent today; None without taking in charge."""
    takings = TakingInCharge.objects.current().filter(case_file=case_file, opened_on__lte=ends_on)
    related = takings.select_related("case_file__person", "closure_reason", "area")
    taking = related.order_by("closed_on", "-opened_on", "-pk").filter(closed_on=None).first()
    taking = taking or related.order_by("-closed_on", "-pk").first()
    if taking is None:
        return None
    row = FlowSender.objects.filter(ambito=case_file.ambito_id, body=case_file.body_id).first()
    sender = sender_of(row, mappings_of(case_file.ambito_id))
    return sinba_of(taking, sender, starts_on=starts_on, ends_on=ends_on)


def section_of(record: SinbaRecord) -> Section:
    """A record in words, for the page where it is put right."""
    faults = {problem.name: problem.fault for problem in record.problems}
    missing, given, left = [], [], []
    for value in record.values:
        line = _line(record, value, faults.get(value.name))
        if value.name in faults:
            missing.append(line)
        elif value.codes:
            given.append(line)
        elif value.fault is not None:
            left.append(_line(record, value, value.fault))
    return Section(tuple(missing), tuple(given), tuple(left))


def _line(record: SinbaRecord, value: Value, fault: Fault | None) -> ValueLine:
    field = layout_of(Flow.SINBA).fields[SECTION][value.name]
    source, page = PAGES[value.source]
    return ValueLine(
        label=field.label,
        text=", ".join(field.codes.get(code, code) for code in value.codes),
        source=str(source) if value.codes or fault else "",
        url=reverse(page, args=[record.case_file.pk]) if page else "",
        fault=str(WORDS[fault]) if fault else "",
        required=field.minimum > 0,
    )


def answers_of(case_file: CaseFile) -> dict[str, Any]:
    """The sheet's answers as the form has them."""
    sheet = SinbaSheet.objects.filter(case_file=case_file).prefetch_related("assessments").first()
    return form_values(sheet) if sheet else {}


def form_values(sheet: SinbaSheet) -> dict[str, Any]:
    """The values of the form of a sheet; names of fields without "/"."""
    section = layout_of(Flow.SINBA).fields[SECTION]
    found: dict[str, Any] = {
        name.replace("/", "_"): codes if section[name].maximum is None else codes[0]
        for name, codes in sheet.answers.items()
        if codes
    }
    for row in sheet.assessments.all():
        if row.main:
            found[f"{row.subject}_main"] = row.code
        else:
            found.setdefault(f"{row.subject}_others", []).append(row.code)
    return found | {"version": sheet.version}


@dataclass(frozen=True)
class RuleLine:
    """A rule that stops records, and how many."""

    label: str
    fault: str
    count: int


def rules_broken(run: FlowRun) -> list[RuleLine]:
    """What stops the records of a sending, the most frequent first; one query."""
    rows = FlowProblem.objects.filter(item__run=run).values_list("section", "field", "fault")
    counted = rows.annotate(count=Count("item", distinct=True)).order_by("-count", "section", "field", "fault")
    return [
        RuleLine(label_of(Flow(run.flow), section, name), str(WORDS[fault]), n) for section, name, fault, n in counted
    ]


def label_of(flow: Flow, section: str, name: str) -> str:
    """A field in words."""
    field = layout_of(flow).fields.get(section, {}).get(name)
    return field.label if field else name


def counts_of(run: FlowRun) -> list[tuple[ItemState, int]]:
    """How many records are in each state; one query."""
    found = dict(run.items.values_list("state").annotate(count=Count("pk")).order_by("state"))
    return [(state, found[state]) for state in ItemState if found.get(state)]


@dataclass(frozen=True)
class ItemLine:
    """A record of a sending: its number, its name only for who reads it, and what stops it."""

    item: FlowItem
    number: str
    name: str
    url: str
    problems: tuple[str, ...]


def item_lines(actor: Actor, run: FlowRun, items: Sequence[FlowItem]) -> list[ItemLine]:
    """Records of a page in words; two queries. `items` come with case file, person and problems."""
    readable = set(
        CaseFile.objects.read_whole_by(actor)
        .filter(pk__in=[one.case_file_id for one in items])
        .values_list("pk", flat=True)
    )
    page = "flows:sinba" if run.flow == Flow.SINBA else "flows:benefits"
    return [
        ItemLine(
            item=one,
            number=_("Cartella %(number)s") % {"number": one.case_file.number},
            name=one.case_file.person.full_name() if one.case_file_id in readable else "",
            url=reverse(page, args=[one.case_file_id]) if one.case_file_id in readable else "",
            problems=tuple(
                f"{label_of(Flow(run.flow), problem.section, problem.field)}: {WORDS[problem.fault]}"
                for problem in one.problems.all()
            ),
        )
        for one in items
    ]


def bodies_of(actor: Actor) -> list[tuple[int, int, str]]:
    """The bodies for which the actor sends, each within its Ambito: ids and a name; one query."""
    rows = CaseFile.objects.current().filter(of_senders(actor))
    found = rows.values_list("ambito_id", "body_id", "body__name", "ambito__name").distinct()
    return [
        (ambito, body, f"{name} ({place})")
        for ambito, body, name, place in found.order_by("body__name", "ambito__name", "body_id", "ambito_id")
    ]


def benefit_words(benefit: SocialBenefit) -> Iterable[tuple[str, str]]:
    """The coded values of a benefit in words."""
    section = layout_of(Flow.PSA).fields["PrestazioniSociali"]
    for name, code in (
        ("PresenzaProvaMezzi", benefit.means_test),
        ("CaratterePrestazione", benefit.character),
        ("AreaUtenza", benefit.user_area),
    ):
        yield section[name].label, section[name].codes.get(code, "")
