# SPDX-License-Identifier: EUPL-1.2
"""The extracts of campaigns for `indicators`: what was answered, for each questionnaire that a campaign asked.

A row is a return that was sent and not sent back; it lies in the period that the campaign asks of, in the Comune of
the service, or in the one that led the Ambito that answers when the period began. What services and Ambiti answer is
about them, and their numbers and some choices may count people; what a professional answers is about the professional.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.enums import CampaignState, ReturnState, UnitKind
from ordito.campaigns.models import Campaign, Return
from ordito.core.declare import About, Column, ColumnRole, Dataset
from ordito.questionnaires.enums import LASTING
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.questionnaires.queries.extracts import Asked, answer_columns, reads_of
from ordito.territory.enums import Hierarchy
from ordito.territory.models import ServiceType, TerritoryLink
from ordito.territory.queries.targets import target_ages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

STANDING = (ReturnState.SUBMITTED, ReturnState.APPROVED_AMBITO, ReturnState.APPROVED_REGION)
"""States of a return whose answers stand."""
OF_SERVICES = {UnitKind.SERVICE: "", UnitKind.AMBITO: "_ambiti", UnitKind.PROFESSIONAL: "_operatori"}
"""How the dataset of each kind of unit is named after its questionnaire."""
_OF_STAFF = {ColumnRole.DIMENSION: ColumnRole.SENSITIVE}
LONGEST_FORM = 40
"""Letters of a form's identifier that can stand in a name."""
TOUCHED = {
    "campaigns.return": "pk",
    "questionnaires.submission": "submission",
    "questionnaires.questionnaireversion": "campaign__version__questionnaire__versions",
}


@dataclass(frozen=True)
class Used:
    """A questionnaire that campaigns asked of a kind of unit; its published versions by number."""

    questionnaire: int
    form_id: str
    title: str
    unit: str
    versions: tuple[Asked, ...]
    counting: tuple[tuple[str, bool], ...] = ()
    """Of which questions, by key, it was said whether they count people."""


def found() -> list[Dataset]:
    """One dataset for each questionnaire and kind of unit of the campaigns that were opened; two queries."""
    return [_dataset(used) for used in _in_use()]


def _in_use() -> Iterator[Used]:
    opened = Campaign.objects.exclude(state__in=(CampaignState.DRAFT, CampaignState.OPENING))
    days: dict[tuple[int, str, int], list[date]] = defaultdict(list)
    for questionnaire, unit, version, day in opened.values_list(
        "version__questionnaire", "unit_kind", "version", "starts_on"
    ):
        days[questionnaire, unit, version].append(day)
    asked = {(questionnaire, unit) for questionnaire, unit, _version in days}
    if not asked:
        return
    versions = QuestionnaireVersion.objects.filter(
        questionnaire__in={questionnaire for questionnaire, _unit in asked}, state__in=LASTING
    )
    by_questionnaire: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    named = ("form_id", "title", "counting")
    columns = ("questionnaire", *(f"questionnaire__{name}" for name in named), "pk", "number", "sha256")
    for row in versions.order_by("number").values_list(*columns):
        by_questionnaire[row[0]].append(row[1:])
    for questionnaire, unit in sorted(asked):
        rows = by_questionnaire[questionnaire]
        form_id, title, counting = rows[-1][:3]
        since = {row[3]: min(days[questionnaire, unit, row[3]], default=None) for row in rows}
        known = tuple(Asked(pk, number, digest, since[pk]) for *_same, pk, number, digest in rows)
        yield Used(questionnaire, form_id, title, unit, known, tuple(sorted(counting.items())))


@lru_cache(maxsize=32)
def _dataset(used: Used) -> Dataset:
    columns, opening = answer_columns(used.title, used.versions, used.counting)
    staff = used.unit == UnitKind.PROFESSIONAL
    if staff:  # that they answered is public, what they chose is not
        columns = tuple(replace(one, role=_OF_STAFF.get(one.role, one.role)) for one in columns)
    own = (
        Column("row", ColumnRole.PSEUDONYM, "number", _("Risposta")),
        *((Column("person", ColumnRole.PSEUDONYM, "number", _("Operatore")),) if staff else ()),
        Column("comune", ColumnRole.DIMENSION, "code", _("Comune")),
        Column("service_type", ColumnRole.DIMENSION, "code", _("Tipo di servizio"), _types, ages=target_ages),
        Column("starts_on", ColumnRole.MEASURE, "date", _("Periodo")),
    )
    return Dataset(
        _name_of(used),
        format_lazy(_("Risposte: {title}"), title=used.title),
        (*own, *columns),
        lambda: _answered(used, staff=staff),
        row="row",
        begin="starts_on",
        owner="row",
        touched=TOUCHED,
        about=About.STAFF if staff else About.THINGS,
        opening=opening,
    )


def _name_of(used: Used) -> str:
    """After the form's identifier, which is the same in every region, where that can be a name."""
    plain = len(used.form_id) <= LONGEST_FORM and used.form_id.isascii() and used.form_id.replace("_", "a").isalnum()
    return f"answers_{used.form_id if plain else used.questionnaire}{OF_SERVICES[UnitKind(used.unit)]}"


def _types() -> Mapping[str, str]:
    return dict(ServiceType.objects.values_list("code", "name"))


def _answered(used: Used, *, staff: bool) -> QuerySet[Return, Any]:
    """The returns whose answers stand, with what is sealed of them."""
    rows = Return.objects.filter(
        campaign__version__questionnaire=used.questionnaire,
        campaign__unit_kind=used.unit,
        state__in=STANDING,
        submission__rows__repeat="",
    )
    who = ("professional",) if staff else ()
    place = Coalesce("service__territory__code", _lead(), Value(""))
    own = ("pk", *who, place, "service__service_type__code", "campaign__starts_on")
    return rows.order_by("pk").values_list(*own, *reads_of("submission"))


def _lead() -> Coalesce:
    """The Comune that led the Ambito of a return when its period began; of an Ambito younger than that, today's."""
    of_ambito = Coalesce(OuterRef("territory"), OuterRef("ambito"))
    inside = TerritoryLink.objects.filter(parent=of_ambito, hierarchy=Hierarchy.AMBITO).order_by(
        "-is_lead", F("valid_to").asc(nulls_last=True), "child__code"
    )
    day = OuterRef("campaign__starts_on")
    begun, lasting = Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
    then, now = inside.filter(begun, lasting), inside.filter(valid_to=None)
    return Coalesce(*(Subquery(links.values("child__code")[:1]) for links in (then, now)))


DATASETS: tuple[Dataset, ...] = ()
FINDERS = (found,)
