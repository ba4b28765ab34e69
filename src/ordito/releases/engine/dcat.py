# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of open data for harvesters: DCAT-AP_IT 1.0 (AgID) in RDF, and CSV on the Web (W3C 2015) for files.

Names of the Italian profile are in `DCATAPIT`; codes come from the vocabularies of the Publications Office of the EU.
What is mandatory and what is recommended is held against the practical guide of dati.gov.it to the profile (AgID, in
github.com/giorgialodi/Guida-pratica-DCAT-AP_IT, March 2017): the mandatory properties of catalogue, dataset,
distribution, agent, contact and period are all there, of the recommended ones all but `dct:subject`, as tables are not
classified by EuroVoc.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL, RDF, XSD
from rdflib.term import BNode

DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SCHEMA = Namespace("http://schema.org/")
LOCN = Namespace("http://www.w3.org/ns/locn#")
EU = "http://publications.europa.eu/resource/authority/"
THEME = URIRef(EU + "data-theme/SOCI")
ITALIAN = URIRef(EU + "language/ITA")
FREQUENCY = {False: URIRef(EU + "frequency/ANNUAL"), True: URIRef(EU + "frequency/QUARTERLY")}
CSV_TYPE = URIRef(EU + "file-type/CSV")
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
LICENCE_TYPE = URIRef("http://purl.org/adms/licencetype/Attribution")
FORMATS = {
    "ttl": ("turtle", "text/turtle"),
    "rdf": ("pretty-xml", "application/rdf+xml"),
    "jsonld": ("json-ld", "application/ld+json"),
}


@dataclass(frozen=True)
class Publisher:
    """The body that publishes; `identifier` is its IPA code or, without one, its fiscal code."""

    url: str
    name: str
    identifier: str
    email: str


@dataclass(frozen=True)
class Distribution:
    """One file: a period in its version; `page` tells what it is, `download` gives it."""

    page: str
    download: str
    title: str
    description: str
    issued: datetime
    bytes: int | None
    sha256: str


@dataclass(frozen=True)
class Dataset:
    """One series, with the files of the tables that stand."""

    url: str
    identifier: str
    title: str
    description: str
    quarterly: bool
    issued: datetime
    modified: datetime
    first: date
    last: date
    place: str
    version: str
    distributions: tuple[Distribution, ...]


@dataclass(frozen=True)
class Page:
    """A page of the catalogue, as a harvester walks it: addresses of the neighbours, "" at the ends."""

    url: str
    first: str
    previous: str
    next: str
    total: int
    size: int


def dataset_graph(dataset: Dataset, publisher: Publisher) -> Graph:
    """One dataset with its distributions and its publisher."""
    graph = _graph()
    _add_dataset(graph, dataset, publisher)
    return graph


def catalogue_graph(
    url: str, words: tuple[str, str], datasets: Sequence[Dataset], publisher: Publisher, page: Page
) -> Graph:
    """The catalogue with the datasets of one page; `words` are its title and description."""
    graph, node = _graph(), URIRef(url)
    for kind in (DCAT.Catalog, DCATAPIT.Catalog):
        graph.add((node, RDF.type, kind))
    _texts(graph, node, {DCTERMS.title: words[0], DCTERMS.description: words[1]})
    graph.add((node, DCTERMS.publisher, _add_publisher(graph, publisher)))
    graph.add((node, DCTERMS.language, ITALIAN))
    graph.add((node, DCTERMS.license, LICENCE))
    graph.add((node, DCAT.themeTaxonomy, URIRef(EU + "data-theme")))
    graph.add((node, FOAF.homepage, node))
    if datasets:
        modified = max(dataset.modified for dataset in datasets)
        graph.add((node, DCTERMS.modified, Literal(modified.date().isoformat(), datatype=XSD.date)))
        issued = min(dataset.issued for dataset in datasets)
        graph.add((node, DCTERMS.issued, Literal(issued.date().isoformat(), datatype=XSD.date)))
    for dataset in datasets:
        graph.add((node, DCAT.dataset, _add_dataset(graph, dataset, publisher)))
    _add_page(graph, page)
    return graph


def _graph() -> Graph:
    graph = Graph()
    spaces = {"dcatapit": DCATAPIT, "hydra": HYDRA, "vcard": VCARD, "schema": SCHEMA, "locn": LOCN}
    for prefix, space in spaces.items():
        graph.bind(prefix, space, replace=True)
    return graph


def _texts(graph: Graph, node: URIRef | BNode, said: dict[URIRef, str]) -> None:
    for name, text in said.items():
        graph.add((node, name, Literal(text, lang="it")))


def _add_publisher(graph: Graph, publisher: Publisher) -> URIRef:
    node = URIRef(publisher.url)
    for kind in (FOAF.Agent, DCATAPIT.Agent):
        graph.add((node, RDF.type, kind))
    _texts(graph, node, {FOAF.name: publisher.name})
    graph.add((node, DCTERMS.identifier, Literal(publisher.identifier)))
    return node


