# SPDX-License-Identifier: EUPL-1.2
"""What the board of a caseload says of each record: what is due, late or missing, also of the apps above."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ordito.cases.enums import ApprovalKind
from ordito.cases.models import Approval, CaseFile, ContactRule, DiaryEntry, TakingInCharge
from ordito.core.dates import format_date
from ordito.core.declare import CardItem, RecordSign, declared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.declare import Text

AHEAD = timedelta(days=14)
USUAL_DAYS = 60
"""Days without a contact after which the board says so, where the territory has no rule of its own (to be verified)."""
CONTACTS = ("interview", "home_visit", "phone", "observation", "team")
"""Kinds of diary entry in which somebody met or heard the person or their family."""

OWN_SIGNS: list[tuple[str, Text]] = [
    ("scadute", gettext_lazy("Revisioni scadute")),
    ("revisioni", gettext_lazy("Revisioni entro due settimane")),
    ("contatti", gettext_lazy("Senza contatti da troppo tempo")),
    ("chiusure", gettext_lazy("Chiusure da approvare")),
    ("senza-operatore", gettext_lazy("Senza operatore responsabile")),
]


def sign_choices() -> list[tuple[str, Text]]:
    """Every sign by which the board may be filtered, those of the apps above among them."""
    others = sorted(declared(RecordSign), key=lambda sign: sign.order)
    return [*OWN_SIGNS, *((sign.key, sign.label) for sign in others)]


def with_sign(records: QuerySet[CaseFile], key: str, *, today: date) -> QuerySet[CaseFile]:
    """The records of which a sign has something to say; a constant number of queries."""
    own = _own_conditions(today)
    if key in own:
        return records.filter(own[key])
    sign = next((one for one in declared(RecordSign) if one.key == key), None)
    if sign is None:
        return records
    if sign.where is not None:
        return records.filter(sign.where(today))
    ids = list(records.order_by().values_list("pk", flat=True))
    return records.filter(pk__in=sign.of(ids, today))


def _own_conditions(today: date) -> dict[str, Q]:
    taken = TakingInCharge.objects.current().open().filter(case_file=OuterRef("pk"))
    waiting = Approval.objects.waiting().filter(kind=ApprovalKind.CLOSURE, case_file=OuterRef("pk"))
    return {
        "scadute": Q(Exists(taken.filter(review_on__lt=today))),
        "revisioni": Q(Exists(taken.filter(review_on__range=(today, today + AHEAD)))),
        "contatti": _silent(today),
        "chiusure": Q(Exists(waiting)),
        "senza-operatore": Q(Exists(taken.filter(worker__isnull=True))),
    }


def _silent(today: date) -> Q:
    """In charge, and without a contact for longer than the rule of the Comune, of the Ambito, or the usual days."""
    rules = _contact_days(today)
    condition = Q()
    for territory, days in rules.items():
        condition |= (Q(comune=territory) | Q(ambito=territory) & ~Q(comune__in=rules)) & _quiet_for(days, today)
    ruled = Q(comune__in=rules) | Q(ambito__in=rules)
    return condition | ~ruled & _quiet_for(USUAL_DAYS, today)


def _quiet_for(days: int, today: date) -> Q:
    limit = today - timedelta(days=days)
    heard = _contacts().filter(case_file=OuterRef("pk"), happened_on__gt=limit)
    taken = TakingInCharge.objects.current().open().filter(case_file=OuterRef("pk"), opened_on__lte=limit)
    return Q(Exists(taken)) & ~Q(Exists(heard))


def _contacts() -> QuerySet[DiaryEntry]:
    return DiaryEntry.objects.current().filter(kind__code__in=CONTACTS)


def _contact_days(today: date) -> dict[int, int]:
    return dict(ContactRule.objects.at(today).values_list("territory_id", "days"))


def signs_of(records: Sequence[CaseFile], *, today: date) -> Mapping[int, Sequence[CardItem]]:
    """By record, everything there is to say, what is late first; `records` come from `with_takings`.

    A constant number of queries: two of our own, and those of the apps above, whatever the number of records.
    """
    found: dict[int, list[CardItem]] = defaultdict(list)
    ids = [record.pk for record in records]
    proposed = set(
        Approval.objects.waiting()
        .filter(kind=ApprovalKind.CLOSURE, case_file__in=ids)
        .values_list("case_file_id", flat=True)
    )
    heard = dict(
        _contacts()
        .filter(case_file__in=ids)
        .values("case_file_id")
        .annotate(last=Max("happened_on"))
        .values_list("case_file_id", "last")
    )
    rules = _contact_days(today)
    for record in records:
        found[record.pk] += _own_signs(record, heard.get(record.pk), rules, today=today)
        if record.pk in proposed:
            found[record.pk].append(CardItem(_("chiusura da approvare"), reverse("cases:taking", args=[record.pk])))
    for sign in sorted(declared(RecordSign), key=lambda one: one.order) if ids else ():
        for pk, item in sign.of(ids, today).items():
            found[pk].append(item)
    return {pk: sorted(items, key=lambda item: not item.late) for pk, items in found.items()}


def _own_signs(record: CaseFile, heard: date | None, rules: Mapping[int, int], *, today: date) -> Iterable[CardItem]:
    takings = [taking for taking in record.takings.all() if taking.closed_on is None]
    url = reverse("cases:taking", args=[record.pk])
    for taking in takings:
        if taking.review_on is not None and taking.review_on < today:
            yield CardItem(_("revisione scaduta il %(day)s") % {"day": format_date(taking.review_on)}, url, late=True)
        elif taking.review_on is not None and taking.review_on <= today + AHEAD:
            yield CardItem(_("da rivedere il %(day)s") % {"day": format_date(taking.review_on)}, url)
        if taking.worker_id is None:
            yield CardItem(_("senza operatore responsabile"), url, late=True)
    if takings:
        days = rules.get(record.comune_id, rules.get(record.ambito_id, USUAL_DAYS))
        started = min(taking.opened_on for taking in takings)
        silent = (today - max(heard or started, started)).days
        if silent >= days:
            words = _silence(silent, heard=heard is not None)
            yield CardItem(words, reverse("cases:diary", args=[record.pk]), late=True)


def _silence(days: int, *, heard: bool) -> str:
    if heard:
        text = ngettext("nessun contatto da %(count)s giorno", "nessun contatto da %(count)s giorni", days)
    else:
        text = ngettext(
            "mai un contatto, in carico da %(count)s giorno", "mai un contatto, in carico da %(count)s giorni", days
        )
    return text % {"count": days}
