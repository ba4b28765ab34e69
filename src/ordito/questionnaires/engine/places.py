# SPDX-License-Identifier: EUPL-1.2
"""References that survive the removal of an instance.

A filling counts the instances of a repeat: after the removal of the first, "/data/visit[2]/name" is another answer.
Two people may fill one draft, so drafts and pages name instances by *numbers that never change*: removing one leaves
a gap. Here the two are translated. The numbers of a repeat stand in a draft beside its answers, at the reference of
the repeat preceded by "@", separated by blanks; a repeat without such a line has 1, 2, 3…. How many there are stands
at the reference preceded by "#", as a filling says it (`engine.instance`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NUMBERS = "@"
COUNT = "#"


class Places:
    """The numbers of the instances of one draft, by the lasting reference of their repeat."""

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        """`answers` of a draft; only the lines that begin with "@" count."""
        lines = (answers or {}).items()
        self.numbers = {ref[1:]: [int(word) for word in text.split()] for ref, text in lines if ref[0] == NUMBERS}
        self._known: dict[str, str] = {}

    def lasting(self, ref: str) -> str:
        """The lasting reference of a position: "/data/visit[2]/name" → "/data/visit[3]/name"."""
        if "[" not in ref:
            return ref
        if ref[0] == COUNT:
            return COUNT + self.lasting(ref[1:])
        head, bracket, tail = ref.rpartition("]")
        if bracket and tail == "":
            before, _, position = head.rpartition("[")
            repeat = self.lasting(before)
            numbers = self.numbers.get(repeat)
            index = int(position)
            return f"{repeat}[{numbers[index - 1] if numbers and index <= len(numbers) else index}]"
        known = self._known.get(head)
        if known is None:
            known = self._known[head] = self.lasting(f"{head}]")
        return known + tail

    def position(self, lasting: str) -> str | None:
        """The reference by position, None when the instance was removed."""
        if "[" not in lasting:
            return lasting
        if lasting[0] == COUNT:
            above = self.position(lasting[1:])
            return None if above is None else COUNT + above
        before, _, rest = lasting.rpartition("[")
        number, _, tail = rest.partition("]")
        above = self.position(before)
        if above is None or not number.isdecimal():
            return None
        numbers = self.numbers.get(before)
        if numbers is None:
            return f"{above}[{int(number)}]{tail}"
        return f"{above}[{numbers.index(int(number)) + 1}]{tail}" if int(number) in numbers else None

    def added(self, repeat: str, count: int) -> int:
        """Give a number to the instance after `count` of the lasting `repeat`; returns it."""
        numbers = self.numbers.setdefault(repeat, list(range(1, count + 1)))
        new = max([*numbers, self._highest(repeat)], default=0) + 1
        numbers.append(new)
        self.numbers[NUMBERS + repeat] = [new]  # the highest ever given, so that no number comes back
        self._known.clear()
        return new

    def removed(self, instance: str, count: int) -> None:
        """Forget a lasting `instance` of a repeat that had `count`, and what was inside it."""
        repeat, _, number = instance.removesuffix("]").rpartition("[")
        numbers = self.numbers.setdefault(repeat, list(range(1, count + 1)))
        self.numbers[NUMBERS + repeat] = [max([*numbers, self._highest(repeat)])]
        numbers.remove(int(number))
        inside = f"{instance}/"
        self.numbers = {ref: list_ for ref, list_ in self.numbers.items() if not ref.lstrip(NUMBERS).startswith(inside)}
        self._known.clear()

    def _highest(self, repeat: str) -> int:
        return next(iter(self.numbers.get(NUMBERS + repeat, ())), 0)

    def lines(self) -> dict[str, str]:
        """What a draft stores of all this."""
        return {NUMBERS + repeat: " ".join(map(str, numbers)) for repeat, numbers in self.numbers.items()}

    def positions(self, answers: Mapping[str, str]) -> dict[str, str]:
        """The answers of a draft by position, for a filling; those of removed instances are left out."""
        found = {}
        for ref, text in answers.items():
            if ref[0] != NUMBERS and (position := self.position(ref)) is not None:
                found[position] = text
        return found

    def lasting_answers(self, answers: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Answers by position under their lasting references."""
        return {self.lasting(ref): text for ref, text in answers}
