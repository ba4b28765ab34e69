# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from ordito.audit.queries import about
from ordito.cases.actions import ConflictError, withdraw_document
from ordito.cases.actions.documents import Registration, digest_of, register_version
from ordito.cases.actions.errors import CaseError
from ordito.cases.actions.uploads import upload_document, upload_version
from ordito.cases.enums import ListKey, Part, ProtocolDirection, SignatureSeen
from ordito.cases.models import Document, DocumentVersion
from ordito.cases.queries.record_documents import matches_of, versions_of
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text, uuid7
from ordito.core.models import writing
from ordito.files.models import StoredFile
from tests.factories.cases import NOW, TODAY, code, make_team_member, make_worker, staff
from tests.factories.documents import PDF, SIGNED_PDF, make_document, make_registered, make_version

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db
P7M = bytes.fromhex("3080") + bytes.fromhex("06092a864886f70d010702") + bytes(100)


def _upload(house: House, by: User, **changes: Any) -> Document:
    values: dict[str, Any] = {
        "case_file": house.record,
        "stream": io.BytesIO(PDF),
        "name": "x.pdf",
        "kind": code(ListKey.DOCUMENT_KIND, "report"),
        "title": "Relazione sulla zia Clotilde",
    }
    return upload_document(by=by, at=NOW, **values | changes)


def _version(document: Document, by: User, **changes: Any) -> DocumentVersion:
    values: dict[str, Any] = {"version": document.version, "stream": io.BytesIO(SIGNED_PDF), "name": "x.pdf"}
    return upload_version(by=by, at=NOW, document=document, **values | {"change": "Firmata"} | changes)


def test_document_is_attached_under_a_sealed_title_as_version_one_and_withdrawn(house: House) -> None:
    document = _upload(house, house.worker)
    assert b"Clotilde" not in bytes(document.title)
    version = document.versions.get()
    assert (version.number, version.sha256) == (1, hashlib.sha256(PDF).hexdigest())
    assert list(Document.objects.visible_to(house.worker)) == [document]
    withdraw_document(by=house.worker, at=NOW, document=document)
    assert not Document.objects.visible_to(house.worker).exists()
    assert Document.objects.count() == 1


def test_nobody_who_does_not_write_the_documents_adds_any(house: House, colleague: User, outsider: User) -> None:
    document = make_document(house.record, house.worker)
    registration = Registration(ProtocolDirection.INCOMING, "1", TODAY)
    for actor in (colleague, outsider):
        with pytest.raises(NotAllowedError):
            _upload(house, actor)
        with pytest.raises(NotAllowedError):
            _version(document, actor)
        with pytest.raises(NotAllowedError):
            register_version(by=actor, at=NOW, document=document, version=1, number=1, registration=registration)
    assert (StoredFile.objects.count(), DocumentVersion.objects.count()) == (1, 1)


@pytest.mark.parametrize("writes", [True, False])
def test_team_member_writes_the_documents_that_are_shared_to_be_written(house: House, writes: bool) -> None:  # noqa: FBT001 - a parameter
    member = make_worker(house.place, full_name="Ennio Equipe")
    part = {Part.DOCUMENTS}
    shares = {"writes": part} if writes else {"reads": part}
    make_team_member(house.taking, staff(member), house.place.body, **shares)
    if writes:
        assert _upload(house, member).added_by_name == "Ennio Equipe"
    else:
        with pytest.raises(NotAllowedError):
            _upload(house, member)


def test_new_version_counts_and_the_old_one_stays(house: House) -> None:
    document = make_document(house.record, house.worker)
    second = make_version(document, house.worker, change="Firmata da Anna")
    document.refresh_from_db()
    assert (document.edition, document.stored_file_id) == (2, second.stored_file_id)
    assert b"Anna" not in bytes(second.change)
    lines = versions_of(document)
    assert [(line.number, line.current, line.change) for line in lines] == [
        (2, True, "Firmata da Anna"),
        (1, False, ""),
    ]
    assert lines[0].sha256 == hashlib.sha256(SIGNED_PDF).hexdigest() != lines[1].sha256
    entry = about("cases.casefile", house.record.pk).first()
    assert entry is not None
    assert entry.action == "cases.replace_document"


