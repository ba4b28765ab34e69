# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.documents import PDF, SIGNED_PDF, make_document, make_registered, make_version
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.cases.models import Document

pytestmark = pytest.mark.django_db


def version_data(document: Document, content: bytes = SIGNED_PDF, **changes: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("firmata.pdf", content)
    return {"file": file, "change": "Firmata dalla responsabile", "version": document.version} | changes


def registration_data(document: Document, **changes: Any) -> dict[str, Any]:
    line = {"direction": "out", "protocol_number": "0012345/2026", "protocol_date": "10/02/2026"}
    return line | {"version": document.version} | changes


def test_new_version_stands_on_the_page_and_both_files_come_back(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    document = make_document(house.record, house.worker)
    assert client.post(house.url("document_replace", document.pk), version_data(document)).status_code == 302
    page = text_of(client.get(house.url("document_page", document.pk)))
    assert "Versione 2, quella che vale" in page
    assert "Firmata dalla responsabile" in page
    assert "non verifica chi ha firmato" in page
    for content in (PDF, SIGNED_PDF):
        assert hashlib.sha256(content).hexdigest() in page
    for name, arguments, content in (
        ("document", (), SIGNED_PDF),
        ("document_version", (1,), PDF),
        ("document_version", (2,), SIGNED_PDF),
    ):
        answer = client.get(house.url(name, document.pk, *arguments))
        assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]


def test_version_without_what_changes_keeps_the_page(house: House, enter: Callable[[User], Client]) -> None:
    document = make_document(house.record, house.worker)
    answer = enter(house.worker).post(house.url("document_replace", document.pk), version_data(document, change=""))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"change"})


def test_two_at_once_are_told_and_what_was_typed_stays(house: House, enter: Callable[[User], Client]) -> None:
    document = make_document(house.record, house.worker)
    make_version(document, house.worker)
    answer = enter(house.worker).post(
        house.url("document_replace", document.pk), version_data(document, PDF + b"%", version=1)
    )
    assert answer.status_code == 422
    assert "Un’altra persona ha salvato mentre scrivevi" in text_of(answer)
    assert "Firmata dalla responsabile" in text_of(answer)
    assert document.versions.count() == 2


def test_protocol_stands_in_the_list_and_a_conflict_shows_both(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    document = make_document(house.record, house.worker)
    url = house.url("document_register", document.pk, 1)
    assert client.post(url, registration_data(document)).status_code == 302
    assert "0012345/2026 del 10/02/2026, in uscita" in text_of(client.get(house.url("documents")))
    answer = client.post(url, registration_data(document, protocol_number="99/2026", version=1))
    assert answer.status_code == 422
    assert {"0012345/2026", "99/2026"} <= set(text_of(answer).replace("<", ">").split(">"))


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"direction": ""}, {"direction"}),
        ({"protocol_number": ""}, {"protocol_number"}),
        ({"protocol_date": "01/01/2099"}, {"protocol_date"}),
    ],
)
def test_protocol_needs_all_three(
    house: House, enter: Callable[[User], Client], changes: dict[str, str], wrong: set[str]
) -> None:
    document = make_document(house.record, house.worker)
    url = house.url("document_register", document.pk, 1)
    answer = enter(house.worker).post(url, registration_data(document, **changes))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)


def test_brought_file_is_compared(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    document = make_document(house.record, house.worker, title="Lettera al Comune")
    make_version(document, house.worker)
    url = house.url("document_check")
    same = text_of(client.post(url, {"file": SimpleUploadedFile("x.pdf", PDF)}))
    assert "Lettera al Comune" in same
    assert "versione 1, che non è più quella che vale" in same
    other = text_of(client.post(url, {"file": SimpleUploadedFile("x.pdf", PDF + b" ")}))
    assert "Nessun documento di questa cartella è uguale a questo file" in other
    assert client.post(url, {"file": ""}).status_code == 422


def test_pages_of_a_document_are_for_who_reads_documents(
    house: House, colleague: User, teammate: User, outsider: User, enter: Callable[[User], Client]
) -> None:
    document = make_document(house.record, house.worker)
    reading = [("document_page", ()), ("document_version", (1,)), ("document_check", ())]
    writing = [("document_replace", ()), ("document_register", (1,))]
    for name, arguments in reading + writing:
        url = house.url(name, *(() if name == "document_check" else (document.pk, *arguments)))
        assert enter(house.worker).get(url).status_code == 200
        assert enter(teammate).get(url).status_code == 403
        assert enter(colleague).get(url).status_code in {403, 404}
        assert enter(outsider).get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_with_more_versions(
    house: House, enter: Callable[[User], Client], rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = enter(house.worker)
    for number in range(rows):
        document = make_document(house.record, house.worker)
        for edition in range(rows):
            make_version(document, house.worker, content=SIGNED_PDF + str(edition).encode(), change=f"{number}")
        make_registered(document, house.worker)
    client.get(house.url("documents"))
    for name, arguments, queries in (
        ("documents", (), 13),
        ("document_page", (document.pk,), 14),
        ("document_replace", (document.pk,), 12),
        ("document_register", (document.pk, 1), 13),
        ("document_check", (), 11),
    ):
        with django_assert_num_queries(queries):
            client.get(house.url(name, *arguments))
