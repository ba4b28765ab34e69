# SPDX-License-Identifier: EUPL-1.2
"""What the log keeps of an address."""

from __future__ import annotations

import logging

import pytest
from django.core.signing import Signer

from ordito.core.http import WithoutValues

SIGNED = Signer(sep=".").sign(f"{'0a' * 16}.29876543")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/incontri/entra/{SIGNED}/", "/incontri/entra/…/"),
        (f"/formazione/attestati/mio/{'a-_Z' * 11}/pdf/", "/formazione/attestati/mio/…/pdf/"),
        ("/incontri/12/verbale/verbale.pdf", "/incontri/12/verbale/verbale.pdf"),
    ],
)
def test_secrets_of_addresses_stay_out_of_the_log(path: str, kept: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "%s: %s", ("Gone", path), None)
    assert WithoutValues().filter(record)
    assert record.getMessage() == f"Gone: {kept}"