@pytest.mark.parametrize(("content", "seen"), [(PDF, ""), (SIGNED_PDF, SignatureSeen.PDF), (P7M, SignatureSeen.CMS)])
def test_signature_is_seen_and_no_more_is_said(house: House, content: bytes, seen: str) -> None:
    assert make_document(house.record, house.worker, content=content).versions.get().signature == seen


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"change": "  "}, "change"),
        ({"stream": io.BytesIO(PDF)}, "file"),
        ({"stream": io.BytesIO(b"MZ\x90\x00" + bytes(100))}, "file"),
    ],
)
def test_version_that_changes_nothing_or_is_no_document_is_refused(
    house: House, changes: dict[str, Any], field: str
) -> None:
    document = make_document(house.record, house.worker)
    with pytest.raises(CaseError) as raised:
        _version(document, house.worker, **changes)
    assert raised.value.field == field
    assert (DocumentVersion.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_second_of_two_at_once_meets_the_first(house: House) -> None:
    document = make_document(house.record, house.worker)
    make_version(document, house.worker)
    with pytest.raises(ConflictError):
        _version(document, house.worker, version=1, stream=io.BytesIO(PDF + b"%"))
    assert document.versions.count() == 2


def test_same_form_twice_keeps_one(house: House) -> None:
    key, other = uuid7(), uuid7()
    first = _upload(house, house.worker, form_key=key)
    assert _upload(house, house.worker, form_key=key) == first
    made = _version(first, house.worker, form_key=other)
    assert _version(first, house.worker, form_key=other) == made
    assert (Document.objects.count(), DocumentVersion.objects.count(), StoredFile.objects.count()) == (1, 2, 2)


def test_withdrawn_document_takes_no_version(house: House) -> None:
    document = make_document(house.record, house.worker)
    withdraw_document(by=house.worker, at=NOW, document=document)
    with pytest.raises(CaseError):
        _version(document, house.worker)


def test_version_is_registered_and_the_number_corrected(house: House) -> None:
    document = make_document(house.record, house.worker)
    make_version(document, house.worker)
    make_registered(document, house.worker, number=2)
    make_registered(document, house.worker, number=2, protocol="0012346/2026")
    second, first = versions_of(Document.objects.get())
    assert (second.protocol, first.protocol) == ("0012346/2026 del 21/11/2026, in uscita", "")


@pytest.mark.parametrize(
    ("number", "on", "field"), [(" ", TODAY, "protocol_number"), ("1", TODAY + timedelta(days=1), "protocol_date")]
)
def test_registration_without_number_or_in_the_future_is_refused(
    house: House, number: str, on: Any, field: str
) -> None:
    document = make_document(house.record, house.worker)
    registration = Registration(ProtocolDirection.OUTGOING, number, on)
    with pytest.raises(CaseError) as raised:
        register_version(by=house.worker, at=NOW, document=document, version=1, number=1, registration=registration)
    assert raised.value.field == field


def test_brought_file_is_told_by_its_digest(house: House, outsider: User) -> None:
    document = make_document(house.record, house.worker, title="Lettera")
    make_version(document, house.worker)
    digest = digest_of(io.BytesIO(PDF))
    found = matches_of(house.worker, house.record, digest)
    assert [(match.title, match.number, match.current) for match in found] == [("Lettera", 1, False)]
    assert matches_of(house.worker, house.record, digest_of(io.BytesIO(PDF + b"\n"))) == []
    assert matches_of(outsider, house.record, digest) == []


def test_documents_of_before_become_version_one(house: House) -> None:
    document = make_document(house.record, house.worker, content=P7M)
    gone = make_document(house.record, house.worker)
    with writing():
        DocumentVersion.objects.all().delete()
    StoredFile.objects.filter(pk=gone.stored_file_id).delete()
    import_module("ordito.cases.migrations.0013_document_versions").keep_first_versions(apps, None)
    first, second = DocumentVersion.objects.order_by("pk")
    assert (first.document, first.number, first.sha256) == (document, 1, hashlib.sha256(P7M).hexdigest())
    assert (first.signature, open_text(first, "change"), first.added_at) == ("cms", "", document.added_at)
    assert (second.document, second.sha256) == (gone, "")
