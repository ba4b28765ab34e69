# SPDX-License-Identifier: EUPL-1.2
"""Checking in: by the code within its window, by a card, from the log of a platform."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ordito.core.models import writing
from ordito.meetings import actions
from ordito.meetings.actions.door import minutes_from
from ordito.meetings.enums import ParticipantRole, Passing, Source
from ordito.meetings.models import Attendance, Participation, ReaderCard
from ordito.meetings.queries import codes
from tests.factories.meetings import HOUR, HOUSE, NOW, TEN, Hall, crowd, invite
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.meetings.models import Meeting

    Enter = Callable[[User], Client]

CODE = "FNTDAA80A41A662X"
TRACK = f"%IT{CODE}FINTA<<ADA?;80380000000000000000?"


def now_on(hall: Hall) -> Meeting:
    """A meeting that began a minute ago."""
    start = timezone.localtime().replace(second=0, microsecond=0) - timedelta(minutes=1)
    return hall.meeting(starts_at=start, ends_at=start + 2 * HOUR)


def door(meeting: Meeting, *, ago: timedelta = timedelta(0)) -> str:
    """What the code on the screen says, or said a while ago."""
    return reverse("meetings:check_in", args=[codes.turning_token(meeting, timezone.now() - ago)])


def with_email(user: User, email: str) -> None:
    assert user.professional is not None
    user.professional.email = email
    with writing():
        user.professional.save()


def test_who_is_signed_in_presses_one_button(hall: Hall, enter: Enter) -> None:
    row = now_on(hall)
    invite(row, hall.worker)
    client, address = enter(hall.worker), door(row)
    assert "Sono qui" in text_of(client.get(address))
    for said in ("Presenza registrata", "Entrata già registrata"):
        assert said in text_of(client.post(address))
    assert Attendance.objects.get().source == Source.QR
    assert Attendance.objects.get().minutes == 120


def test_checking_in_leaves_what_somebody_else_wrote_meanwhile(hall: Hall) -> None:
    row = now_on(hall)
    (seen,) = invite(row, hall.worker)
    actions.change_role(by=HOUSE, at=NOW, participation=seen, role=ParticipantRole.OBSERVER)
    seen.role = ParticipantRole.PARTICIPANT  # as a page that was opened before had it
    actions.check_in(by=HOUSE, at=timezone.now(), participation=seen, source=Source.QR)
    assert Participation.objects.get().role == ParticipantRole.OBSERVER


def test_who_has_no_account_writes_surname_and_email(hall: Hall, client: Client) -> None:
    row = now_on(hall)
    actions.invite_contact(by=HOUSE, at=NOW, meeting=row, contact=actions.Contact("Finti", "Ida", "ida@x.invalid"))
    address = door(row)
    for wrong in ({"surname": "Altri", "email": "ida@x.invalid"}, {"surname": "Finti", "email": "ugo@x.invalid"}):
        answer = client.post(address, wrong)
        assert answer.status_code == 422
        assert "non troviamo questo cognome con questa e-mail" in text_of(answer)
    assert "Scrivi un indirizzo e-mail" in text_of(client.post(address, {"surname": "Finti", "email": "ida"}))
    assert "Finti Ida, ci sei." in text_of(client.post(address, {"surname": "finti", "email": "IDA@x.invalid"}))
    assert Attendance.objects.get().written_by_name == "registrazione con codice QR"


@pytest.mark.parametrize(("days", "said"), [(-2, "l’incontro è finito"), (2, "si apre mezz’ora prima")])
def test_outside_the_window_it_says_so(hall: Hall, enter: Enter, days: int, said: str) -> None:
    start = timezone.localtime() + timedelta(days=days)
    row = hall.meeting(starts_at=start, ends_at=start + HOUR)
    invite(row, hall.worker)
    client, address = enter(hall.worker), door(row)
    assert said in text_of(client.get(address))
    assert said in text_of(client.post(address))
    assert not Attendance.objects.exists()


def test_a_code_that_is_forged_or_old_says_what_to_do(hall: Hall, enter: Enter, client: Client) -> None:
    row = now_on(hall)
    invite(row, hall.worker)
    forged = f"{row.uid.hex}.{int(timezone.now().timestamp()) // 60}.{'A' * 43}"
    answer = client.get(reverse("meetings:check_in", args=[forged]))
    assert answer.status_code == 404
    assert "Questo codice non è valido" in text_of(answer)
    inside, old = enter(hall.worker), door(row, ago=timedelta(minutes=4))
    for answer in (inside.get(old), inside.post(old)):
        assert answer.status_code == 410
        assert "Questo codice è scaduto" in text_of(answer)
    assert not Attendance.objects.exists()
    read = codes.read_token(row, timezone.now() - timedelta(minutes=10))
    assert "Presenza registrata" in text_of(inside.post(old, {"letto": read})), "there is time to say who one is"
    late = codes.read_token(row, timezone.now() - timedelta(minutes=20))
    assert inside.post(old, {"letto": late}).status_code == 410


def test_a_printed_code_is_taken_where_the_meeting_says_so(hall: Hall, enter: Enter) -> None:
    row = now_on(hall)
    invite(row, hall.worker)
    address = reverse("meetings:check_in", args=[codes.printed_token(row)])
    client = enter(hall.worker)
    assert "Questo codice stampato non vale" in text_of(client.get(address))
    actions.set_door(by=hall.officer, at=NOW, meeting=row, checks_out=False, printed_code=True)
    assert "Presenza registrata" in text_of(client.post(address))
    assert "Entrata già registrata" in text_of(client.get(address))


def test_who_leaves_gets_the_minutes_they_were_there_by_block(hall: Hall, enter: Enter) -> None:
    row = hall.meeting(ends_at=TEN + 9 * HOUR, breaks=[[240, 300]])
    (mine,) = invite(row, hall.worker)
    actions.set_door(by=hall.officer, at=NOW, meeting=row, checks_out=True, printed_code=False)
    mine = Participation.objects.select_related("meeting").get(pk=mine.pk)

    def passing(minute: int, act: Callable[..., Passing]) -> Passing:
        return act(by=HOUSE, at=TEN + timedelta(minutes=minute), participation=mine, source=Source.QR)

    with pytest.raises(actions.MeetingError, match="Non risulta la tua entrata"):
        passing(5, actions.check_out)
    assert [passing(8, actions.check_in), passing(9, actions.check_in)] == [Passing.IN, Passing.ALREADY_IN]
    assert not Attendance.objects.exists()
    assert [passing(120, actions.check_out), passing(121, actions.check_out)] == [Passing.OUT, Passing.ALREADY_OUT]
    assert passing(180, actions.check_in) == Passing.IN
    assert passing(400, actions.check_out) == Passing.OUT
    written = {one.block: one.minutes for one in Attendance.objects.all()}
    assert written == {0: 120 + 60, 1: 100}, "eight minutes late count as none, the pause and the hour out do not"
    actions.record_minutes_attended(by=HOUSE, at=TEN + HOUR, cells={(mine.pk, 1): 90})
    passing(410, actions.check_in)
    passing(540, actions.check_out)
    assert Attendance.objects.get(block=1).minutes == 90, "the keeper of the register knows better"
    with pytest.raises(actions.MeetingError, match="già registrato"):
        actions.set_door(by=HOUSE, at=NOW, meeting=row, checks_out=False, printed_code=False)
    with pytest.raises(actions.MeetingError):
        actions.remove(by=HOUSE, at=NOW, participation=mine)


def test_the_page_of_a_phone_leads_in_and_out(hall: Hall, enter: Enter, client: Client) -> None:
    row = now_on(hall)
    invite(row, hall.worker)
    actions.set_door(by=hall.officer, at=NOW, meeting=row, checks_out=True, printed_code=False)
    inside, address = enter(hall.worker), door(row)
    assert "Non risulta la tua entrata" in text_of(inside.post(address, {"esco": "1"}))
    assert "Quando esci inquadra di nuovo il codice" in text_of(inside.post(address))
    assert "la tua entrata risulta alle" in text_of(inside.post(address))
    assert "Esco adesso" in text_of(inside.get(address))
    assert "Uscita registrata" in text_of(inside.post(address, {"esco": "1"}))
    assert "la tua uscita risulta alle" in text_of(inside.post(address, {"esco": "1"}))
    assert "Rientro adesso" in text_of(inside.get(address))
    page = text_of(client.get(address))
    assert "Entro" in page
    assert "Esco" in page


def test_a_card_passed_again_leaves(hall: Hall) -> None:
    row = hall.meeting()
    (mine,) = invite(row, hall.worker)
    actions.set_door(by=HOUSE, at=NOW, meeting=row, checks_out=True, printed_code=False)
    mine = Participation.objects.select_related("meeting").get(pk=mine.pk)
    twice, back = timedelta(seconds=20), timedelta(minutes=5)
    moments = (TEN, TEN + twice, TEN + HOUR, TEN + HOUR + twice, TEN + HOUR + back)
    passed = [actions.pass_card(by=HOUSE, at=moment, participation=mine) for moment in moments]
    assert passed == [Passing.IN, Passing.ALREADY_IN, Passing.OUT, Passing.ALREADY_OUT, Passing.IN]


def test_the_register_says_who_came_and_who_never_left(hall: Hall, enter: Enter) -> None:
    row = hall.meeting(starts_at=TEN - timedelta(days=365))
    (mine,) = invite(row, hall.worker)
    actions.set_door(by=HOUSE, at=NOW, meeting=row, checks_out=True, printed_code=False)
    mine = Participation.objects.select_related("meeting").get(pk=mine.pk)
    for minute, act in ((0, actions.check_in), (60, actions.check_out), (75, actions.check_in)):
        moment = row.starts_at + timedelta(minutes=minute)
        act(by=HOUSE, at=moment, participation=mine, source=Source.QR)
    page = text_of(enter(hall.officer).get(reverse("meetings:register", args=[row.pk])))
    assert "10:00–11:00, 11:15–" in page
    assert "Una persona è entrata e non ha registrato l’uscita" in page


def test_a_few_minutes_late_count_as_none(hall: Hall) -> None:
    row = hall.meeting(ends_at=TEN + 9 * HOUR, breaks=[[240, 300]])
    assert minutes_from(row, 0) == minutes_from(row, 10) == [240, 240]
    assert minutes_from(row, 30) == [210, 240]
    assert minutes_from(row, 330) == [0, 210]


def test_the_screen_goes_on_without_a_session_and_only_who_keeps_the_register_opens_it(
    hall: Hall, enter: Enter
) -> None:
    row = now_on(hall)
    address = reverse("meetings:screen", args=[row.pk])
    assert enter(hall.worker).get(address).status_code == 403
    client = enter(hall.officer)
    token = codes.turning_token(row, timezone.now())
    page = text_of(client.get(address))
    assert token.rpartition(".")[0][:-1] in page
    assert "data:image/svg+xml;base64," in page
    assert 'content="60"' in page
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert client.get(address).status_code == 200
    assert client.get(reverse("meetings:register", args=[row.pk])).status_code == 302


def test_how_people_check_in_is_chosen_on_the_page_of_the_code(hall: Hall, enter: Enter) -> None:
    row = now_on(hall)
    address = reverse("meetings:code", args=[row.pk])
    client = enter(hall.officer)
    assert codes.printed_token(row) not in text_of(client.get(address))
    assert client.post(address, {"checks_out": "forse"}).status_code == 422
    assert codes.printed_token(row) in text_of(
        client.post(address, {"checks_out": "True", "printed_code": "on"}, follow=True)
    )
    row.refresh_from_db()
    assert (row.checks_out, row.printed_code, row.sequence) == (True, True, 0)
    assert enter(hall.worker).get(address).status_code == 403


def test_a_card_is_asked_about_once_and_then_known(hall: Hall, enter: Enter) -> None:
    row = now_on(hall)
    (mine,) = invite(row, hall.worker)
    client, address = enter(hall.officer), reverse("meetings:card", args=[row.pk])
    asked = client.post(address, {"text": TRACK})
    assert CODE not in asked["Location"]
    client.post(asked["Location"], {"who": mine.pk})
    assert Attendance.objects.get().source == Source.CARD
    assert CODE.encode() not in bytes(ReaderCard.objects.get().digest)
    later = now_on(hall)
    invite(later, hall.worker)
    answer = client.post(reverse("meetings:card", args=[later.pk]), {"text": CODE.lower()}, follow=True)
    assert f"{mine.filed_name}: presenza registrata." in text_of(answer)
    without = now_on(hall)
    answer = client.post(reverse("meetings:card", args=[without.pk]), {"text": CODE}, follow=True)
    assert f"Risulta di {hall.worker.professional}, che non è tra gli invitati." in text_of(answer)


def test_a_number_of_the_register_serves_too(hall: Hall, enter: Enter) -> None:
    row = now_on(hall)
    invite(row, hall.worker)
    assert hall.worker.professional is not None
    hall.worker.professional.register_number = "PUG-123"
    with writing():
        hall.worker.professional.save()
    client, address = enter(hall.officer), reverse("meetings:card", args=[row.pk])
    assert "Nessuno degli invitati" in text_of(client.post(address, {"text": "PUG-999"}))
    client.post(address, {"text": "PUG-123"})
    assert Attendance.objects.count() == 1


def test_a_log_is_matched_by_email_and_by_hand_and_typed_minutes_stay(hall: Hall, enter: Enter) -> None:
    row = hall.meeting(starts_at=TEN - timedelta(days=365), ends_at=TEN - timedelta(days=365) + 3 * HOUR)
    with_email(hall.worker, "ada@x.invalid")
    with_email(hall.trainer, "tea@x.invalid")
    (ada,), (tea,) = invite(row, hall.worker), invite(row, hall.trainer)
    (other,) = crowd(row, 1)
    actions.record_minutes_attended(by=HOUSE, at=NOW, cells={(tea.pk, 0): 15})
    day = f"{row.starts_at:%d/%m/%Y}"
    lines = [
        "Nome;E-mail;Entrata;Uscita",
        f"Ada;ADA@x.invalid;{day} 10:00;{day} 10:50",
        f"Ada;ada@x.invalid;{day} 10:40;{day} 11:30",
        f"Tea;tea@x.invalid;{day} 10:00;{day} 13:00",
        f"{other.who};casa@x.invalid;{day} 10:00;{day} 12:00",
    ]
    client, address = enter(hall.officer), reverse("meetings:log", args=[row.pk])
    shown = client.post(address, {"file": SimpleUploadedFile("log.csv", "\n".join(lines).encode())})
    page = text_of(shown)
    assert f"{ada.filed_name}: 90 minuti" in page
    assert f'<option value="{other.pk}" selected>' in page
    form = shown.context["form"]
    client.post(address, {"log": form.initial["log"], "who-0": other.pk})
    written = {one.participation_id: (one.minutes, one.source) for one in Attendance.objects.all()}
    assert written == {ada.pk: (90, "imported"), tea.pk: (15, "typed"), other.pk: (120, "imported")}


def test_a_log_with_wrong_headings_or_touched_on_its_way(hall: Hall, enter: Enter) -> None:
    row = hall.meeting(starts_at=TEN - timedelta(days=365))
    client, address = enter(hall.officer), reverse("meetings:log", args=[row.pk])
    answer = client.post(address, {"file": SimpleUploadedFile("log.csv", b"Cognome;Ore\nFinta;3\n")})
    assert answer.status_code == 422
    assert "l’ora di entrata, l’ora di uscita" in text_of(answer)
    assert "carica di nuovo il file" in text_of(client.post(address, {"log": "finto"}, follow=True))
    assert not Attendance.objects.exists()
