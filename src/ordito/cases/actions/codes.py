# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps

from ordito.audit.actions import recorded
from ordito.cases.models import Code, CodeAlias, CodeList
from ordito.core.access import Verb, require
from ordito.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.core.access import Actor


def seed_folders() -> list[Path]:
    """The folder `seeds` of every app that has code lists of its own."""
    folders = (Path(config.path) / "seeds" for config in apps.get_app_configs())
    return [folder for folder in folders if (folder / "code_lists.csv").is_file()]


def load_code_lists(*, by: Actor, at: datetime, folders: Sequence[Path] | None = None) -> int:
    """Bring the code lists in step with the files of `folders` (None: of all apps). Returns the number of codes.

    Safe to run again.

    Labels, order, validity and other wordings follow the file; a code that the file no longer has stays as it is,
    because records may speak of it: to end it, the file gives it a `valid_to`. What the house changed (`edit_code`,
    `move_code`) stays as the house wants it.

    Raises:
        NotAllowedError: the actor may not manage the house's data (commands run as the system).
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    folders = seed_folders() if folders is None else folders
    with recorded("cases.load_code_lists", by=by, at=at) as trace:
        lists = {}
        for row in _rows(folders, "code_lists.csv"):
            lists[row["key"]], _made = CodeList.objects.update_or_create(
                key=row["key"], defaults={"label": row["label"], "source": row["source"]}
            )
        known = {(code.code_list_id, code.code): code for code in Code.objects.all()}
        codes: list[Code] = []
        words: list[list[str]] = []
        for position, row in enumerate(_rows(folders, "codes.csv")):
            code_list = lists[row["list"]]
            found = known.get((code_list.pk, row["code"]))
            code = found or Code(code_list=code_list, code=row["code"])
            if found is None or not code_list.ordered_here:
                code.position = position
            codes.append(code)
            words.append(_follow_file(code, row))
        Code.objects.bulk_create([code for code in codes if (code.code_list_id, code.code) not in known])
        Code.objects.bulk_update(
            [code for code in codes if (code.code_list_id, code.code) in known],
            ["label", "position", "valid_from", "valid_to"],
        )
        _add_aliases(codes, words)
        trace.touches(*lists.values())
        trace.notes(codes=len(codes))
    return len(codes)


def _follow_file(code: Code, row: dict[str, str]) -> list[str]:
    """Bring an entry in step with its line of the file, unless the house changed it; the other wordings to add."""
    if code.edited_here:
        return []
    code.label = row["label"]
    code.valid_from, code.valid_to = row["valid_from"] or None, row["valid_to"] or None
    return [word for word in row["aliases"].split("|") if word]


def _add_aliases(codes: list[Code], words: list[list[str]]) -> None:
    CodeAlias.objects.bulk_create(
        [
            CodeAlias(code=code, label=word, folded=folded)
            for code, aliases in zip(codes, words, strict=True)
            for folded, word in {fold(word): word for word in aliases}.items()
        ],
        ignore_conflicts=True,
    )


def _rows(folders: Sequence[Path], name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for folder in folders:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            found.extend(csv.DictReader(file))
    return found
