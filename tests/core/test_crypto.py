# SPDX-License-Identifier: EUPL-1.2
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from ordito.core import crypto

SECRET = "Zanzottera-planted"


@pytest.fixture(autouse=True)
def ring_path(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    path = tmp_path / "keys" / "ring.json"
    settings.ORDITO_KEYS = path
    crypto.create_ring(path)
    yield path
    crypto.forget_keys()


def test_ring_file_is_readable_by_its_owner_only(ring_path: Path) -> None:
    assert stat.S_IMODE(ring_path.stat().st_mode) == 0o600


def test_ring_that_exists_is_never_overwritten(ring_path: Path) -> None:
    before = ring_path.read_bytes()
    with pytest.raises(crypto.RingError):
        crypto.create_ring(ring_path)
    assert ring_path.read_bytes() == before


def test_ring_open_to_others_is_refused(ring_path: Path) -> None:
    ring_path.chmod(0o640)
    crypto.forget_keys()
    with pytest.raises(crypto.RingError, match="0600"):
        crypto.seal(b"x", context=b"c")


def test_missing_ring_says_where_to_look(ring_path: Path) -> None:
    ring_path.unlink()
    crypto.forget_keys()
    with pytest.raises(crypto.RingError, match="ORDITO_KEYS"):
        crypto.blind_index("x", field="f")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"current": "00", "wrapping": {}, "lookup": "QQ=="}'])
def test_damaged_ring_is_refused_without_quoting_it(ring_path: Path, content: str) -> None:
    ring_path.write_text(content)
    crypto.forget_keys()
    with pytest.raises(crypto.RingError) as raised:
        crypto.load_ring(ring_path)
    assert raised.value.__cause__ is None


def test_no_key_appears_in_any_repr(ring_path: Path) -> None:
    ring = crypto.load_ring(ring_path)
    secrets = [*ring.wrapping.values(), ring.lookup]
    key = crypto.unwrap(crypto.new_data_key(owner="person/1"), owner="person/1")
    for shown in (repr(ring), repr(key)):
        assert not any(repr(secret)[2:-1] in shown or secret.hex() in shown for secret in secrets)
    assert "lookup" not in repr(ring)
    assert "cipher" not in repr(key)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_sealed_text_opens_in_its_place(text: str) -> None:
    key = crypto.unwrap(crypto.new_data_key(owner="person/1"), owner="person/1")
    sealed = key.seal(text, place="cases.person.surname/1")
    assert key.open(sealed, place="cases.person.surname/1") == text
    assert len(sealed) == len(text.encode()) + crypto.HEADER_BYTES + 16


def test_sealed_text_does_not_open_in_another_place() -> None:
    key = crypto.unwrap(crypto.new_data_key(owner="person/1"), owner="person/1")
    sealed = key.seal(SECRET, place="cases.person.surname/1")
    with pytest.raises(crypto.SealBrokenError) as raised:
        key.open(sealed, place="cases.person.name/1")
    assert SECRET not in str(raised.value)


def test_sealed_text_does_not_open_under_the_key_of_another_person() -> None:
    first = crypto.unwrap(crypto.new_data_key(owner="person/1"), owner="person/1")
    second = crypto.unwrap(crypto.new_data_key(owner="person/2"), owner="person/2")
    with pytest.raises(crypto.SealBrokenError):
        second.open(first.seal(SECRET, place="p"), place="p")


def test_wrapped_key_moved_to_another_person_does_not_unwrap() -> None:
    wrapped = crypto.new_data_key(owner="person/1")
    with pytest.raises(crypto.SealBrokenError):
        crypto.unwrap(wrapped, owner="person/2")


def test_destroyed_key_leaves_nothing_to_open() -> None:
    with pytest.raises(crypto.SealBrokenError):
        crypto.unwrap(b"", owner="person/1")


def test_same_text_sealed_twice_differs() -> None:
    key = crypto.unwrap(crypto.new_data_key(owner="person/1"), owner="person/1")
    assert key.seal(SECRET, place="p") != key.seal(SECRET, place="p")


