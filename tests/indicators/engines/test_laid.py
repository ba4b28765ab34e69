# SPDX-License-Identifier: EUPL-1.2
"""A store laid down in order holds what its files hold, and small ones are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.indicators.engine.laid import LAID, LEAST, Laid, is_laid, lay_down
from ordito.indicators.engine.loaded import forget_loaded, loaded
from ordito.indicators.engine.ordered import MISSING, Ordered
from ordito.indicators.engine.query import UnknownColumnError
from tests.indicators.engines.samples import write

if TYPE_CHECKING:
    from pathlib import Path

    from ordito.indicators.engine.store import Store

TAKINGS = [
    {"row": 11, "owner": 2, "person": 2, "begin": 30, "place": "b", "score": 1500, "key": 2**32 - 1},
    {"row": 12, "owner": 1, "person": 1, "begin": 400, "place": "a", "score": None},
    {"row": 13, "owner": 1, "person": 1, "begin": 20, "place": "b", "score": 2500},
]
SERVICES = [
    {"row": 21, "owner": 1, "person": 1, "taking": 12, "begin": 30},
    {"row": 22, "owner": 2, "person": 2, "taking": 11, "begin": 30},
    {"row": 23, "owner": 2, "person": 2, "taking": 11, "begin": 900},
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return write(tmp_path, [{"takings": TAKINGS, "services": SERVICES}])


def test_every_column_is_what_the_files_say_and_rows_keep_their_children(store: Store) -> None:
    wanted = Ordered(store, "takings")
    belonging = [part.tolist() for part in loaded(store, "takings").children("services")]
    lay_down(store, least=0)
    found = Laid(store.folder, "takings")
    for name in ("person", "begin", "end"):
        assert getattr(found, name).tolist() == getattr(wanted, name).tolist()
        assert getattr(found, name).dtype == getattr(wanted, name).dtype
    assert found.numbers("score").tolist() == wanted.numbers("score").tolist() == [2500, MISSING, 1500]
    assert found.numbers("key").tolist()[-1] == 2**32 - 1
    place = found.coded("place")
    assert [place.values[code] for code in place.codes] == ["b", "a", "b"]
    assert [part.tolist() for part in found.children("services")] == belonging == [[0, 0, 1, 3], [0, 1, 2]]


def test_rows_read_before_find_their_children_after(store: Store) -> None:
    before = loaded(store, "takings")
    lay_down(store, least=0)
    after = loaded(store, "services")
    assert after.numbers("birth").size == 3
    assert before.children("services")[1].tolist() == [0, 1, 2]
    with pytest.raises(UnknownColumnError):
        after.numbers("taking")
    forget_loaded()
    with pytest.raises(UnknownColumnError):
        loaded(store, "services").children("takings")


def test_only_large_stores_are_laid_down_and_once(store: Store) -> None:
    lay_down(store)
    assert not is_laid(store.folder)
    assert sum(facts.rows for facts in store.manifest.datasets.values()) < LEAST
    left = store.folder / f".{LAID}"
    left.mkdir()
    (left / "of a worker that was killed").touch()
    lay_down(store, least=0)
    made = (store.folder / LAID / "takings.arrow").stat().st_mtime_ns
    lay_down(store, least=0)
    assert sorted(path.name for path in (store.folder / LAID).iterdir()) == [
        f"{name}.arrow" for name in sorted(store.manifest.datasets)
    ]
    assert (store.folder / LAID / "takings.arrow").stat().st_mtime_ns == made
    assert (store.folder / LAID).stat().st_mode & 0o077 == 0
