# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.questionnaires.engine.tree import MAX_DEPTH, Node, XmlRefusedError, copy, read_xml, write_xml

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<data><a>&lol2;</a></data>"""
EXTERNAL = b'<!DOCTYPE data [<!ENTITY file SYSTEM "file:///etc/hostname">]><data>&file;</data>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (LAUGHS, "declaration"),
        (EXTERNAL, "declaration"),
        (b"<!DOCTYPE data><data/>", "declaration"),
        ("<!DOCTYPE data><data/>".encode("utf-16"), "declaration"),
        (b'<!DOCTYPE data PUBLIC "-//X//Y" "http://example.org/x.dtd"><data/>', "declaration"),
        (b"<data>&undeclared;</data>", "not_xml"),
        (b"<data><a></data>", "not_xml"),
        (b"", "not_xml"),
        (b"solo testo", "not_xml"),
        (b'<?xml version="1.0" encoding="inesistente"?><data/>', "not_xml"),
        (b"\x00\xff\xfe", "not_xml"),
        (b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), "too_deep"),
    ],
)
def test_read_xml_refuses_with_a_code(data: bytes, code: str) -> None:
    with pytest.raises(XmlRefusedError) as refused:
        read_xml(data)
    assert refused.value.code == code


def test_read_xml_refuses_more_bytes_and_more_nodes_than_allowed() -> None:
    with pytest.raises(XmlRefusedError, match="too_big"):
        read_xml(b"<data>" + b"x" * 100 + b"</data>", max_bytes=100)
    with pytest.raises(XmlRefusedError, match="too_many_nodes"):
        read_xml(b"<data>" + b"<a/>" * 10 + b"</data>", max_nodes=10)


def test_read_xml_takes_local_names_whatever_the_prefixes() -> None:
    root = read_xml(
        b'<data xmlns="http://example.org/mio" xmlns:orx="http://openrosa.org/xforms" id="x" orx:version="2">'
        b"<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta><a>1</a></data>"
    )
    assert root.name == "data"
    assert root.attributes == {"id": "x", "version": "2"}
    meta = root.child("meta")
    assert meta is not None
    assert [node.text for node in meta.children] == ["uuid:1"]


def test_read_xml_keeps_the_pieces_of_mixed_content_in_order() -> None:
    root = read_xml(b"<label>Ciao <output value='a'/>, come <output value='b'/> va?</label>")
    assert root.text == "Ciao "
    assert root.tails == {0: ", come ", 1: " va?"}


def test_copy_shares_nothing_with_what_it_copies() -> None:
    root = read_xml(b"<data a='1'><b>2</b></data>")
    twin = copy(root)
    twin.children[0].text = "3"
    twin.attributes["a"] = "4"
    assert (root.children[0].text, root.attributes["a"]) == ("2", "1")
    assert twin.parent is None
    assert twin.children[0].parent is twin


def test_insert_and_remove_keep_parents_right() -> None:
    root = Node("data")
    last = root.append(Node("b"))
    first = Node("a")
    root.insert(0, first)
    assert [child.name for child in root.children] == ["a", "b"]
    root.remove(last)
    assert (first.parent, last.parent) == (root, None)
    assert root.child("b") is None


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t<>&\"'"), max_size=20)


@given(st.lists(TEXTS, max_size=5), TEXTS)
def test_write_xml_is_read_back_the_same(texts: list[str], attribute: str) -> None:
    root = Node("data", attributes={"id": attribute})
    for text in texts:
        root.append(Node("a", text))
    again = read_xml(write_xml(root))
    assert [child.text for child in again.children] == texts
    assert again.attributes == {"id": attribute}


def test_write_xml_leaves_out_what_xml_cannot_hold() -> None:
    assert read_xml(write_xml(Node("data", "a\x00b\x0bc\ud800"))).text == "abc?"
