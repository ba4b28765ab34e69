# SPDX-License-Identifier: EUPL-1.2
"""The extracts of protection for `indicators`: stays out of the family and how they ended; no person, no place by name.

Communities and relatives are one set, foster families another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile
from ordito.cases.queries.extracts import coded
from ordito.core.declare import Column, ColumnRole, Dataset
from ordito.protection.enums import Form, FosterNature, FosterTime, ListKey
from ordito.protection.models import FosterCare, OutOfHomePlacement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet

    from ordito.core.declare import Text


def _chosen(name: str, label: Text, choices: Callable[[], Mapping[str, Text]]) -> Column:
    """A column whose values are those of the law."""
    return Column(name, ColumnRole.SENSITIVE, "code", label, choices)


WHO = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Collocamento registrato")),
    Column("person", ColumnRole.PSEUDONYM, "number", _("Persona")),
    Column("record", ColumnRole.PSEUDONYM, "number", _("Cartella")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune che ha in carico")),
    Column("sex", ColumnRole.DIMENSION, "code", _("Sesso")),
    Column("birth_date", ColumnRole.MEASURE, "date", _("Data di nascita")),
)
FORM = _chosen("form", _("Forma"), lambda: dict(Form.choices))
OUT_OF_HOME = (
    *WHO,
    coded("kind", _("Tipo di collocamento"), ListKey.OUT_OF_HOME_KIND),
    FORM,
    coded("reason", _("Motivo"), ListKey.OUT_OF_HOME_REASON),
    coded("outcome", _("Dove va dopo"), ListKey.OUT_OF_HOME_OUTCOME),
    Column("starts_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("ends_on", ColumnRole.MEASURE, "date", _("Al")),
)
FOSTER = (
    *WHO,
    FORM,
    _chosen("nature", _("Natura"), lambda: dict(FosterNature.choices)),
    _chosen("time", _("Tempo"), lambda: dict(FosterTime.choices)),
    coded("outcome", _("Dove va dopo"), ListKey.FOSTER_OUTCOME),
    Column("started_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("ended_on", ColumnRole.MEASURE, "date", _("Al")),
)
OWN = (
    "pk",
    "case_file__person__link",
    "case_file",
    "case_file__comune__code",
    "case_file__person__sex",
    "case_file__person__birth_date",
)
"""The fields of `WHO`."""


def out_of_home() -> QuerySet[OutOfHomePlacement, Any]:
    """Stays in a community or with relatives that stand, of records that are counted."""
    rows = OutOfHomePlacement.objects.filter(annulled_at__isnull=True, case_file__in=CaseFile.objects.counted())
    return rows.order_by("pk").values_list(
        *OWN, "kind__code", "form", "reason__code", "outcome__code", "starts_on", "ends_on"
    )


def foster() -> QuerySet[FosterCare, Any]:
    """Stays with a foster family that have begun and stand, of records that are counted."""
    rows = FosterCare.objects.filter(
        annulled_at__isnull=True, started_on__isnull=False, case_file__in=CaseFile.objects.counted()
    )
    return rows.order_by("pk").values_list(*OWN, "form", "nature", "time", "outcome__code", "started_on", "ended_on")


TOUCHED = {"cases.casefile": "case_file", "cases.person": "case_file__person"}
DATASETS = (
    Dataset(
        "out_of_home",
        _("Collocamenti fuori famiglia"),
        OUT_OF_HOME,
        out_of_home,
        row="row",
        begin="starts_on",
        end="ends_on",
        owner="record",
        touched=TOUCHED,
    ),
    Dataset(
        "foster_care",
        _("Affidamenti familiari"),
        FOSTER,
        foster,
        row="row",
        begin="started_on",
        end="ended_on",
        owner="record",
        touched=TOUCHED,
    ),
)
