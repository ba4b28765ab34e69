# SPDX-License-Identifier: EUPL-1.2
"""A certificate as an Open Badge: the standard Open Badges 3.0 of 1EdTech, signed as a JSON Web Token.

Section 8.2 of the standard ("JSON Web Token Proof Format"): the payload is the credential with the registered claims
beside, the signature RS256, and the header's `kid` the address of the public key as a JWK (RFC 7517).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import RSAAlgorithm

if TYPE_CHECKING:
    from datetime import date

ALGORITHM = "RS256"
KEY_SIZE = 3072
PUBLIC_EXPONENT = 65537
CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


@dataclass(frozen=True)
class Issuer:
    """Who signs: its address (a page that tells of it), its name, where its revoked credentials are listed."""

    address: str
    name: str
    revoked: str


@dataclass(frozen=True)
class Badge:
    """What a certificate says; `address` is where anybody asks whether it is valid, `achievement` names the course."""

    address: str
    achievement: str
    person: str
    title: str
    description: str
    criteria: str
    credits: float
    begun_on: date
    ended_on: date
    issued_at: datetime


def credential(badge: Badge, issuer: Issuer) -> dict[str, Any]:
    """The certificate as an `OpenBadgeCredential`, not signed yet.

    Its subject is named, because the holder gives the file away knowingly; nothing else of them stands in it.
    """
    return {
        "@context": CONTEXTS,
        "id": badge.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.title,
        "issuer": {"id": issuer.address, "type": ["Profile"], "name": issuer.name},
        "validFrom": badge.issued_at.isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": f"urn:uuid:{uuid5(NAMESPACE_URL, badge.address)}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": badge.person,
                    "identityType": "name",
                }
            ],
            "activityStartDate": f"{badge.begun_on.isoformat()}T00:00:00Z",
            "activityEndDate": f"{badge.ended_on.isoformat()}T00:00:00Z",
            "creditsEarned": badge.credits,
            "achievement": {
                "id": badge.achievement,
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": badge.title,
                "description": badge.description,
                "criteria": {"narrative": badge.criteria},
            },
        },
        "credentialStatus": {"id": issuer.revoked, "type": "1EdTechRevocationList"},
    }


def new_key(kid: str) -> tuple[dict[str, Any], bytes]:
    """A new key: its public half as a JWK with its id, its private half as PEM."""
    key = rsa.generate_private_key(public_exponent=PUBLIC_EXPONENT, key_size=KEY_SIZE)
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return public | {"kid": kid, "use": "sig", "alg": ALGORITHM}, private


def signed(content: dict[str, Any], *, private: bytes, key_address: str) -> str:
    """A credential as a signed token; `key_address` is where its public key is read."""
    claims = {
        "iss": content["issuer"]["id"],
        "jti": content["id"],
        "sub": content["credentialSubject"]["id"],
        "nbf": int(datetime.fromisoformat(content["validFrom"]).timestamp()),
    }
    headers = {"kid": key_address, "typ": "JWT"}
    return jwt.encode(content | claims, private, algorithm=ALGORITHM, headers=headers)
