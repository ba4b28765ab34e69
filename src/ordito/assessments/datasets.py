# SPDX-License-Identifier: EUPL-1.2
"""The extract of scores for `indicators`: one row for each score of the main assessments.

A change from T0 to T2 is the difference, for one taking in charge, between two rows of the same sub-dimension.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from ordito.assessments.enums import AssessmentState, ListKey
from ordito.assessments.models import Score, SubDimension
from ordito.cases.models import CaseFile
from ordito.cases.queries.extracts import coded
from ordito.core.declare import Column, ColumnRole, Dataset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet


def _sub_dimensions() -> Mapping[str, str]:
    """The words of the last version of each scheme."""
    return dict(SubDimension.objects.order_by("dimension__scheme__number", "pk").values_list("code", "label"))


SCORE = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Punteggio registrato")),
    Column("person", ColumnRole.PSEUDONYM, "number", _("Persona")),
    Column("record", ColumnRole.PSEUDONYM, "number", _("Cartella")),
    Column("taking", ColumnRole.PSEUDONYM, "number", _("Presa in carico")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune che ha in carico")),
    Column("sex", ColumnRole.DIMENSION, "code", _("Sesso")),
    Column("birth_date", ColumnRole.MEASURE, "date", _("Data di nascita")),
    Column("scheme", ColumnRole.DIMENSION, "code", _("Schema")),
    Column("dimension", ColumnRole.DIMENSION, "code", _("Dimensione")),
    Column("sub_dimension", ColumnRole.SENSITIVE, "code", _("Sotto-dimensione"), _sub_dimensions),
    coded("time", _("Tempo"), ListKey.TIME, ColumnRole.DIMENSION),
    coded("viewpoint", _("Punto di vista"), ListKey.VIEWPOINT, ColumnRole.DIMENSION),
    Column("held_on", ColumnRole.MEASURE, "date", _("Data della valutazione")),
    Column("value", ColumnRole.MEASURE, "number", _("Punteggio"), centre=5, reach=5),
)

CHANGE = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Punteggio registrato")),
    *(one for one in SCORE if one.name in {"person", "record", "comune", "sex", "birth_date"}),
    *(one for one in SCORE if one.name in {"dimension", "sub_dimension", "viewpoint", "held_on"}),
    Column("change", ColumnRole.MEASURE, "number", _("Punti in più a T2 rispetto a T0"), reach=5),
)


def scores() -> QuerySet[Score, Any]:
    """The scores of main assessments that are completed, in records and takings in charge that stand."""
    rows = Score.objects.filter(
        value__isnull=False,
        assessment__main=True,
        assessment__discarded_at__isnull=True,
        assessment__case_file__in=CaseFile.objects.counted(),
        assessment__taking__annulled_at__isnull=True,
    ).exclude(assessment__state=AssessmentState.DRAFT)
    return rows.order_by("pk").values_list(
        "pk",
        "assessment__case_file__person__link",
        "assessment__case_file",
        "assessment__taking_id",
        "assessment__case_file__comune__code",
        "assessment__case_file__person__sex",
        "assessment__case_file__person__birth_date",
        "sub_dimension__dimension__scheme__key",
        "sub_dimension__dimension__code",
        "sub_dimension__code",
        "assessment__time__code",
        "viewpoint__code",
        "assessment__held_on",
        "value",
    )


def changes() -> QuerySet[Score, Any]:
    """For each score at T2, how much it is above the one at T0 of the same taking, sub-dimension and viewpoint."""
    before = Score.objects.filter(
        value__isnull=False,
        assessment__main=True,
        assessment__discarded_at__isnull=True,
        assessment__taking=OuterRef("assessment__taking"),
        assessment__time__code="t0",
        sub_dimension=OuterRef("sub_dimension"),
        viewpoint=OuterRef("viewpoint"),
    ).exclude(assessment__state=AssessmentState.DRAFT)
    rows = Score.objects.filter(
        value__isnull=False,
        assessment__main=True,
        assessment__time__code="t2",
        assessment__discarded_at__isnull=True,
        assessment__case_file__in=CaseFile.objects.counted(),
        assessment__taking__annulled_at__isnull=True,
        assessment__taking__isnull=False,
    ).exclude(assessment__state=AssessmentState.DRAFT)
    rows = rows.annotate(before=Subquery(before.values("value")[:1])).filter(before__isnull=False)
    return rows.order_by("pk").values_list(
        "pk",
        "assessment__case_file__person__link",
        "assessment__case_file",
        "assessment__case_file__comune__code",
        "assessment__case_file__person__sex",
        "assessment__case_file__person__birth_date",
        "sub_dimension__dimension__code",
        "sub_dimension__code",
        "viewpoint__code",
        "assessment__held_on",
        F("value") - F("before"),
    )


TOUCHED = {"cases.casefile": "assessment__case_file", "cases.person": "assessment__case_file__person"}
DATASETS = (
    Dataset(
        "scores",
        _("Punteggi delle valutazioni"),
        SCORE,
        scores,
        row="row",
        begin="held_on",
        owner="record",
        touched=TOUCHED,
        parents={"taking": "takings"},
    ),
    Dataset(
        "score_changes",
        _("Cambiamenti da T0 a T2"),
        CHANGE,
        changes,
        row="row",
        begin="held_on",
        owner="record",
        touched=TOUCHED,
    ),
)
