# SPDX-License-Identifier: EUPL-1.2
"""What plans and words tell to the record's timeline, and what of them is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ordito.cases.queries.record_timeline import Moment
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.core.paper import Facts, Grid, Prose
from ordito.plans.models import PlanReview, Words
from ordito.plans.queries.plan_page import plan_page
from ordito.plans.queries.plan_rows import plans_of
from ordito.plans.queries.words import words_lines, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block
    from ordito.plans.models import SupportPlan
    from ordito.plans.queries.plan_page import ActionLine, CheckLine, PlanPage

EXCERPT = 220


def plan_moments(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """Plans begun, agreed, reviewed and concluded."""
    plans = list(plans_of(actor, record.pk))
    for plan in plans:
        for day, what in (
            (plan.starts_on, _("Comincia: %(what)s")),
            (plan.agreed_on, _("Concordato: %(what)s")),
            (plan.concluded_on, _("Concluso: %(what)s")),
        ):
            if day is not None:
                yield _moment(plan, record, day, what, str(plan.conclusion or "") if day == plan.concluded_on else "")
    by_id = {plan.pk: plan for plan in plans}
    for review in PlanReview.objects.filter(plan__in=plans).select_related("plan__case_file__person"):
        detail = Truncator(open_text(review, "note")).chars(EXCERPT)
        yield _moment(by_id[review.plan_id], record, review.held_on, _("Verifica: %(what)s"), detail)


def _moment(plan: SupportPlan, record: RecordHeader, day: date, what: str, detail: str) -> Moment:
    title = what % {"what": open_text(plan, "title") or plan.kind.label}
    return Moment(day, "plans", title, "it-check-circle", detail, "plans:plan", (record.pk, plan.pk))


def words_moments(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """Words, on the day they were said; the day they were written when that came later."""
    for row in words_of(actor, record.pk):
        written = timezone.localdate(row.written_at)
        yield Moment(
            row.said_on,
            "words",
            _("Parole: %(who)s") % {"who": row.speaker.label.lower()},
            "it-comment",
            Truncator(open_text(row, "text")).chars(EXCERPT),
            "plans:words",
            (record.pk,),
            written if written != row.said_on else None,
        )


def printed_plans(actor: Actor, record: RecordHeader) -> list[Block]:
    """Every plan of the record, whole: head, objectives, rows, reviews, signatures with the fingerprint."""
    found: list[Block] = []
    for pk in plans_of(actor, record.pk).order_by("-starts_on", "-edition", "-pk").values_list("pk", flat=True):
        page = plan_page(actor, record, pk)
        if page is not None:
            found.extend(_printed(page))
    return found


def _printed(page: PlanPage) -> Iterator[Block]:
    yield _head(page)
    if page.reasons:
        yield Prose(page.reasons, _("Perché questo progetto"))
    if page.objectives:
        yield Grid(
            (_("Obiettivo"), _("Entro il"), _("Quanto è stato raggiunto")),
            [(f"O{line.number}. {line.text}", _day(line.due_on), _reached(line.check)) for line in page.objectives],
            _("Obiettivi"),
        )
    if page.actions:
        heads = (_("Di che cosa si tratta"), _("Situazione di partenza"), _("Risultato atteso"))
        yield Grid(
            (*heads, _("Azioni"), _("Quando"), _("Quanto è stato raggiunto")),
            [_row(line) for line in page.actions],
            _("Chi fa che cosa, entro quando"),
        )
    for review in page.reviews:
        yield Prose(review.note, _("Verifica del %(day)s") % {"day": format_date(review.held_on)}, review.present)
    if page.signatures:
        yield _signatures(page)


def _head(page: PlanPage) -> Facts:
    plan = page.plan
    return Facts(
        [
            (_("Titolo"), page.title),
            (_("Stato"), plan.get_state_display()),
            (_("Per chi"), ", ".join(someone.name for someone in page.beneficiaries)),
            (_("Dal"), _day(plan.starts_on)),
            (_("Fine prevista"), _day(plan.ends_on)),
            (_("Prossima verifica"), _day(plan.next_review_on)),
            (_("Responsabile del progetto"), str(plan.responsible or "")),
            (_("Chi partecipa"), ", ".join(f"{someone.name} ({someone.role})" for someone in page.participants)),
        ],
        _("%(kind)s, versione %(number)s") % {"kind": plan.kind, "number": plan.edition},
    )


def _row(line: ActionLine) -> Sequence[str]:
    doers = [f"{doer.name}: {doer.does}" if doer.does else doer.name for doer in line.doers]
    what = line.sub_dimension or line.device
    situation = line.situation
    if line.score:
        score = _("ultimo punteggio %(value)s, %(day)s")
        situation += f" ({score % {'value': line.score.value, 'day': format_date(line.score.held_on)}})"
    return (
        f"R{line.number}. {what}",
        situation,
        line.expected,
        "\n".join(filter(None, (line.device, line.doing, *doers))),
        _day(line.due_on or line.check_on),
        _reached(line.check),
    )


def _signatures(page: PlanPage) -> Facts:
    signed = [
        (f"{line.name} ({line.role})", f"{line.at:%d/%m/%Y}, {line.way_label} {line.protocol}".strip())
        for line in page.signatures
    ]
    said = _("La firma sullo schermo è una firma elettronica semplice (reg. UE 910/2014, art. 3, n. 10).")
    return Facts(
        [*signed, (_("Impronta del testo firmato (SHA-256)"), page.plan.frozen_hash), (_("Valore"), said)], _("Firme")
    )


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _reached(check: CheckLine | None) -> str:
    if check is None:
        return ""
    return f"{check.label} ({format_date(check.on)}) {check.why}".strip()


def printed_words(actor: Actor, record: RecordHeader) -> list[Block]:
    """The words of the record, the latest first."""
    rows: Sequence[Words] = list(words_of(actor, record.pk))
    return [
        Prose(line.text, f"{line.who}, {line.age}" if line.age else line.who, format_date(line.said_on))
        for line in words_lines(rows)
    ]
