# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # the library is untyped
    """Accounts are created by the administrator: nobody signs up."""

    def is_open_for_signup(self, request: Any) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_password_change_redirect_url(self, request: Any) -> str:  # noqa: ARG002
        """Back to one's own page."""
        return reverse("accounts:profile")
