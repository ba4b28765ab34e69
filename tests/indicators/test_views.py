# SPDX-License-Identifier: EUPL-1.2
"""Keeping the statistics: new data at once, and the rules by which figures are protected."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.accounts.roles import REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.indicators.models import DisclosurePolicy
from ordito.jobs.models import Job
from tests.factories.accounts import make_user

if TYPE_CHECKING:
    from django.test import Client

    from tests.indicators.conftest import Region

pytestmark = pytest.mark.django_db
RULES = {"soglia": "10", "rumore": "4", "scarto": "8", "esatte": "on"}


@pytest.fixture
def officer(client: Client, region: Region) -> Client:
    """Somebody of the Region."""
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=region.whole))
    return client


def test_refresh_starts_a_job_and_goes_to_its_page(officer: Client) -> None:
    response = officer.post(reverse("indicators:refresh"))
    job = Job.objects.get()
    assert response["Location"] == reverse("accounts:job", args=[job.pk])


def test_social_worker_may_not_refresh_nor_set_rules(client: Client, region: Region) -> None:
    client.force_login(make_user(role=SOCIAL_WORKER, territory=region.places[0].comune))
    assert client.post(reverse("indicators:refresh")).status_code == 403
    assert client.get(reverse("indicators:rules")).status_code == 403


def test_rules_are_kept_within_what_protects(officer: Client) -> None:
    assert officer.get(reverse("indicators:rules")).status_code == 200
    for wrong in ({"soglia": "2"}, {"rumore": "0"}, {"rumore": "40"}):
        answer = officer.post(reverse("indicators:rules"), RULES | wrong)
        assert answer.status_code == 422
    assert officer.post(reverse("indicators:rules"), RULES).status_code == 302
    policy = DisclosurePolicy.objects.get(audience="network")
    assert (policy.threshold, policy.noise_variance, policy.noise_deviation) == (10, Decimal(4), 8)
    again = officer.post(reverse("indicators:rules"), RULES | {"soglia": "12", "scarto": "9"})
    assert again.status_code == 422
    assert "90 giorni" in again.context["form"].errors["scarto"][0]
