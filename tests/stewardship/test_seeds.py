# SPDX-License-Identifier: EUPL-1.2
"""What the lists of this app say on the screen."""

from __future__ import annotations

import csv
from pathlib import Path

from django.apps import apps


def test_labels_have_the_apostrophe_of_print() -> None:
    seeds = Path(apps.get_app_config("stewardship").path) / "seeds"
    for name in ("codes.csv", "code_lists.csv"):
        with (seeds / name).open(encoding="utf-8", newline="") as lines:
            assert [row["label"] for row in csv.DictReader(lines) if "'" in row["label"]] == []
