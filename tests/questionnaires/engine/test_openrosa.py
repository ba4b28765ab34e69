# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import base64
import json
import zlib

import pytest

from ordito.questionnaires.engine import openrosa
from ordito.questionnaires.engine.tree import read_xml

XFORM = (
    '<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
    "<h:head><h:title>Centri &amp; famiglie</h:title><model>"
    '<instance><data id="csf" version="2026"><a/></data></instance>'
    '<instance id="csf"><root/></instance></model></h:head><h:body/></h:html>'
)


def test_form_list_is_what_the_protocol_writes() -> None:
    forms = [
        openrosa.ListedForm("csf__a.b.1", "Centro «A & B»", "2026", "md5:00", "https://o/f?a=1&b=2", "https://o/m"),
        openrosa.ListedForm("csf__a.b.2", "Altro", "", "md5:01", "https://o/g"),
    ]
    assert openrosa.form_list(forms).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xforms xmlns="http://openrosa.org/xforms/xformsList">\n'
        "<xform>\n<formID>csf__a.b.1</formID>\n<name>Centro «A &amp; B»</name>\n<version>2026</version>\n"
        "<hash>md5:00</hash>\n<downloadUrl>https://o/f?a=1&amp;b=2</downloadUrl>\n"
        "<manifestUrl>https://o/m</manifestUrl>\n</xform>\n"
        "<xform>\n<formID>csf__a.b.2</formID>\n<name>Altro</name>\n<version></version>\n"
        "<hash>md5:01</hash>\n<downloadUrl>https://o/g</downloadUrl>\n</xform>\n"
        "</xforms>"
    )


def test_manifest_names_each_file() -> None:
    made = openrosa.manifest([openrosa.ListedFile("comuni.csv", "md5:aa", "https://o/1")])
    assert made.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest xmlns="http://openrosa.org/xforms/xformsManifest">\n'
        "<mediaFile><filename>comuni.csv</filename><hash>md5:aa</hash><downloadUrl>https://o/1</downloadUrl>"
        "</mediaFile>\n</manifest>"
    )


def test_response_says_its_nature() -> None:
    assert (
        openrosa.response("Fatto & finito", nature="submit_success")
        .decode()
        .endswith('<message nature="submit_success">Fatto &amp; finito</message></OpenRosaResponse>')
    )


def test_form_for_a_device_changes_title_and_id_alone() -> None:
    made = openrosa.for_device(XFORM, "csf", "csf__campaigns.return.12", "Centro <uno>").decode()
    assert made == XFORM.replace("Centri &amp; famiglie", "Centro &lt;uno&gt;").replace(
        '<data id="csf"', '<data id="csf__campaigns.return.12"'
    )
    assert read_xml(made.encode()).name == "html"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("csf__campaigns.return.12", ("csf", "campaigns.return", 12)),
        ("a__b__campaigns.return.3", ("a__b", "campaigns.return", 3)),
        ("csf", None),
        ("csf__campaigns.return.", None),
        ("csf__Campaigns.return.1", None),
        ("csf__campaigns.return." + "9" * 40, None),
    ],
)
def test_owner_is_read_from_the_id_on_the_device(text: str, found: tuple[str, str, int] | None) -> None:
    assert openrosa.split_id(text) == found
    if found:
        assert openrosa.owned_id(*found) == text


@pytest.mark.parametrize("quote", ["'", '"'])
def test_sent_instance_goes_back_under_its_own_id(quote: str) -> None:
    start = f"<?xml version='1.0' ?><data xmlns:jr={quote}x{quote} id={quote}csf__a.b.1{quote} version={quote}7{quote}>"
    xml = f"{start}<a id='no'>1</a></data>".encode()
    assert openrosa.sent_id(xml) == "csf__a.b.1"
    assert openrosa.sent_version(xml) == "7"
    assert openrosa.under_id(xml, "csf") == xml.replace(f"{quote}csf__a.b.1{quote}".encode(), b'"csf"')


@pytest.mark.parametrize("xml", [b"", b"<data/>", b"<!-- no --", b"\xff\xfe<", b"<data other='id=1'/>"])
def test_instance_without_an_id_has_none(xml: bytes) -> None:
    assert openrosa.sent_id(xml) == ""
    assert openrosa.under_id(xml, "csf") == xml


def test_settings_for_the_app_are_packed_as_it_reads_them() -> None:
    packed = openrosa.collect_settings("https://o/questionari/odk", "ente", "abc", "Ordito")
    assert json.loads(zlib.decompress(base64.b64decode(packed))) == {
        "general": {
            "protocol": "odk_default",
            "server_url": "https://o/questionari/odk",
            "username": "ente",
            "password": "abc",
        },
        "admin": {},
        "project": {"name": "Ordito"},
    }
