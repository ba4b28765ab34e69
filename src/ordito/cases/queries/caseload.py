# SPDX-License-Identifier: EUPL-1.2
"""What the board of a caseload says of each record: what is due, late or missing, also of the apps above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ordito.cases.enums import ApprovalKind
from ordito.cases.models import Approval, CaseFile, ContactRule, DiaryEntry, TakingInCharge
from ordito.core.dates import format_date
from ordito.core.declare import CardItem, RecordSign, declared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.declare import Text

AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class ContactDays:
    """After how many days without a contact the board says so, and which entries of the diary are contacts (codes)."""

    days: int
    kinds: frozenset[str]


Rules = Mapping[int | None, ContactDays]
"""By territory; under None what counts where a territory has no rule."""
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
    """In charge, and without a contact for longer than the rule of the Comune, of the Ambito, or the usual one."""
    rules = contact_rules(today)
    placed = [territory for territory in rules if territory is not None]
    condition = Q(pk__in=())
    for territory, rule in rules.items():
        here = Q(comune=territory) | Q(ambito=territory) & ~Q(comune__in=placed)
        anywhere = ~Q(comune__in=placed) & ~Q(ambito__in=placed)
        condition |= (anywhere if territory is None else here) & _quiet_for(rule, today)
    return condition


def _quiet_for(rule: ContactDays, today: date) -> Q:
    limit = today - timedelta(days=rule.days)
    heard = DiaryEntry.objects.current().filter(kind__code__in=rule.kinds)
    heard = heard.filter(case_file=OuterRef("pk"), happened_on__gt=limit)
    taken = TakingInCharge.objects.current().open().filter(case_file=OuterRef("pk"), opened_on__lte=limit)
    return Q(Exists(taken)) & ~Q(Exists(heard))


def contact_rules(today: date) -> Rules:
    """The rules in force, the usual one first; one without kinds of its own counts the usual ones. One query."""
    days: dict[int | None, int] = {}
    kinds: dict[int | None, set[str]] = defaultdict(set)
    rows = ContactRule.objects.at(today).order_by(F("territory").asc(nulls_first=True))
    for territory, number, kind in rows.values_list("territory_id", "days", "kinds__kind__code"):
        days[territory] = number
        if kind:
            kinds[territory].add(kind)
    return {
        territory: ContactDays(number, frozenset(kinds[territory] or kinds[None])) for territory, number in days.items()
    }


def usual_contact_rule(today: date) -> ContactRule | None:
    """What counts where a territory has no rule of its own, with its kinds; two queries."""
    return ContactRule.objects.at(today).filter(territory__isnull=True).prefetch_related("kinds__kind").first()


def rule_for(record: CaseFile, rules: Rules) -> ContactDays | None:
    """The rule of the record's Comune, else of its Ambito, else the usual one."""
    places = (record.comune_id, record.ambito_id, None)
    return next((rules[place] for place in places if place in rules), None)


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
    rules = contact_rules(today)
    heard = _last_heard(ids, rules)
    for record in records:
        rule = rule_for(record, rules)
        last = (
            max((heard[record.pk, kind] for kind in rule.kinds if (record.pk, kind) in heard), default=None)
            if rule
            else None
        )
        found[record.pk] += _own_signs(record, last, rule, today=today)
        if record.pk in proposed:
            found[record.pk].append(CardItem(_("chiusura da approvare"), reverse("cases:taking", args=[record.pk])))
    for sign in sorted(declared(RecordSign), key=lambda one: one.order) if ids else ():
        for pk, item in sign.of(ids, today).items():
            found[pk].append(item)
    return {pk: sorted(items, key=lambda item: not item.late) for pk, items in found.items()}


def _last_heard(ids: Sequence[int], rules: Rules) -> dict[tuple[int, str], date]:
    """The last entry of each kind that some rule counts, by record and code of the kind; one query."""
    kinds = {kind for rule in rules.values() for kind in rule.kinds}
    rows = DiaryEntry.objects.current().filter(case_file__in=ids, kind__code__in=kinds)
    last = rows.values("case_file_id", "kind__code").annotate(last=Max("happened_on")).order_by()
    return {(row["case_file_id"], row["kind__code"]): row["last"] for row in last}


def _own_signs(record: CaseFile, heard: date | None, rule: ContactDays | None, *, today: date) -> Iterable[CardItem]:
    takings = [taking for taking in record.takings.all() if taking.closed_on is None]
    url = reverse("cases:taking", args=[record.pk])
    for taking in takings:
        if taking.review_on is not None and taking.review_on < today:
            yield CardItem(_("revisione scaduta il %(day)s") % {"day": format_date(taking.review_on)}, url, late=True)
        elif taking.review_on is not None and taking.review_on <= today + AHEAD:
            yield CardItem(_("da rivedere il %(day)s") % {"day": format_date(taking.review_on)}, url)
        if taking.worker_id is None:
            yield CardItem(_("senza operatore responsabile"), url, late=True)
    if takings and rule is not None:
        started = min(taking.opened_on for taking in takings)
        silent = (today - max(heard or started, started)).days
        if silent >= rule.days:
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
