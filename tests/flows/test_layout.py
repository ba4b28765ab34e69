# SPDX-License-Identifier: EUPL-1.2
"""Every row of the layouts has a value that passes and one for each rule that does not."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ordito.flows.engine.bands import age_band, came_of_age, isee_band, month
from ordito.flows.engine.layout import SEEDS, Fault, Field, Flow, Node, Problem, check, fault_of, layout_of
from ordito.flows.engine.writing import NAMESPACE, xml_pieces
from ordito.flows.queries.mappings import defaults

ROWS = [one for flow in Flow for section in layout_of(flow).fields.values() for one in section.values()]
FIELDS = [one for one in ROWS if one.kind != "section"]
PATTERNS = {
    "([0-9]{3})": "380",
    "([0-9]{2})": "16",
    "([0-9]{4})": "2015",
    "([0-9]{6})": "072006",
    "((0[1-9])|(1[0-2]))[/](19|20)[0-9]{2}": "03/2026",
}


def good(one: Field) -> str:
    """A value that the row accepts."""
    if one.kind == "code":
        return next(iter(one.codes))
    if one.kind == "date":
        return "2026-02-28"
    if one.kind == "decimal":
        return "150.50"
    if one.kind == "int":
        return str(one.high or one.low or 0)
    if one.pattern:
        return PATTERNS.get(one.pattern, "RSSMRA80A01H501U")
    return "x" * (one.low or 1)


def bad(one: Field) -> dict[str, Fault]:
    """Values that the row refuses, with the rule."""
    if one.kind == "code":
        return {"99": Fault.CODE, "": Fault.CODE}
    if one.kind == "date":
        return {"30/06/2026": Fault.DATE, "2026-02-30": Fault.DATE, "": Fault.DATE}
    if one.kind == "decimal":
        return {"150,50": Fault.NUMBER, "": Fault.NUMBER, ".": Fault.NUMBER}
    if one.kind == "int":
        found = {"1.5": Fault.NUMBER, "uno": Fault.NUMBER}
        if one.high is not None:
            found[str(one.high + 1)] = Fault.RANGE
        return found | ({str(one.low - 1): Fault.RANGE} if one.low is not None else {})
    if one.pattern:
        return {"": Fault.PATTERN, "x!": Fault.PATTERN, "\x00": Fault.PATTERN}
    found = {"\x00": Fault.PATTERN}
    if one.low:
        found["x" * (one.low - 1)] = Fault.LENGTH
    return found | ({"x" * (one.high + 1): Fault.LENGTH} if one.high else {})


def filled(flow: Flow, section: str) -> Node:
    """A section with every field, and everything inside it."""
    node = Node(section)
    for one in layout_of(flow).fields[section].values():
        if one.kind == "section":
            node.inside.append(filled(flow, one.name))
        else:
            node.values[one.name] = [good(one)]
    return node


@pytest.mark.parametrize("one", FIELDS, ids=lambda one: f"{one.section}.{one.name}")
def test_each_row_has_what_passes_and_what_does_not(one: Field) -> None:
    assert fault_of(one, good(one)) is None
    for value, fault in bad(one).items():
        assert fault_of(one, value) == fault, value


@pytest.mark.parametrize("flow", list(Flow))
def test_whole_flow_passes(flow: Flow) -> None:
    assert check(layout_of(flow), filled(flow, "Flusso")) == []


@pytest.mark.parametrize("one", ROWS, ids=lambda one: f"{one.section}.{one.name}")
def test_each_row_says_when_it_is_missing_or_repeated(one: Field) -> None:
    flow = next(flow for flow in Flow if layout_of(flow).fields.get(one.section, {}).get(one.name) is one)
    without, twice = filled(flow, one.section), filled(flow, one.section)
    if one.kind == "section":
        without.inside = [child for child in without.inside if child.section != one.name]
        twice.inside += [child for child in twice.inside if child.section == one.name] * 5
    else:
        del without.values[one.name]
        twice.values[one.name] *= 2
    missing = Problem(one.section, one.name, Fault.MISSING)
    repeated = Problem(one.section, one.name, Fault.REPEATED)
    assert (missing in check(layout_of(flow), without)) == (one.minimum > 0)
    assert (repeated in check(layout_of(flow), twice)) == (one.maximum is not None)


@pytest.mark.parametrize("flow", list(Flow))
def test_each_condition_asks_and_lets_go(flow: Flow) -> None:
    layout = layout_of(flow)
    assert layout.conditions
    for rule in layout.conditions:
        node = filled(flow, rule.section)
        node.values[rule.when] = [rule.equals]
        del node.values[rule.needs]
        problem = Problem(rule.section, rule.needs, Fault.NEEDED)
        assert problem in check(layout, node)
        codes = layout.fields[rule.section][rule.when].codes
        node.values[rule.when] = [next(code for code in codes if code != rule.equals)]
        assert problem not in check(layout, node)


def test_what_the_layout_does_not_have_is_said() -> None:
    node = filled(Flow.SINBA, "SINBA")
    node.values["CodiceFiscale"] = ["RSSMRA80A01H501U"]
    node.inside.append(Node("Anagrafica"))
    found = check(layout_of(Flow.SINBA), node)
    assert found == [
        Problem("SINBA", "Anagrafica", Fault.UNKNOWN),
        Problem("SINBA", "CodiceFiscale", Fault.UNKNOWN),
    ]


def test_flow_on_minors_has_no_place_for_who_they_are() -> None:
    names = {one.name for one in ROWS if one in layout_of(Flow.SINBA).fields["SINBA"].values()}
    assert not {"CodiceFiscale", "Cognome", "Nome"} & names
    mandatory = [one for one in layout_of(Flow.SINBA).fields["SINBA"].values() if one.minimum]
    assert sum(one.attribute for one in mandatory) == 16
    assert sum(not one.attribute for one in mandatory) == 2


def test_old_word_for_responsibility_is_not_shown() -> None:
    words = " ".join(label for one in ROWS for label in (one.label, *one.codes.values()))
    assert "potest" not in words.lower()
    assert "responsabilità genitoriale" in words


@pytest.mark.parametrize("flow", list(Flow))
def test_file_is_read_back_as_it_was_written(flow: Flow) -> None:
    layout, whole = layout_of(flow), filled(flow, "Flusso")
    head, *records = whole.inside
    root = etree.fromstring(b"".join(xml_pieces(layout, head, [*records, *records])))
    assert root.tag == f"{{{NAMESPACE}}}Flusso"
    assert [child.tag for child in root] == [
        f"{{{NAMESPACE}}}{name}" for name in ("IdentificazioneFlusso", records[0].section, records[0].section)
    ]
    assert read(flow, root) == Node("Flusso", {}, [head, *records, *records])


def read(flow: Flow, found: etree._Element) -> Node:
    """A section from its element."""
    name = etree.QName(found).localname
    node = Node(name, {str(key): [str(value)] for key, value in found.attrib.items()})
    known = layout_of(flow).fields.get(name, {})
    for child in found:
        tag = etree.QName(child).localname
        if tag in known:
            node.inside.append(read(flow, child))
        else:
            values = [str(one.text) for one in child]
            node.values[f"{tag}/{etree.QName(child[0]).localname}"] = values
    return node


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=36))
def test_whatever_passes_can_be_written_and_read(name: str) -> None:
    one = layout_of(Flow.PSA).fields["Anagrafica"]["Cognome"]
    if fault_of(one, name) is not None:
        return
    node = filled(Flow.PSA, "Beneficiario")
    node.inside[0].values["Cognome"] = [name]
    head = filled(Flow.PSA, "IdentificazioneFlusso")
    root = etree.fromstring(b"".join(xml_pieces(layout_of(Flow.PSA), head, [node])))
    attribute = root.find(f".//{{{NAMESPACE}}}Anagrafica")
    assert attribute is not None
    assert attribute.get("Cognome") == name


@pytest.mark.parametrize(
    ("years", "band"),
    [(-1, ""), (0, "1"), (2, "1"), (3, "2"), (5, "2"), (6, "3"), (9, "4"), (12, "5"), (15, "6"), (17, "6"), (18, "")],
)
def test_edge_of_an_age_band_belongs_to_the_next(years: int, band: str) -> None:
    assert age_band(years) == band


@pytest.mark.parametrize(
    ("euros", "band"),
    [("-5", "1"), ("0", "1"), ("0.01", "2"), ("3000", "2"), ("3000.01", "3"), ("20000", "7"), ("20000.01", "8")],
)
def test_isee_bands(euros: str, band: str) -> None:
    assert isee_band(Decimal(euros)) == band


def test_days_of_the_flow() -> None:
    assert month(date(2026, 3, 31)) == "03/2026"
    assert came_of_age(date(2008, 2, 29)) == date(2026, 3, 1)
    assert came_of_age(date(2008, 7, 1)) == date(2026, 7, 1)


def test_mappings_name_fields_and_codes_of_the_layout_once() -> None:
    section = layout_of(Flow.SINBA).fields["SINBA"]
    assert all(row.theirs in section[row.field].codes for row in defaults())
    assert len({(row.field, row.ours) for row in defaults()}) == len(defaults())
    assert not any(row.theirs == "8" for row in defaults() if row.field == "TipoProvvedimentoGiudiziario")


def test_mappings_name_codes_that_exist() -> None:
    known: dict[str, set[str]] = {}
    for path in SEEDS.parent.parent.glob("*/seeds/codes.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                known.setdefault(row["list"], set()).add(row["code"])
    strangers = [row for row in defaults() if row.list_key in known and row.ours not in known[row.list_key]]
    assert strangers == []


def test_patterns_are_those_of_the_layout() -> None:
    assert all(re.compile(one.pattern) for one in FIELDS if one.pattern)
