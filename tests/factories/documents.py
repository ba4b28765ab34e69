# SPDX-License-Identifier: EUPL-1.2
"""Documents of a record for tests, made by the actions themselves."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ordito.cases.actions.documents import Registration, register_version
from ordito.cases.actions.uploads import upload_document, upload_version
from ordito.cases.enums import ListKey, ProtocolDirection
from tests.factories.cases import NOW, TODAY, code

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, Document, DocumentVersion

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
SIGNED_PDF = b"%PDF-1.7\n1 0 obj << /Type /Sig /ByteRange [0 10 20 30] >>\n%%EOF\n"


def make_document(
    case_file: CaseFile, by: User, title: str = "Relazione per la scuola", content: bytes = PDF
) -> Document:
    """A document with one version."""
    return upload_document(
        by=by,
        at=NOW,
        case_file=case_file,
        stream=io.BytesIO(content),
        name="relazione.pdf",
        kind=code(ListKey.DOCUMENT_KIND, "report"),
        title=title,
        dated=TODAY,
    )


def make_version(document: Document, by: User, content: bytes = SIGNED_PDF, change: str = "Firmata") -> DocumentVersion:
    """Another version of a document, the signed one."""
    document.refresh_from_db()
    return upload_version(
        by=by,
        at=NOW,
        document=document,
        version=document.version,
        stream=io.BytesIO(content),
        name="firmata.pdf",
        change=change,
    )


def make_registered(document: Document, by: User, number: int = 1, protocol: str = "0012345/2026") -> DocumentVersion:
    """A version that the protocol register has."""
    document.refresh_from_db()
    line = Registration(ProtocolDirection.OUTGOING, protocol, TODAY)
    return register_version(
        by=by, at=NOW, document=document, version=document.version, number=number, registration=line
    )
