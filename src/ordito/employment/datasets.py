# SPDX-License-Identifier: EUPL-1.2
"""The extracts of the path to work for `indicators`: paths opened, placements, and whether work lasted.

Rows that were annulled, and those of annulled records, are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile
from ordito.cases.queries.extracts import coded
from ordito.core.declare import Column, ColumnRole, Dataset
from ordito.employment.enums import ListKey
from ordito.employment.models import JobPlacement, PlacementOutcome, WorkPath

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet


WHO = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Riga")),
    Column("person", ColumnRole.PSEUDONYM, "number", _("Persona")),
    Column("record", ColumnRole.PSEUDONYM, "number", _("Cartella")),
    Column("path", ColumnRole.PSEUDONYM, "number", _("Percorso di lavoro")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune che ha in carico")),
    Column("sex", ColumnRole.DIMENSION, "code", _("Sesso")),
    Column("birth_date", ColumnRole.MEASURE, "date", _("Data di nascita")),
)
PATH = (
    *WHO,
    coded("stage", _("Fase"), ListKey.STAGE, ColumnRole.DIMENSION),
    coded("outcome", _("Esito del percorso"), ListKey.PATH_OUTCOME),
    Column("started_on", ColumnRole.MEASURE, "date", _("Avviato il")),
    Column("ended_on", ColumnRole.MEASURE, "date", _("Concluso il")),
)
KIND = coded("kind", _("Tipo di inserimento"), ListKey.PLACEMENT_KIND)
PLACEMENT = (
    *WHO,
    KIND,
    coded("employer_kind", _("Luogo di lavoro"), ListKey.EMPLOYER_KIND, ColumnRole.DIMENSION),
    coded("end_reason", _("Perché è finito"), ListKey.PLACEMENT_END),
    Column("starts_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("ends_on", ColumnRole.MEASURE, "date", _("Al")),
    Column("weekly_hours", ColumnRole.MEASURE, "number", _("Ore alla settimana"), centre=25, reach=25),
)
OUTCOME = (
    *WHO,
    KIND,
    coded("state", _("Che cosa fa"), ListKey.OUTCOME_STATE),
    Column("months", ColumnRole.MEASURE, "number", _("Mesi dall’inizio"), centre=12, reach=12),
    Column("checked_on", ColumnRole.MEASURE, "date", _("Rilevato il")),
)


def _who(path: str) -> tuple[str, ...]:
    """The fields of `WHO`, from a row that reaches its path by `path`."""
    record = f"{path}case_file"
    person = f"{record}__person__"
    return "pk", f"{person}link", record, f"{path}pk", f"{record}__comune__code", f"{person}sex", f"{person}birth_date"


def paths() -> QuerySet[WorkPath, Any]:
    """The paths of records that stand."""
    rows = _standing()
    return rows.order_by("pk").values_list(*_who(""), "stage__code", "outcome__code", "started_on", "ended_on")


def placements() -> QuerySet[JobPlacement, Any]:
    """The placements of those paths."""
    rows = JobPlacement.objects.current().filter(work_path__in=_standing())
    return rows.order_by("pk").values_list(
        *_who("work_path__"),
        "kind__code",
        "employer_kind__code",
        "end_reason__code",
        "starts_on",
        "ends_on",
        "weekly_hours",
    )


def outcomes() -> QuerySet[PlacementOutcome, Any]:
    """The outcomes that were looked at."""
    rows = PlacementOutcome.objects.filter(
        checked_on__isnull=False, placement__annulled_at__isnull=True, placement__work_path__in=_standing()
    )
    return rows.order_by("pk").values_list(
        *_who("placement__work_path__"), "placement__kind__code", "state__code", "months", "checked_on"
    )


def _standing() -> QuerySet[WorkPath]:
    return WorkPath.objects.current().filter(case_file__in=CaseFile.objects.counted())


def _touched(path: str) -> Mapping[str, str]:
    """What changes a row that reaches its path by `path`."""
    return {"cases.casefile": f"{path}case_file", "cases.person": f"{path}case_file__person"}


DATASETS = (
    Dataset(
        "work_paths",
        _("Percorsi di lavoro"),
        PATH,
        paths,
        row="row",
        begin="started_on",
        end="ended_on",
        owner="record",
        touched=_touched(""),
    ),
    Dataset(
        "job_placements",
        _("Inserimenti lavorativi"),
        PLACEMENT,
        placements,
        row="row",
        begin="starts_on",
        end="ends_on",
        owner="record",
        touched=_touched("work_path__"),
        parents={"path": "work_paths"},
    ),
    Dataset(
        "job_outcomes",
        _("Esiti degli inserimenti lavorativi"),
        OUTCOME,
        outcomes,
        row="row",
        begin="checked_on",
        owner="record",
        touched=_touched("placement__work_path__"),
        parents={"path": "work_paths"},
    ),
)
