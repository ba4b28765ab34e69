# SPDX-License-Identifier: EUPL-1.2
"""A report that was corrected after it was written, and registered when it left."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ordito.cases.actions.documents import Registration, register_version
from ordito.cases.actions.uploads import upload_document, upload_version
from ordito.cases.enums import ProtocolDirection

if TYPE_CHECKING:
    from demo.actions.cast import Cast
    from ordito.cases.models import TakingInCharge

REPORT = "Relazione di aggiornamento (testo inventato).\n\nLa frequenza a scuola è regolare. {line}\n"


def write_documents(cast: Cast, taking: TakingInCharge) -> None:
    """Two versions of a report, the second of them in the protocol register."""
    first, second = (
        REPORT.format(line=line).encode()
        for line in ("Si propone di continuare.", "Si propone di continuare fino a giugno, poi di verificare.")
    )
    document = upload_document(
        by=cast.worker, at=cast.moment(-12, 11), case_file=taking.case_file, stream=io.BytesIO(first),
        name="relazione.txt", kind=cast.code("document_kind", "report"), title="Relazione di aggiornamento",
        dated=cast.day(-12),
    )  # fmt: skip
    made = upload_version(
        by=cast.worker, at=cast.moment(-10, 9), document=document, version=document.version,
        stream=io.BytesIO(second), name="relazione.txt", change="Aggiunta la data della verifica",
    )  # fmt: skip
    sent_on = cast.day(-10)
    line = Registration(ProtocolDirection.OUTGOING, f"0004711/{sent_on:%Y}", sent_on)
    register_version(
        by=cast.worker, at=cast.moment(-10, 12), document=document, version=made.document.version,
        number=made.number, registration=line,
    )  # fmt: skip
