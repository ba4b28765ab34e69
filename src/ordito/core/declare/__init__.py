# SPDX-License-Identifier: EUPL-1.2
"""What an app declares of itself, so that lower floors and the portal collect it without knowing the app.

An app puts instances of these classes in the tuple `DECLARES` of its `declares.py`
(datasets: the tuple `DATASETS` of its `datasets.py`).
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import Any, TypeVar

from django.apps import apps

from ordito.core.declare.importing import (
    CellKind,
    ImportCheck,
    ImportChoice,
    ImportedObject,
    ImportField,
    ImportProblem,
    ImportRecord,
    ImportTarget,
    ImportTouched,
    ImportUndo,
    ImportWrite,
    OnKnown,
)
from ordito.core.declare.meetings import MeetingOwner
from ordito.core.declare.pages import (
    AgendaSource,
    AnswerOwner,
    Assignment,
    AuditedAction,
    AuditedKind,
    Card,
    CardContent,
    CardItem,
    Column,
    ColumnRole,
    Dataset,
    MaterialHolder,
    MenuEntry,
    Node,
    Panel,
    Recurring,
    Scope,
    Text,
)
from ordito.core.declare.records import (
    AddressKeeper,
    ApprovalSubject,
    RecordFreeze,
    RecordMark,
    RecordPart,
    RecordSign,
    RecordTool,
    TabGroup,
)

__all__ = [
    "AddressKeeper",
    "AgendaSource",
    "AnswerOwner",
    "ApprovalSubject",
    "Assignment",
    "AuditedAction",
    "AuditedKind",
    "Card",
    "CardContent",
    "CardItem",
    "CellKind",
    "Column",
    "ColumnRole",
    "Dataset",
    "ImportCheck",
    "ImportChoice",
    "ImportField",
    "ImportProblem",
    "ImportRecord",
    "ImportTarget",
    "ImportTouched",
    "ImportUndo",
    "ImportWrite",
    "ImportedObject",
    "MaterialHolder",
    "MeetingOwner",
    "MenuEntry",
    "Node",
    "OnKnown",
    "Panel",
    "RecordFreeze",
    "RecordMark",
    "RecordPart",
    "RecordSign",
    "RecordTool",
    "Recurring",
    "Scope",
    "TabGroup",
    "Text",
    "declared",
    "declared_datasets",
]

Declared = TypeVar("Declared")


@cache
def _module_values(module: str, name: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for config in apps.get_app_configs():
        path = f"{config.name}.{module}"
        if importlib.util.find_spec(path):
            found.extend(getattr(importlib.import_module(path), name))
    return tuple(found)


def declared(kind: type[Declared]) -> tuple[Declared, ...]:
    """All declarations of class `kind` in the installed apps."""
    return tuple(value for value in _module_values("declares", "DECLARES") if isinstance(value, kind))


def declared_datasets() -> tuple[Dataset, ...]:
    """All extracts declared in the `datasets.py` of the installed apps."""
    return tuple(_module_values("datasets", "DATASETS"))
