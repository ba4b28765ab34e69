# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.urls import reverse

from ordito.core.crypto import open_sealed, seal

PLACE = b"accounts.second_factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # the library is untyped
    """Accounts are created by the administrator: nobody signs up."""

    def is_open_for_signup(self, request: Any) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_password_change_redirect_url(self, request: Any) -> str:  # noqa: ARG002
        """Back to one's own page."""
        return reverse("accounts:profile")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # the library is untyped
    """Secrets of telephones and recovery codes are sealed by the ring: a copy of the database opens no account."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for its column."""
        return b64encode(seal(text.encode(), context=PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` made."""
        return open_sealed(b64decode(encrypted_text), context=PLACE).decode()
