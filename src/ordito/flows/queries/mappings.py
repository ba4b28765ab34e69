# SPDX-License-Identifier: EUPL-1.2
"""What our codes are called in the flow on minors: the table of the seeds, and an Ambito's changes to it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ordito.cases.models import Code
from ordito.flows.engine.layout import SEEDS, Flow, layout_of
from ordito.flows.models import FlowMapping
from ordito.protection.enums import Form, FosterNature, FosterStay, FosterTime

if TYPE_CHECKING:
    from collections.abc import Mapping

FIXED: dict[str, dict[str, Any]] = {
    "form": dict(Form.choices),
    "nature": dict(FosterNature.choices),
    "time": dict(FosterTime.choices),
    "stay": dict(FosterStay.choices),
    "orphan": {
        "not_orphan": _("tutti e due i genitori in vita"),
        "of_both": _("orfano di entrambi"),
        "of_father": _("orfano di padre"),
        "of_mother": _("orfano di madre"),
        "no_parents_known": _("genitori ignoti"),
        "both_living": _("genitori in vita, dalla Situazione"),
        "orphan_both": _("orfano di entrambi, dalla Situazione"),
        "orphan_father": _("orfano di padre, dalla Situazione"),
        "orphan_mother": _("orfano di madre, dalla Situazione"),
    },
    "bond": {
        "mother": _("madre"),
        "father": _("padre"),
        "sibling": _("fratello o sorella"),
        "half_sibling": _("fratello o sorella da un genitore"),
        "sibling_of_one_known": _("fratello o sorella, di un genitore noto"),
        "foster_sibling": _("fratello o sorella in affido"),
        "step_sibling": _("figlio del compagno o della compagna del genitore"),
        "grandparent": _("nonno o nonna"),
        "great_grandparent": _("bisnonno o bisnonna"),
        "step_parent": _("compagno o compagna del genitore"),
        "uncle_aunt": _("zio o zia"),
        "cousin": _("cugino o cugina"),
        "foster_parent": _("affidatario"),
    },
}
"""Words of ours that are no code list."""


@dataclass(frozen=True)
class Default:
    """One row of the seeds; `list_key` names a code list of ours, or fixed words of an app ("bond", "form" ...)."""

    field: str
    list_key: str
    ours: str
    theirs: str


@cache
def defaults() -> tuple[Default, ...]:
    """The table that every installation starts from: made by reading both lists, to be verified by who sends."""
    with (SEEDS / "mappings.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Default(row["field"], row["list"], row["ours"], row["theirs"]) for row in csv.DictReader(file))


def mappings_of(ambito_id: int) -> Mapping[tuple[str, str], str]:
    """The code of the flow for a field and a code of ours; one query. Absent or empty: nothing stands for it."""
    found = {(row.field, row.ours): row.theirs for row in defaults()}
    rows = FlowMapping.objects.filter(ambito_id=ambito_id)
    return found | {(field, ours): theirs for field, ours, theirs in rows.values_list("field", "ours", "theirs")}


@dataclass(frozen=True)
class MappingLine:
    """One row of the page of mappings."""

    field: str
    ours: str
    label: str
    theirs: str
    theirs_label: str
    changed: bool

    @property
    def slug(self) -> str:
        """The field, for an address."""
        return self.field.replace("/", "_")


def mapping_lines(ambito_id: int) -> dict[str, list[MappingLine]]:
    """All rows by the label of their field: every code of our lists, mapped or not; two queries."""
    section = layout_of(Flow.SINBA).fields["SINBA"]
    lists = {row.field: row.list_key for row in defaults()}
    words: dict[str, dict[str, Any]] = dict(FIXED)
    codes = Code.objects.filter(code_list__key__in=set(lists.values())).order_by("position", "pk")
    for key, code, label in codes.values_list("code_list__key", "code", "label"):
        words.setdefault(key, {})[code] = label
    changes = {
        (row.field, row.ours): row.theirs for row in FlowMapping.objects.filter(ambito_id=ambito_id).order_by("pk")
    }
    standard = {(row.field, row.ours): row.theirs for row in defaults()}
    found: dict[str, list[MappingLine]] = {}
    for field, key in lists.items():
        ours = words.get(key, {})
        for code in ours:
            theirs = changes.get((field, code), standard.get((field, code), ""))
            line = MappingLine(
                field,
                code,
                ours.get(code, code),
                theirs,
                section[field].codes.get(theirs, ""),
                (field, code) in changes,
            )
            found.setdefault(section[field].label, []).append(line)
    return found