@pytest.mark.parametrize("position", [0, 1, 5, 17, -1])
def test_altered_bytes_are_refused(position: int) -> None:
    sealed = bytearray(crypto.seal(SECRET.encode(), context=b"files/1"))
    sealed[position] ^= 1
    with pytest.raises(crypto.CryptoError):
        crypto.open_sealed(bytes(sealed), context=b"files/1")


@pytest.mark.parametrize("length", [0, 1, 4, 16, 20])
def test_cut_bytes_are_refused(length: int) -> None:
    sealed = crypto.seal(SECRET.encode(), context=b"files/1")
    with pytest.raises(crypto.CryptoError):
        crypto.open_sealed(sealed[:length], context=b"files/1")


def test_bytes_of_one_context_do_not_open_in_another() -> None:
    sealed = crypto.seal(SECRET.encode(), context=b"files/1")
    assert crypto.open_sealed(sealed, context=b"files/1") == SECRET.encode()
    with pytest.raises(crypto.SealBrokenError):
        crypto.open_sealed(sealed, context=b"files/2")


def test_a_wrapped_key_cannot_be_opened_as_a_file() -> None:
    wrapped = crypto.new_data_key(owner="person/1")
    with pytest.raises(crypto.SealBrokenError):
        crypto.open_sealed(wrapped, context=b"person/1")


def test_rotation_keeps_old_values_readable_and_rewraps(ring_path: Path) -> None:
    wrapped = crypto.new_data_key(owner="person/1")
    sealed = crypto.unwrap(wrapped, owner="person/1").seal(SECRET, place="p")
    index = crypto.blind_index(SECRET, field="surname")
    assert crypto.rewrap(wrapped, owner="person/1") == wrapped

    crypto.rotate_ring(ring_path)

    assert stat.S_IMODE(ring_path.stat().st_mode) == 0o600
    moved = crypto.rewrap(wrapped, owner="person/1")
    assert moved != wrapped
    _drop_all_but_current(ring_path)
    assert crypto.unwrap(moved, owner="person/1").open(sealed, place="p") == SECRET
    assert crypto.blind_index(SECRET, field="surname") == index
    with pytest.raises(crypto.UnknownKeyError):
        crypto.unwrap(wrapped, owner="person/1")


def _drop_all_but_current(path: Path) -> None:
    content = json.loads(path.read_text())
    content["wrapping"] = {content["current"]: content["wrapping"][content["current"]]}
    path.write_text(json.dumps(content))
    crypto.forget_keys()


def test_blind_index_depends_on_field_and_ring(tmp_path: Path, settings: Settings) -> None:
    first = crypto.blind_index("ABC", field="fiscal_code")
    assert len(first) == 16
    assert crypto.blind_index("ABC", field="fiscal_code") == first
    assert crypto.blind_index("ABC", field="other") != first
    settings.ORDITO_KEYS = tmp_path / "other.json"
    crypto.create_ring(settings.ORDITO_KEYS)
    assert crypto.blind_index("ABC", field="fiscal_code") != first


def test_field_and_text_cannot_be_confused() -> None:
    assert crypto.blind_index("bc", field="a") != crypto.blind_index("c", field="ab")


def test_many_tokens_equal_one_by_one() -> None:
    words = ["rossi", "bianchi", ""]
    assert crypto.tokens(words, field="name") == [crypto.token(word, field="name") for word in words]
    assert all(-(2**63) <= value < 2**63 for value in crypto.tokens(words, field="name"))


def test_unwrapped_keys_are_bounded() -> None:
    crypto._unwrapped.cache_clear()
    assert crypto._unwrapped.cache_info().maxsize == crypto.UNWRAPPED_KEYS_KEPT


def test_ring_made_in_a_folder_of_its_own_is_private(ring_path: Path) -> None:
    assert stat.S_IMODE(ring_path.parent.stat().st_mode) == 0o700


def test_rotation_by_another_process_is_noticed(ring_path: Path) -> None:
    before = ring_path.read_text()
    crypto.rotate_ring(ring_path)
    sealed = crypto.seal(SECRET.encode(), context=b"files/1")
    rotated = ring_path.read_text()
    ring_path.write_text(before)
    crypto.forget_keys()
    crypto.load_ring(ring_path)
    ring_path.write_text(rotated)
    assert crypto.open_sealed(sealed, context=b"files/1") == SECRET.encode()
