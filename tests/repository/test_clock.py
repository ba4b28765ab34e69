# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re

from tests.repository.sources import python_files, text_of

# The clock that actions are given is in UTC; the day that people mean is the one of the office's calendar.
UTC_DAY = re.compile(r"\b(at|now|_at|now\(\))\.date\(\)|\.today\(\)|utcnow\(")


# Knows no office: it is given a clock that already shows the local hour, and takes the day from it.
GIVEN_LOCAL_TIME = "src/ordito/questionnaires/engine/"


def test_days_are_taken_from_the_local_clock() -> None:
    wrong = [
        f"{path}: {line.strip()}"
        for path in python_files()
        if path.parts[0] in {"src", "demo"} and not path.as_posix().startswith(GIVEN_LOCAL_TIME)
        for line in text_of(path).splitlines()
        if UTC_DAY.search(line)
    ]
    assert wrong == []
