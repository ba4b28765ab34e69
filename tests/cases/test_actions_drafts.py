# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ordito.cases.actions import ConflictError, discard_draft, restore_draft, save_draft
from ordito.cases.actions.drafts import MOST
from ordito.cases.models import DiaryDraft, DiaryDraftRevision
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from tests.factories.cases import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db
PAGE = "Visita a casa: la madre racconta della settimana, i bambini fanno i compiti in cucina. " * 3


def save(house: House, text: str, at: datetime = NOW) -> DiaryDraft:
    kept = DiaryDraft.objects.first()
    return save_draft(
        by=house.worker,
        at=at,
        case_file=house.record,
        title="",
        text=text,
        version=kept.version if kept else None,
    )


def earlier(draft: DiaryDraft) -> list[str]:
    rows = draft.revisions.select_related("draft__case_file__person").order_by("pk")
    return [open_text(row, "text") for row in rows]


def test_text_deleted_by_mistake_is_among_the_earlier_ones(house: House) -> None:
    save(house, PAGE)
    save(house, PAGE + "Poi", NOW + timedelta(seconds=3))
    draft = save(house, "x", NOW + timedelta(seconds=6))
    assert PAGE + "Poi" in earlier(draft)
    assert b"compiti" not in b"".join(bytes(row.text) for row in draft.revisions.all())


def test_typing_on_keeps_one_text_every_few_minutes(house: House) -> None:
    for second in range(0, 300, 2):
        draft = save(house, PAGE[: 10 + second // 2], NOW + timedelta(seconds=second))
    assert 2 <= len(earlier(draft)) <= 4


def test_restored_text_leaves_the_one_it_replaces_among_the_earlier_ones(house: House) -> None:
    save(house, PAGE)
    draft = save(house, "cancellato", NOW + timedelta(seconds=5))
    revision = draft.revisions.get()
    restored = restore_draft(by=house.worker, at=NOW, revision=revision, version=draft.version)
    assert open_text(restored, "text") == PAGE
    assert earlier(restored) == [PAGE, "cancellato"]
    with pytest.raises(ConflictError):
        restore_draft(by=house.worker, at=NOW, revision=revision, version=draft.version)


def test_nobody_restores_the_draft_of_another(house: House, coordinator: User) -> None:
    save(house, PAGE)
    draft = save(house, "x", NOW + timedelta(seconds=5))
    with pytest.raises(NotAllowedError):
        restore_draft(by=coordinator, at=NOW, revision=draft.revisions.get(), version=draft.version)


def test_earlier_texts_are_thinned(house: House) -> None:
    for minute in range(0, 60 * 6, 3):
        draft = save(house, f"{PAGE}{minute}", NOW + timedelta(minutes=minute))
    kept = list(draft.revisions.order_by("pk").values_list("saved_at", flat=True))
    recent = [at for at in kept if at >= NOW + timedelta(hours=5)]
    assert len(recent) >= 15
    assert len(kept) - len(recent) <= 6
    assert len(kept) <= MOST


def test_earlier_texts_go_with_the_draft(house: House) -> None:
    save(house, PAGE)
    save(house, "x", NOW + timedelta(seconds=5))
    discard_draft(by=house.worker, case_file=house.record)
    assert not DiaryDraftRevision.objects.exists()


def test_draft_keeps_minutes_and_readers_too(house: House, coordinator: User) -> None:
    draft = save_draft(
        by=house.worker,
        at=NOW,
        case_file=house.record,
        title="",
        text="Da sola",
        minutes=45,
        private=True,
        readers=[coordinator.pk],
    )
    draft.refresh_from_db()
    assert (draft.minutes, draft.private, draft.reader_ids) == (45, True, [coordinator.pk])
