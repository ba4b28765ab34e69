# SPDX-License-Identifier: EUPL-1.2
"""A harvester without an account reads the catalogue and finds the numbers that left; nothing else is there."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL, RDF

from ordito.core.models import writing
from ordito.indicators.enums import Audience
from ordito.releases import actions
from ordito.releases.engine.frozen import CellState, FrozenTable, Wanted
from ordito.releases.enums import Breakdown
from ordito.releases.models import Release
from tests.factories.releases import GENDER_AGE, NOW, SYSTEM, make_out, wanted

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.releases.conftest import Land

DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
# Mandatory classes and properties: AgID, "DCAT-AP_IT, profilo italiano di DCAT-AP", version 1.0, and the guidelines on
# the catalogues of 2017. A distribution of open data must have a licence.
# The mandatory properties of the practical guide of dati.gov.it to DCAT-AP_IT 1.0 (March 2017), and some recommended.
MANDATORY = {
    DCATAPIT.Catalog: [
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.publisher,
        DCTERMS.modified,
        DCTERMS.issued,
        DCAT.dataset,
    ],
    DCATAPIT.Dataset: [
        DCTERMS.identifier,
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.modified,
        DCAT.theme,
        DCTERMS.rightsHolder,
        DCTERMS.accrualPeriodicity,
        DCAT.distribution,
    ],
    DCATAPIT.Distribution: [DCAT.accessURL, DCTERMS.license, DCTERMS.format, DCTERMS.description],
    DCTERMS.PeriodOfTime: [DCATAPIT.startDate],
    DCATAPIT.Agent: [DCTERMS.identifier, FOAF.name],
    DCATAPIT.Organization: [VCARD.fn, VCARD.hasEmail],
    DCATAPIT.LicenseDocument: [DCTERMS.type, FOAF.name, OWL.versionInfo],
}
CATALOGUE_QUERIES, DATASET_QUERIES = 7, 5
READERS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}


@pytest.fixture
def published(land: Land) -> Release:
    land.people[0, 0, 0] = land.people[1, 0, 0] = 1
    return make_out(wanted(breakdown=GENDER_AGE), audience=Audience.PUBLICATION, title="Persone in carico")


def read(client: Client, url: str, kind: str) -> Graph:
    answer = client.get(url)
    assert answer.status_code == 200
    return Graph().parse(data=answer.content, format=READERS[kind])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own reader
@pytest.mark.parametrize("kind", READERS)
def test_every_mandatory_property_is_there(client: Client, published: Release, kind: str) -> None:
    assert published.series is not None
    graph = read(client, reverse("releases:catalogue_rdf", args=[kind]), kind)
    for of, needed in MANDATORY.items():
        nodes = list(graph.subjects(RDF.type, of))
        assert nodes, of
        for node in nodes:
            assert [name for name in needed if not list(graph.objects(node, name))] == [], (of, node)
    single = read(client, reverse("releases:dataset_rdf", args=[published.series.slug, kind]), kind)
    assert list(single.subjects(RDF.type, DCATAPIT.Dataset)) == list(graph.subjects(RDF.type, DCATAPIT.Dataset))


def test_a_harvester_finds_the_numbers_that_left(client: Client, published: Release) -> None:
    graph = read(client, reverse("releases:catalogue_rdf", args=["ttl"]), "ttl")
    [catalogue] = graph.subjects(RDF.type, DCAT.Catalog)
    [dataset] = graph.objects(catalogue, DCAT.dataset)
    assert (dataset, DCAT.theme, URIRef("http://publications.europa.eu/resource/authority/data-theme/SOCI")) in graph
    [distribution] = graph.objects(dataset, DCAT.distribution)
    [address] = graph.objects(distribution, DCAT.downloadURL)
    answer = client.get(str(address))
    metadata = json.loads(client.get(urljoin(str(address), "csv-metadata.json")).content)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [column["name"] for column in metadata["tableSchema"]["columns"]] == list(rows[0])
    assert metadata["url"] == str(address)
    assert 'rel="describedby"' in answer["Link"]
    table = FrozenTable.from_json(published.table)
    found = [(row["valore"], bool(row["nota"])) for row in rows]
    told = [
        ("", True) if state == CellState.HIDDEN else (str(cell), False)
        for cell, state in zip(table.cells.ravel(), table.states.ravel(), strict=True)
    ]
    assert found == told
    assert ("", True) in found
    whole = next(row for row in rows if row["territorio"] == "Puglia" and row["genere"] == row["eta"] == "Totale")
    assert int(whole["valore"]) == table.cells[-1, -1, -1, -1]


def test_the_catalogue_answers_people_and_harvesters_alike(client: Client, published: Release) -> None:
    assert published.series is not None
    for url in (reverse("releases:catalogue"), reverse("releases:dataset", args=[published.series.slug])):
        page = client.get(url, headers={"accept": "text/html,application/xhtml+xml"})
        assert "Persone in carico" in page.content.decode()
        assert "10/03/2025" not in page.content.decode(), "the day of the first taking is that of one person"
        assert "Accept" in page["Vary"]
        turtle = client.get(url, headers={"accept": "text/turtle"})
        assert turtle["Content-Type"].startswith("text/turtle")


@pytest.mark.parametrize("series", [1, 3])
def test_the_catalogue_costs_the_same_for_one_and_for_three(
    client: Client, land: Land, django_assert_num_queries: DjangoAssertNumQueries, series: int
) -> None:
    for breakdown in ("", Breakdown.GENDER, Breakdown.BROAD_AGE)[:series]:
        make_out(wanted(breakdown=breakdown), audience=Audience.PUBLICATION)
    turtle = reverse("releases:catalogue_rdf", args=["ttl"])
    client.get(reverse("releases:catalogue"))
    with django_assert_num_queries(CATALOGUE_QUERIES):
        first = client.get(turtle)
    with django_assert_num_queries(1):
        assert client.get(turtle).content == first.content
    withdrawn = Release.objects.out().earliest("number")
    actions.withdraw(by=SYSTEM, at=NOW, release=withdrawn, because="Dati da correggere")
    assert client.get(turtle).content != first.content
    address = reverse("releases:dataset", args=[withdrawn.series.slug if withdrawn.series else ""])
    client.get(address)
    with django_assert_num_queries(DATASET_QUERIES):
        assert client.get(address).status_code == 200


def test_a_harvester_is_told_how_large_a_file_is(client: Client, published: Release) -> None:
    assert published.series is not None
    file = client.get(reverse("releases:open_csv", args=[published.series.slug, published.number]))
    graph = read(client, reverse("releases:catalogue_rdf", args=["ttl"]), "ttl")
    assert [int(float(str(size))) for size in graph.objects(None, DCAT.byteSize)] == [len(file.content)]


def test_days_are_those_of_here(client: Client, published: Release) -> None:
    assert published.series is not None
    late = datetime(2026, 11, 5, 23, 30, tzinfo=UTC)
    with writing():
        Release.objects.update(released_at=late, read_at=late)
    page = client.get(reverse("releases:dataset", args=[published.series.slug])).content.decode()
    assert "letti il 06/11/2026" in page
    assert "pubblicata il 06/11/2026" in page
    metadata = client.get(reverse("releases:open_csvw", args=[published.series.slug, published.number])).content
    assert json.loads(metadata)["dc:modified"] == "2026-11-06"
    graph = read(client, reverse("releases:catalogue_rdf", args=["ttl"]), "ttl")
    assert {str(day) for day in graph.objects(None, DCTERMS.modified)} == {"2026-11-06"}


def test_pages_of_the_catalogue_lead_to_each_other(client: Client, land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ordito.releases.queries.catalogue.PAGE_SIZE", "ordito.releases.views.open_data.PAGE_SIZE"):
        monkeypatch.setattr(name, 1)
    for breakdown in ("", Breakdown.GENDER):
        make_out(wanted(breakdown=breakdown), audience=Audience.PUBLICATION)
    url, found = reverse("releases:catalogue_rdf", args=["rdf"]), set()
    while url:
        graph = read(client, url, "rdf")
        found |= set(graph.subjects(RDF.type, DCAT.Dataset))
        url = next((str(page) for page in graph.objects(None, HYDRA.nextPage)), "")
    assert len(found) == 2
    assert client.get(f"{reverse('releases:catalogue')}?page=0").status_code == 404


def test_a_withdrawn_version_is_gone_and_says_why(client: Client, published: Release) -> None:
    assert published.series is not None
    actions.withdraw(by=SYSTEM, at=NOW, release=published, because="Un Comune aveva caricato due volte")
    args = [published.series.slug, published.number]
    for name in ("releases:open_csv", "releases:open_csvw"):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 410
        assert "Un Comune aveva caricato due volte" in answer.content.decode()
    assert "Un Comune aveva" in client.get(reverse("releases:dataset", args=args[:1])).content.decode()
    assert "Persone in carico" not in client.get(reverse("releases:catalogue")).content.decode()
    graph = read(client, reverse("releases:catalogue_rdf", args=["ttl"]), "ttl")
    assert not list(graph.subjects(RDF.type, DCAT.Dataset))


def test_who_reads_a_dataset_is_told_how_to_read_it_and_that_its_last_version_was_withdrawn(
    client: Client, published: Release
) -> None:
    assert published.series is not None
    address = reverse("releases:dataset", args=[published.series.slug])
    again = make_out(Wanted.from_json(published.definition), audience=Audience.PUBLICATION)
    page = client.get(address).content.decode()
    assert "Nascosta: riguarda meno di 5 persone" in page
    assert "è stata ritirata" not in page
    actions.withdraw(by=SYSTEM, at=NOW, release=again, because="Due volte lo stesso file")
    page = client.get(address).content.decode()
    assert "L’ultima versione è stata ritirata il" in page
    assert page.count("Due volte lo stesso file") == 2, "above, and at the version"
    assert reverse("releases:open_csv", args=[published.series.slug, published.number]) in page


def test_what_did_not_leave_for_the_outside_is_not_there(client: Client, land: Land) -> None:
    make_out(title="Solo per la rete")
    assert "Solo per la rete" not in client.get(reverse("releases:catalogue")).content.decode()
    assert client.get(reverse("releases:dataset", args=["solo-per-la-rete"])).status_code == 404
    assert client.get(reverse("releases:open_csv", args=["solo-per-la-rete", 1])).status_code == 404
