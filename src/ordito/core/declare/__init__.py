# SPDX-License-Identifier: EUPL-1.2
"""What an app declares of itself, so that lower floors and the portal collect it without knowing the app.

An app puts instances of these classes in the tuple `DECLARES` of its `declares.py`
(datasets: the tuple `DATASETS` of its `datasets.py`, and what the functions in its `FINDERS` find in the database).
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

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
    About,
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
    Following,
    MaterialHolder,
    MenuEntry,
    Node,
    Opening,
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
    "About",
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
    "Following",
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
    "Opening",
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
    "all_datasets",
    "dataset_named",
    "declared",
    "declared_datasets",
]

if TYPE_CHECKING:
    from types import ModuleType

Declared = TypeVar("Declared")


@cache
def _modules(module: str) -> tuple[ModuleType, ...]:
    paths = (f"{config.name}.{module}" for config in apps.get_app_configs())
    return tuple(importlib.import_module(path) for path in paths if importlib.util.find_spec(path))


@cache
def _module_values(module: str, name: str) -> tuple[Any, ...]:
    return tuple(value for one in _modules(module) for value in getattr(one, name))


def declared(kind: type[Declared]) -> tuple[Declared, ...]:
    """All declarations of class `kind` in the installed apps."""
    return tuple(value for value in _module_values("declares", "DECLARES") if isinstance(value, kind))


def declared_datasets() -> tuple[Dataset, ...]:
    """All extracts declared in the `datasets.py` of the installed apps; nothing is asked of the database."""
    return tuple(_module_values("datasets", "DATASETS"))


def all_datasets() -> tuple[Dataset, ...]:
    """The declared extracts, then those that come of data, as of a questionnaire that was put in use."""
    found = (dataset for one in _modules("datasets") for finder in getattr(one, "FINDERS", ()) for dataset in finder())
    return (*declared_datasets(), *found)


def dataset_named(name: str) -> Dataset | None:
    """One extract; the database is asked only for a name that no code declares."""
    known = next((one for one in declared_datasets() if one.name == name), None)
    return known or next((one for one in all_datasets() if one.name == name), None)
