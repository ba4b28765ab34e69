# SPDX-License-Identifier: EUPL-1.2
"""A credential holds against the rules of the standard, and its signature against another library's reading."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import jwt
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from ordito.training.engine import credentials
from ordito.training.engine.credentials import Badge, Issuer, credential, new_key, signed

BADGE = Badge(
    address="https://ordito.example/verifica/abc/",
    achievement="https://ordito.example/emittente/#edizione-1",
    person="Ada Inventata",
    title="Leggere i bisogni",
    description="Attestato di frequenza",
    criteria="Ore frequentate: 13 h di 16 h.",
    credits=8.5,
    begun_on=date(2026, 10, 6),
    ended_on=date(2026, 10, 20),
    issued_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
)
ISSUER = Issuer("https://ordito.example/emittente/", "Ufficio di prova", "https://ordito.example/revocati/")


@pytest.fixture(scope="module")
def key() -> tuple[dict[str, Any], bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(credentials, "KEY_SIZE", 2048)  # a larger one takes seconds to find
        return new_key("prova")


def unpacked(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def test_token_is_what_the_standard_asks_for(key: tuple[dict[str, Any], bytes]) -> None:
    public, private = key
    token = signed(credential(BADGE, ISSUER), private=private, key_address="https://ordito.example/chiavi/prova/")
    head, body, signature = token.split(".")
    assert unpacked(head) == {"alg": "RS256", "kid": "https://ordito.example/chiavi/prova/", "typ": "JWT"}
    said = unpacked(body)
    assert (said["iss"], said["jti"]) == (ISSUER.address, BADGE.address)
    assert (said["sub"], said["nbf"]) == (said["credentialSubject"]["id"], int(BADGE.issued_at.timestamp()))
    assert said["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["credentialSubject"]["achievement"]["criteria"]["narrative"].startswith("Ore frequentate")
    assert said["credentialStatus"] == {"id": ISSUER.revoked, "type": "1EdTechRevocationList"}
    assert {"kty", "n", "e", "kid", "use", "alg"} <= set(public)
    assert "d" not in public, "the private half"
    numbers = rsa.RSAPublicNumbers(number(public["e"]), number(public["n"])).public_key()
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    numbers.verify(raw, f"{head}.{body}".encode(), padding.PKCS1v15(), SHA256())
    forged = credential(replace(BADGE, person="Altra Persona"), ISSUER)
    other = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
    with pytest.raises(InvalidSignature):
        numbers.verify(raw, f"{head}.{other}".encode(), padding.PKCS1v15(), SHA256())


def test_only_the_name_is_told_of_the_person(key: tuple[dict[str, Any], bytes]) -> None:
    said = jwt.decode(
        signed(credential(BADGE, ISSUER), private=key[1], key_address="x"), options={"verify_signature": False}
    )
    [identity] = said["credentialSubject"]["identifier"]
    assert identity["identityHash"] == "Ada Inventata"
    assert json.dumps(said).count("Inventata") == 1