def _add_contact(graph: Graph, publisher: Publisher) -> URIRef:
    node = URIRef(publisher.url + "-contatto")
    for kind in (VCARD.Kind, VCARD.Organization, DCATAPIT.Organization):
        graph.add((node, RDF.type, kind))
    _texts(graph, node, {VCARD.fn: publisher.name})
    graph.add((node, VCARD.hasEmail, URIRef(f"mailto:{publisher.email}")))
    return node


def _add_dataset(graph: Graph, dataset: Dataset, publisher: Publisher) -> URIRef:
    node = URIRef(dataset.url)
    for kind in (DCAT.Dataset, DCATAPIT.Dataset):
        graph.add((node, RDF.type, kind))
    _texts(graph, node, {DCTERMS.title: dataset.title, DCTERMS.description: dataset.description})
    owner = _add_publisher(graph, publisher)
    for name, value in (
        (DCTERMS.identifier, Literal(dataset.identifier)),
        (DCTERMS.issued, Literal(dataset.issued.date().isoformat(), datatype=XSD.date)),
        (DCTERMS.modified, Literal(dataset.modified.date().isoformat(), datatype=XSD.date)),
        (DCAT.theme, THEME),
        (DCTERMS.rightsHolder, owner),
        (DCTERMS.publisher, owner),
        (DCTERMS.accrualPeriodicity, FREQUENCY[dataset.quarterly]),
        (DCTERMS.language, ITALIAN),
        (DCAT.landingPage, node),
        (OWL.versionInfo, Literal(dataset.version)),
    ):
        graph.add((node, name, value))
    if publisher.email:
        graph.add((node, DCAT.contactPoint, _add_contact(graph, publisher)))
    _add_coverage(graph, node, dataset)
    for distribution in dataset.distributions:
        graph.add((node, DCAT.distribution, _add_distribution(graph, distribution)))
    return node


def _add_coverage(graph: Graph, node: URIRef, dataset: Dataset) -> None:
    place, time = URIRef(dataset.url + "#territorio"), URIRef(dataset.url + "#periodo")
    graph.add((node, DCTERMS.spatial, place))
    graph.add((place, RDF.type, DCTERMS.Location))
    _texts(graph, place, {LOCN.geographicName: dataset.place})
    graph.add((node, DCTERMS.temporal, time))
    graph.add((time, RDF.type, DCTERMS.PeriodOfTime))
    for space in (SCHEMA, DCATAPIT):  # those of the profile are the mandatory ones
        graph.add((time, space.startDate, Literal(dataset.first.isoformat(), datatype=XSD.date)))
        graph.add((time, space.endDate, Literal(dataset.last.isoformat(), datatype=XSD.date)))


def _add_distribution(graph: Graph, distribution: Distribution) -> URIRef:
    node = URIRef(distribution.page)
    for kind in (DCAT.Distribution, DCATAPIT.Distribution):
        graph.add((node, RDF.type, kind))
    _texts(graph, node, {DCTERMS.title: distribution.title, DCTERMS.description: distribution.description})
    for name, value in (
        (DCAT.accessURL, node),
        (DCAT.downloadURL, URIRef(distribution.download)),
        (DCTERMS.format, CSV_TYPE),
        (DCAT.mediaType, URIRef("https://www.iana.org/assignments/media-types/text/csv")),
        (DCTERMS.license, LICENCE),
        (DCTERMS.issued, Literal(distribution.issued.date().isoformat(), datatype=XSD.date)),
        (DCTERMS.identifier, Literal(distribution.sha256)),
    ):
        graph.add((node, name, value))
    if distribution.bytes is not None:
        graph.add((node, DCAT.byteSize, Literal(distribution.bytes, datatype=XSD.decimal)))
    for kind in (DCTERMS.LicenseDocument, DCATAPIT.LicenseDocument):
        graph.add((LICENCE, RDF.type, kind))
    graph.add((LICENCE, DCTERMS.type, LICENCE_TYPE))
    graph.add((LICENCE, FOAF.name, Literal("Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)", lang="it")))
    graph.add((LICENCE, OWL.versionInfo, Literal("4.0")))
    return node


def _add_page(graph: Graph, page: Page) -> None:
    """How harvesters find the next page: the words of Hydra, as CKAN's catalogues have them."""
    node = URIRef(page.url)
    graph.add((node, RDF.type, HYDRA.PagedCollection))
    graph.add((node, HYDRA.totalItems, Literal(page.total, datatype=XSD.integer)))
    graph.add((node, HYDRA.itemsPerPage, Literal(page.size, datatype=XSD.integer)))
    for name, url in ((HYDRA.firstPage, page.first), (HYDRA.previousPage, page.previous), (HYDRA.nextPage, page.next)):
        if url:
            graph.add((node, name, Literal(url)))


def csvw(url: str, title: str, columns: Sequence[tuple[str, str, str]], about: dict[str, Any]) -> dict[str, Any]:
    """The metadata of a CSV file; `columns` are names, titles and datatypes, `about` the licence, publisher, ….

    Metadata Vocabulary for Tabular Data, W3C Recommendation of 17 December 2015.
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "it"}],
        "url": url,
        "dc:title": title,
        **about,
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True},
        "tableSchema": {
            "columns": [
                {"name": name, "titles": [name], "dc:description": label, "datatype": kind, "null": ""}
                for name, label, kind in columns
            ]
        },
    }
