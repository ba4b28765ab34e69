# SPDX-License-Identifier: EUPL-1.2
"""The counting kernel: distinct persons in dense cells, by flags on rows sorted by person.

A person may stand in several rows. For a set T of dimensions, a row is flagged when it is the first of its person with
its combination of T's codes; each pair (person, combination) is then flagged exactly once, so flagged rows add up to
distinct persons over every dimension outside T. That turns a count of distinct persons into `bincount`.

Dimensions with one value per person (gender) need no flags of their own: they may be kept or summed at will.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.model import BoolArray, IntArray

DENSE_LIMIT = 50_000_000
"""Cells of a dense cube; beyond it a table belongs to the SQL engine."""


class FlagUnderFilterError(ValueError):
    """A filter keeps several values of a dimension that varies within a person: no flag counts persons right."""


@dataclass(frozen=True, eq=False)
class Dimension:
    """Codes 0..size-1, one per row. `varies` says that a person may have several: then it takes part in the flags."""

    codes: NDArray[np.integer]
    size: int
    varies: bool


def first_rows(person: NDArray[np.integer], key: NDArray[np.integer], size: int) -> BoolArray:
    """Flag the first row of each pair (person, key); `person` is sorted, `key` lies in 0..size-1.

    Only persons with more than one row need sorting, which is a minority in practice.
    """
    flags = np.ones(person.size, dtype=np.bool_)
    if person.size < 2:  # noqa: PLR2004
        return flags
    same = person[1:] == person[:-1]
    if size == 1:
        flags[1:] = ~same
        return flags
    several = np.flatnonzero(np.concatenate(([False], same)) | np.concatenate((same, [False])))
    if not several.size:
        return flags
    packed = person[several].astype(np.int64) * size + key[several]
    order = np.argsort(packed, kind="stable")
    repeated = packed[order[1:]] == packed[order[:-1]]
    flags[several[order[1:][repeated]]] = False
    return flags


@dataclass(frozen=True, eq=False)
class Facts:
    """Rows sorted by person with coded dimensions, ready to be counted in any grouping.

    Building it computes one flag per subset of the varying dimensions (a bit each); that belongs to the extraction,
    counting does not pay it again. Raises ValueError when rows are not sorted by person, a code is out of range, a
    dimension said to be constant varies, or the cube would not be dense.
    """

    person: NDArray[np.integer]
    dimensions: Mapping[str, Dimension]
    bits: NDArray[np.uint32] = field(init=False, repr=False)
    leaf: NDArray[np.int32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.person.size and (np.diff(self.person) < 0).any():
            raise ValueError("Rows must be sorted by person")
        if self.cells > DENSE_LIMIT:
            raise ValueError(f"{self.cells} cells are too many for a dense cube")
        for name, dimension in self.dimensions.items():
            self._check(name, dimension)
        object.__setattr__(self, "leaf", self._key(self.dimensions))
        bits = np.zeros(self.person.size, dtype=np.uint32)
        for number, subset in enumerate(self.subsets):
            size = int(np.prod([self.dimensions[name].size for name in subset], dtype=np.int64))
            flagged = first_rows(self.person, self._key(subset), size)
            bits |= flagged.astype(np.uint32) << np.uint32(number)
        object.__setattr__(self, "bits", bits)

    def _check(self, name: str, dimension: Dimension) -> None:
        codes = dimension.codes
        if codes.shape != self.person.shape:
            raise ValueError(f"{name}: one code per row is needed")
        if codes.size and (int(codes.min()) < 0 or int(codes.max()) >= dimension.size):
            raise ValueError(f"{name}: a code is out of range")
        if not dimension.varies and codes.size:
            moved = (np.diff(codes.astype(np.int64)) != 0) & (np.diff(self.person) == 0)
            if moved.any():
                raise ValueError(f"{name} is declared constant and varies within a person")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions, in the order of the cube's axes."""
        return tuple(self.dimensions)

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the dimensions."""
        return tuple(dimension.size for dimension in self.dimensions.values())

    @property
    def cells(self) -> int:
        """Cells of the cube without totals."""
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def varying(self) -> tuple[str, ...]:
        """Dimensions a person may have several values of."""
        return tuple(name for name, dimension in self.dimensions.items() if dimension.varies)

    @property
    def subsets(self) -> tuple[tuple[str, ...], ...]:
        """Subsets of the varying dimensions, in the order of the flag bits."""
        return tuple(_subsets(self.varying))

    def _key(self, names: Iterable[str]) -> NDArray[np.int32]:
        """Row codes of several dimensions as one number, last name fastest."""
        key = np.zeros(self.person.size, dtype=np.int32)
        for name in names:
            key *= np.int32(self.dimensions[name].size)
            key += self.dimensions[name].codes.astype(np.int32, copy=False)
        return key

    def _flagged(self, subset: tuple[str, ...]) -> IntArray:
        """Flagged rows of a subset counted in the leaf cells: sum it over the other axes to get distinct persons."""
        bit = np.uint32(1 << self.subsets.index(subset))
        chosen = self.leaf[(self.bits & bit) != 0]
        return np.bincount(chosen, minlength=self.cells).reshape(self.shape)

    def persons(self, by: Iterable[str], where: Mapping[str, Iterable[int]] | None = None) -> IntArray:
        """Distinct persons by the given dimensions, axes in the order of `names`.

        A filter on a varying dimension outside `by` must keep one value: the flag used then is that of the dimension
        too. With several values persons would be counted once per value: FlagUnderFilterError, use `only` instead.
        """
        kept = {name: sorted(set(values)) for name, values in (where or {}).items()}
        wanted = set(by)
        for name, values in kept.items():
            if name not in wanted and self.dimensions[name].varies and len(values) != 1:
                raise FlagUnderFilterError(f"{name}: {len(values)} values and not in the table")
        subset = tuple(name for name in self.varying if name in wanted or name in kept)
        counts = self._flagged(subset)
        for position, name in enumerate(self.names):
            if name in kept:
                counts = _blank_others(counts, position, kept[name])
        outside = tuple(position for position, name in enumerate(self.names) if name not in wanted)
        return np.asarray(counts.sum(axis=outside))

    def only(self, rows: BoolArray) -> "Facts":
        """The chosen rows with flags of their own: the right way under any filter, at the price of new flags."""
        dimensions = {
            name: Dimension(dimension.codes[rows], dimension.size, dimension.varies)
            for name, dimension in self.dimensions.items()
        }
        return Facts(self.person[rows], dimensions)

    def full_cube(self) -> dict[tuple[str, ...], IntArray]:
        """Distinct persons in every grouping set, from the leaves to the grand total."""
        cube: dict[tuple[str, ...], IntArray] = {}
        constant = [name for name, dimension in self.dimensions.items() if not dimension.varies]
        for subset in self.subsets:
            counts = self._flagged(subset)
            for kept in _subsets(tuple(constant)):
                grouping = tuple(name for name in self.names if name in subset or name in kept)
                outside = tuple(position for position, name in enumerate(self.names) if name not in grouping)
                cube[grouping] = np.asarray(counts.sum(axis=outside))
        return cube


def _subsets(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for length in range(len(names) + 1):
        yield from combinations(names, length)


def _blank_others(counts: IntArray, position: int, values: list[int]) -> IntArray:
    """Zero every slice of an axis but those of the given values."""
    kept = np.zeros(counts.shape[position], dtype=np.int64)
    kept[values] = 1
    shape = [1] * counts.ndim
    shape[position] = -1
    return counts * kept.reshape(shape)
