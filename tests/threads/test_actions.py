# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from ordito.accounts import roles
from ordito.audit.models import Entry
from ordito.audit.queries import about
from ordito.core.access import NotAllowedError, SystemActor
from ordito.threads.actions import ThreadError, link_threads, unlink
from ordito.threads.enums import Relation
from ordito.threads.models import Thread
from tests.factories.accounts import make_user
from tests.factories.territory import make_professional
from tests.factories.threads import make_thread
from tests.threads.conftest import PLACE, SECRET

if TYPE_CHECKING:
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_link_ties_two_things_and_is_audited_on_both(bari: Territory, lecce: Territory) -> None:
    officer = make_user(role=roles.AMBITO_OFFICER)
    thread = link_threads(
        by=officer, at=AT, start=(PLACE, bari.pk), end=(PLACE, lecce.pk), relation=Relation.TRANSFERS, note="uguali"
    )
    assert str(thread) == f"{PLACE}:{bari.pk} transfers {PLACE}:{lecce.pk}"
    assert (thread.by, thread.at, thread.note) == (officer, AT, "uguali")
    entry = Entry.objects.get(action="threads.link")
    assert list(about(PLACE, bari.pk)) == list(about(PLACE, lecce.pk)) == [entry]
    assert "uguali" not in repr((entry.detail, entry.objects_touched))


def test_link_by_the_house_has_no_author(bari: Territory, lecce: Territory) -> None:
    thread = link_threads(
        by=SystemActor("prova"), at=AT, start=(PLACE, bari.pk), end=(PLACE, lecce.pk), relation=Relation.MEASURES
    )
    assert thread.by is None


def test_link_twice_is_refused_and_leaves_no_entry(bari: Territory, lecce: Territory) -> None:
    make_thread(bari, lecce, Relation.MEASURES)
    officer = make_user(role=roles.AMBITO_OFFICER)
    start, end = (PLACE, bari.pk), (PLACE, lecce.pk)
    with pytest.raises(ThreadError, match="già"):
        link_threads(by=officer, at=AT, start=start, end=end, relation=Relation.MEASURES)
    assert not Entry.objects.filter(action="threads.link").exists()
    link_threads(by=officer, at=AT, start=start, end=end, relation=Relation.PRODUCES)
    assert Thread.objects.count() == 2


def test_link_to_itself_is_refused(bari: Territory) -> None:
    officer = make_user(role=roles.AMBITO_OFFICER)
    with pytest.raises(ThreadError, match="sé stessa"):
        link_threads(by=officer, at=AT, start=(PLACE, bari.pk), end=(PLACE, bari.pk), relation=Relation.PRODUCES)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_thread(bari, bari)


@pytest.mark.parametrize("role", [roles.COACH, roles.TRAINER, roles.ADMINISTRATOR])
def test_link_without_the_verb_is_refused(role: roles.Role, bari: Territory, lecce: Territory) -> None:
    with pytest.raises(NotAllowedError):
        link_threads(
            by=make_user(role=role), at=AT, start=(PLACE, bari.pk), end=(PLACE, lecce.pk), relation=Relation.PRODUCES
        )


def test_link_needs_both_ends_in_sight(bari: Territory) -> None:
    worker, officer = make_user(role=roles.SOCIAL_WORKER), make_user(role=roles.AMBITO_OFFICER)
    secret = make_professional()
    ends = ((PLACE, bari.pk), (SECRET, secret.pk))
    for start, end in (ends, ends[::-1]):
        with pytest.raises(NotAllowedError):
            link_threads(by=worker, at=AT, start=start, end=end, relation=Relation.PRODUCES)
        link_threads(by=officer, at=AT, start=start, end=end, relation=Relation.PRODUCES)


@pytest.mark.parametrize("end", [("territory.unknown", 1), (PLACE, 999_999)])
def test_link_to_what_is_not_there_is_refused(end: tuple[str, int], bari: Territory) -> None:
    with pytest.raises(NotAllowedError):
        link_threads(
            by=make_user(role=roles.AMBITO_OFFICER), at=AT, start=(PLACE, bari.pk), end=end, relation=Relation.PRODUCES
        )


def test_unlink_takes_the_thread_away_and_is_audited(bari: Territory, lecce: Territory) -> None:
    thread = make_thread(bari, lecce)
    officer = make_user(role=roles.AMBITO_OFFICER)
    unlink(by=officer, at=AT, thread=thread)
    unlink(by=officer, at=AT, thread=thread)  # a second click
    assert not Thread.objects.exists()
    assert Entry.objects.filter(action="threads.unlink").count() == 1
    assert about(PLACE, lecce.pk).get().detail == {"relation": "motivates"}


def test_unlink_needs_both_ends_in_sight(bari: Territory) -> None:
    thread = make_thread(bari, make_professional())
    with pytest.raises(NotAllowedError):
        unlink(by=make_user(role=roles.SOCIAL_WORKER), at=AT, thread=thread)
    assert Thread.objects.exists()
