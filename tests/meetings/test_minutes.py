# SPDX-License-Identifier: EUPL-1.2
"""Minutes: written, approved, published; decisions that become tasks; two people at once."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.files.models import StoredFile
from ordito.meetings import actions
from ordito.meetings.enums import MinutesState, Visibility
from ordito.meetings.models import AgendaItem, Decision, Minutes, OpenNode
from ordito.meetings.queries.cards import tasks
from tests.factories.meetings import HOUSE, NOW, TEN, Hall, invite, make_minutes
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

    Enter = Callable[[User], Client]

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def typed(**values: Any) -> dict[str, Any]:
    """The page of the minutes with one row of each kind."""
    counts = {
        f"{kind}-{name}": number
        for kind in ("punti", "decisioni", "nodi")
        for name, number in (("TOTAL_FORMS", 2), ("INITIAL_FORMS", 0))
    }
    return {
        **counts,
        "text": "In breve",
        "punti-0-title": "Accoglienza",
        "punti-0-text": "Detto molto",
        "decisioni-0-text": "Scrivere la scheda",
        "decisioni-0-due_on": "20/10/2026",
        "nodi-0-text": "Chi risponde la sera?",
        **values,
    }


def test_minutes_are_written_and_read(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    invite(row, hall.worker)
    client = enter(hall.officer)
    person = hall.worker.professional
    assert person is not None
    page = text_of(
        client.post(
            reverse("meetings:write_minutes", args=[row.pk]),
            typed(**{"decisioni-0-professional": person.pk}),
            follow=True,
        )
    )
    for words in ("In breve", "Accoglienza", "Scrivere la scheda", "20/10/2026", "Chi risponde la sera?"):
        assert words in page
    assert Decision.objects.get().professional == person


def test_a_row_without_its_first_field_is_said_and_nothing_is_lost(hall: Hall, enter: Enter) -> None:
    address = reverse("meetings:write_minutes", args=[hall.meeting().pk])
    answer = enter(hall.officer).post(
        address, typed(**{"punti-1-text": "Parlato senza titolo", "decisioni-0-due_on": "boh"})
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Scrivi anche questo, o svuota tutta la riga." in page
    assert "Scrivi la data come gg/mm/aaaa." in page
    assert "Parlato senza titolo" in page
    assert not Minutes.objects.exists()


def test_rows_keep_their_id_and_emptied_ones_go(hall: Hall) -> None:
    row = hall.meeting()
    written = make_minutes(row)
    node = OpenNode.objects.get()
    again = actions.Written(text="Nuovo", nodes=[actions.NodeText("Riscritto", pk=node.pk), actions.NodeText("Altro")])
    actions.write_minutes(by=HOUSE, at=NOW, meeting=row, written=again, version=written.version)
    kept, _new = OpenNode.objects.order_by("position")
    assert (kept.pk, kept.text) == (node.pk, "Riscritto")
    assert not Decision.objects.exists()


def test_who_saves_second_sees_both(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    make_minutes(row)
    client, address = enter(hall.officer), reverse("meetings:write_minutes", args=[row.pk])
    answer = client.post(address, typed(text="Il mio testo"))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Si è parlato di come accogliere" in page
    assert "Il mio testo" in page
    client.post(address, typed(text="Il mio testo", version=1))
    assert Minutes.objects.get().text == "Il mio testo"


def test_approved_then_public_then_open_again(hall: Hall, enter: Enter, client: Client) -> None:
    row = hall.meeting(visibility=Visibility.PUBLIC)
    written = make_minutes(row)
    officer = enter(hall.officer)
    move, public = (
        reverse("meetings:move_minutes", args=[row.pk]),
        reverse("meetings:public_minutes", args=[written.uid]),
    )
    assert "Prima il verbale va approvato." in text_of(officer.post(move, {"move": "publish"}, follow=True))
    assert client.get(public).status_code == 404
    stale = officer.post(move, {"move": "approve", "version": written.version - 1}, follow=True)
    assert "rileggilo, poi approvalo" in text_of(stale)
    officer.post(move, {"move": "approve", "version": written.version})
    with pytest.raises(actions.MeetingError):
        actions.write_minutes(by=HOUSE, at=NOW, meeting=row, written=actions.Written(), version=2)
    officer.post(move, {"move": "publish"})
    assert "Servono orari più larghi." in text_of(client.get(public))
    assert client.get(reverse("meetings:public_minutes_pdf", args=[written.uid])).content.startswith(b"%PDF")
    assert public in text_of(client.get(reverse("meetings:public_meeting", args=[row.uid])))
    officer.post(move, {"move": "reopen"})
    assert Minutes.objects.get().state == MinutesState.DRAFT
    assert client.get(public).status_code == 404


def test_what_is_among_participants_is_never_published(hall: Hall) -> None:
    written = make_minutes(hall.meeting(visibility=Visibility.PARTICIPANTS))
    actions.approve_minutes(by=HOUSE, at=NOW, minutes=written)
    with pytest.raises(actions.MeetingError):
        actions.publish_minutes(by=HOUSE, at=NOW, minutes=written)


def test_a_draft_is_read_by_who_writes_it_alone(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    make_minutes(row)
    address, paper = (reverse(f"meetings:{name}", args=[row.pk]) for name in ("minutes", "minutes_pdf"))
    assert "Servono orari" in text_of(enter(hall.officer).get(address))
    assert enter(hall.officer).get(paper).content.startswith(b"%PDF")
    assert "Servono orari" not in text_of(enter(hall.worker).get(address))
    assert enter(hall.worker).get(paper).status_code == 404
    assert enter(hall.worker).get(reverse("meetings:write_minutes", args=[row.pk])).status_code == 404
    with pytest.raises(NotAllowedError):
        actions.approve_minutes(by=hall.worker, at=NOW, minutes=Minutes.objects.get())


def test_nothing_of_a_draft_is_found_by_who_only_sees_the_meeting(hall: Hall) -> None:
    written = make_minutes(hall.meeting())
    for rows in (Minutes, AgendaItem, Decision, OpenNode):
        assert not rows.objects.visible_to(hall.worker).exists()
        assert rows.objects.visible_to(hall.officer).exists()
    actions.approve_minutes(by=HOUSE, at=NOW, minutes=written)
    for rows in (Minutes, AgendaItem, Decision, OpenNode):
        assert rows.objects.visible_to(hall.worker).exists()


def test_published_minutes_close_when_the_meeting_becomes_one_of_its_participants(hall: Hall, client: Client) -> None:
    row = hall.meeting()
    written = make_minutes(row)
    actions.approve_minutes(by=HOUSE, at=NOW, minutes=written)
    actions.publish_minutes(by=HOUSE, at=NOW, minutes=written)
    public = reverse("meetings:public_minutes", args=[written.uid])
    assert client.get(public).status_code == 200
    reserved = hall.plan(visibility=Visibility.PARTICIPANTS)
    actions.edit_meeting(by=HOUSE, at=NOW, meeting=row, plan=reserved)
    assert client.get(public).status_code == 404


def test_a_decision_is_a_task_of_who_took_it_on(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    make_minutes(row, task_of=hall.worker)
    card = tasks(hall.worker, TEN.date())
    assert card is not None
    assert [item.text for item in card.items] == ["Scrivere la scheda di accoglienza"]
    assert tasks(hall.stranger, TEN.date()) is None
    address = reverse("meetings:tick", args=[Decision.objects.get().pk])
    assert enter(hall.stranger).post(address, {"fatto": "1"}).status_code == 404
    enter(hall.worker).post(address, {"fatto": "1"})
    assert Decision.objects.get().done_by_name == "Ada Operatrice"
    assert tasks(hall.worker, TEN.date()) is None


def test_files_of_minutes(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    written = make_minutes(row)
    client, address = enter(hall.officer), reverse("meetings:attach", args=[row.pk])
    page = text_of(client.post(address, {"file": SimpleUploadedFile("esca.pdf", b"MZ\x90\x00nonpdf")}, follow=True))
    assert "Questo tipo di file non si può caricare qui." in page
    client.post(address, {"file": SimpleUploadedFile("allegato.pdf", PDF)})
    file = actions.attach_file(by=HOUSE, at=timezone.now(), minutes=written, stream=BytesIO(PDF), name="due.pdf")
    answer = client.get(reverse("meetings:attachment", args=[row.pk, file.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]  # a streaming answer
    assert "attachment" in answer["Content-Disposition"]
    assert enter(hall.worker).get(reverse("meetings:attachment", args=[row.pk, file.pk])).status_code == 404
    file.path.unlink()  # as when the disk was not restored whole
    assert enter(hall.officer).get(reverse("meetings:attachment", args=[row.pk, file.pk])).status_code == 404


def test_a_file_of_a_draft_is_replaced_and_taken_off_with_a_reason(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    written = make_minutes(row)
    file = actions.attach_file(by=HOUSE, at=NOW, minutes=written, stream=BytesIO(PDF), name="sbagliato.pdf")
    client, address = enter(hall.officer), reverse("meetings:change_attachment", args=[row.pk, file.pk])
    assert "Scegli il nuovo file." in text_of(client.post(address))
    page = text_of(client.post(address, {"file": SimpleUploadedFile("giusto.pdf", PDF)}, follow=True))
    assert "giusto.pdf" in page
    assert "sbagliato.pdf" not in page
    assert client.get(reverse("meetings:attachment", args=[row.pk, file.pk])).status_code == 404
    (now,) = StoredFile.objects.present()
    address = reverse("meetings:change_attachment", args=[row.pk, now.pk])
    assert "Scrivi perché lo togli" in text_of(client.post(address, {"togli": "1"}))
    assert enter(hall.worker).get(address).status_code == 404
    client.post(address, {"togli": "1", "reason": "Bozza di un altro incontro"})
    assert not StoredFile.objects.present().exists()
    assert Entry.objects.get(action="meetings.remove_file").purpose == "Bozza di un altro incontro"
    with pytest.raises(actions.MeetingError):  # the same form at the same instant: both found the file there
        actions.replace_file(by=HOUSE, at=NOW, minutes=written, file=now, stream=BytesIO(PDF), name="due.pdf")
    assert not StoredFile.objects.present().exists()
    kept = actions.attach_file(by=HOUSE, at=NOW, minutes=written, stream=BytesIO(PDF), name="due.pdf")
    actions.approve_minutes(by=HOUSE, at=NOW, minutes=written)
    with pytest.raises(actions.MeetingError):
        actions.remove_file(by=HOUSE, at=NOW, minutes=written, file=kept, reason="Troppo tardi")
