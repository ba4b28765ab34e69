# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.audit.models import Entry
from ordito.core.models import UnauditedWriteError
from ordito.files.actions import read_whole
from ordito.jobs.models import Job
from ordito.questionnaires import actions, tasks
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.enums import Door
from ordito.questionnaires.models import TRIES, FlatRow, Submission, SubmissionFile
from ordito.questionnaires.models.scopes import open_text
from ordito.questionnaires.models.submissions import flat_place
from ordito.questionnaires.queries.forms import form_of
from tests.factories.accounts import make_user
from tests.factories.questionnaires import AT, HOUSE, instance_xml, make_submission, make_version, small
from tests.factories.territory import make_ambito
from tests.questionnaires.books import question
from tests.questionnaires.owners import KIND, declare_places

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from ordito.questionnaires.models import QuestionnaireVersion

pytestmark = pytest.mark.django_db
ANSWERS = {
    "/data/nome": "Centro Zafferano",
    "/data/canali": "sportello altro",
    "/data/sede[1]/via": "Via dei Mille 1",
}

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


def send(version: QuestionnaireVersion, xml: bytes, **values: Any) -> Submission:
    given: dict[str, Any] = {
        "owner_kind": TRIES,
        "owner_id": version.pk,
        "door": Door.OPENROSA,
        "by": HOUSE,
        "at": AT,
    }
    return actions.receive_submission(xml=xml, version=version, **{**given, **values})


def values_of(row: FlatRow) -> dict[str, str]:
    place = flat_place(row.submission.public_id, row.repeat, row.index)
    return dict(json.loads(open_text(row.sealed_values, place)))


def test_answers_are_kept_as_they_came_and_checked_by_a_job(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    version = make_version()
    xml = instance_xml(version, ANSWERS, instance_id="uuid:uno")
    with django_capture_on_commit_callbacks(execute=True):
        submission = send(version, xml)
    assert (submission.state, submission.instance_id, submission.checked_at) == ("received", "uuid:uno", None)
    assert submission.xml == xml
    assert Job.objects.get(function=actions.submissions.CHECKER).state == "queued"
    assert tasks.check_submissions(lambda _done, _total: None) == {"checked": 1}
    assert tasks.check_submissions(lambda _done, _total: None) == {"checked": 0}
    found = Submission.objects.get(pk=submission.pk)
    assert found.state == "valid"
    assert found.xml == xml
    assert found.answers["nome"] == "Centro Zafferano"
    assert found.answers["sede"] == [{"via": "Via dei Mille 1"}]
    rows = list(FlatRow.objects.filter(submission=found).order_by("repeat", "index"))
    assert [(row.repeat, row.index, row.parent_index) for row in rows] == [("", 1, 0), ("/data/sede", 1, 1)]
    assert values_of(rows[1]) == {"/data/sede/via": "Via dei Mille 1"}


def test_many_answers_start_one_check(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    version = make_version()
    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(3):
            send(version, instance_xml(version, ANSWERS))
    assert Job.objects.filter(function=actions.submissions.CHECKER).count() == 1
    assert tasks.check_submissions(lambda _done, _total: None) == {"checked": 3}


def test_wrong_answers_are_kept_with_codes_and_never_with_values() -> None:
    version = make_version()
    xml = instance_xml(version, {"/data/posti": "500"})
    submission = make_submission(version, {"/data/posti": "500"})
    assert submission.state == "invalid"
    found = {(problem["ref"], problem["code"]) for problem in submission.problems["problems"]}
    assert found == {("/data/nome", "required"), ("/data/posti", "constraint")}
    assert "500" not in json.dumps(submission.problems)
    assert not check(form_of(version), xml, now=AT).ok


def test_same_answers_sent_again_are_one_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    places = declare_places(monkeypatch)
    version, ambito = make_version(), make_ambito()
    xml = instance_xml(version, ANSWERS, instance_id="uuid:uno")
    owner = {"owner_kind": KIND, "owner_id": ambito.pk}
    first = send(version, xml, **owner)
    places.closed.add(ambito.pk)  # the answer to the device was lost; meanwhile the owner closed
    assert send(version, xml, **owner) == first
    assert places.sent == [first]
    other = instance_xml(version, {"/data/nome": "Altro"}, instance_id="uuid:uno")
    with pytest.raises(actions.InstanceConflictError, match="un altro contenuto"):
        send(version, other, **owner)
    with pytest.raises(actions.InstanceConflictError):
        send(version, xml)
    assert Submission.objects.count() == 1


def test_what_is_no_answer_to_the_version_is_refused() -> None:
    version = make_version(small("uno"))
    other = make_version(small("due"))
    newer = make_version(small("uno", version="2"), questionnaire=version.questionnaire)
    good = instance_xml(version, ANSWERS)
    refused = {
        "form_mismatch": instance_xml(other, ANSWERS),
        "version_mismatch": instance_xml(newer, ANSWERS),
        "unknown_element": good.replace(b"<nome>", b"<estraneo>").replace(b"</nome>", b"</estraneo>"),
        "no_instance_id": instance_xml(version, ANSWERS, instance_id="x" * 200),
        "bad_xml": b'<!DOCTYPE x [<!ENTITY a "b">]>' + good,
    }
    for code, xml in refused.items():
        with pytest.raises(actions.SubmissionRefusedError) as caught:
            send(version, xml)
        assert caught.value.problem is not None
        assert caught.value.problem.code == code
        assert str(caught.value)
    assert not Submission.objects.exists()


def test_owner_that_is_closed_or_unknown_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    places = declare_places(monkeypatch)
    version, ambito, elsewhere = make_version(), make_ambito(), make_ambito()
    officer = make_user(role=AMBITO_OFFICER, territory=ambito)
    xml = instance_xml(version, ANSWERS)
    for values in (
        {"owner_kind": "campaigns.nothing", "owner_id": 1},
        {"owner_kind": KIND, "owner_id": elsewhere.pk},
    ):
        with pytest.raises(actions.NotAcceptedError):
            send(version, xml, by=officer, **values)
    places.closed.add(ambito.pk)
    with pytest.raises(actions.NotAcceptedError, match="Adesso non si possono inviare"):
        send(version, xml, by=officer, owner_kind=KIND, owner_id=ambito.pk)
    places.closed.clear()
    assert send(version, xml, by=officer, owner_kind=KIND, owner_id=ambito.pk).submitted_by_id == officer.pk
    draft = make_version(published=False)
    with pytest.raises(actions.NotAcceptedError):
        send(draft, instance_xml(draft, ANSWERS), by=officer, owner_kind=KIND, owner_id=ambito.pk)


def test_files_come_with_the_answers_or_after_them() -> None:
    version = make_version()
    sent = actions.Answered({}, {"foto.txt": b"prima"})
    submission = send(version, instance_xml(version, ANSWERS), files=sent)
    actions.add_files(submission=submission, sent={"foto.txt": b"altra", "due.txt": b"seconda"}, by=HOUSE, at=AT)
    rows = SubmissionFile.objects.filter(submission=submission).select_related("file", "submission")
    assert {row.name: read_whole(row.file) for row in rows} == {"foto.txt": b"prima", "due.txt": b"seconda"}
    assert {row.file.owner_kind for row in rows} == {"questionnaires.submission"}


def with_photo(name: str) -> tuple[QuestionnaireVersion, bytes]:
    """A version that asks for a photo, and answers that name one."""
    sheets = small()
    sheets["survey"].append(question("image", "foto", "Foto"))
    version = make_version(sheets)
    return version, instance_xml(version, ANSWERS | {"/data/foto": name})


def test_file_that_comes_while_the_answers_are_checked_is_not_missed() -> None:
    version, xml = with_photo("Rossi Inventato.png")
    submission = send(version, xml)
    verdict = check(form_of(version), xml, now=AT)  # and now the other part of the same answers arrives
    actions.add_files(submission=submission, sent={"Rossi Inventato.png": PICTURE}, by=HOUSE, at=AT)
    assert actions.save_verdicts(verdicts=[(submission, verdict)], by=HOUSE, at=AT) == 0
    tasks.check_submissions(lambda _done, _total: None)
    submission.refresh_from_db()
    assert submission.state == "valid"


def test_name_of_a_missing_file_is_an_answer_too() -> None:
    version, xml = with_photo("Rossi Inventato.png")
    submission = send(version, xml)
    tasks.check_submissions(lambda _done, _total: None)
    submission.refresh_from_db()
    assert [(one["code"], one["params"]) for one in submission.problems["problems"]] == [("missing_file", {})]


def test_files_are_added_by_who_sent_the_answers() -> None:
    version = make_version()
    submission = send(version, instance_xml(version, ANSWERS), files=actions.Answered({}, {"uno.txt": b"x"}))
    other = make_user()
    with pytest.raises(actions.NotAcceptedError):
        actions.add_files(submission=submission, sent={"due.txt": b"falso"}, by=other, at=AT)
    actions.add_files(submission=submission, sent={"uno.txt": b"x"}, by=other, at=AT)  # nothing new
    assert [row.name for row in submission.files.all()] == ["uno.txt"]


def test_rows_are_made_again_from_the_answers() -> None:
    submission = make_submission(answers=ANSWERS)
    before = {(row.repeat, row.index): values_of(row) for row in FlatRow.objects.all()}
    with pytest.raises(UnauditedWriteError):
        FlatRow.objects.all().delete()
    assert tasks.rebuild_flat_rows(lambda _done, _total: None, version_id=submission.version_id) == {"rebuilt": 1}
    assert {(row.repeat, row.index): values_of(row) for row in FlatRow.objects.all()} == before


def test_replaced_answers_stay_and_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    declare_places(monkeypatch)
    ambito, version = make_ambito(), make_version()
    first, second = (make_submission(version, owner_kind=KIND, owner_id=ambito.pk) for _number in range(2))
    actions.withdraw_submissions(submissions=[first], by=HOUSE, at=AT)
    make_submission(version)  # a try
    assert list(Submission.objects.counted()) == [second]
    first.refresh_from_db()
    assert (first.state, bool(first.xml)) == ("withdrawn", True)


def test_nothing_that_was_answered_stands_in_plain_in_the_database() -> None:
    planted = "Zafferano"
    version = make_version()
    sent = actions.Answered({}, {f"{planted}.txt": b"x"})
    submission = send(version, instance_xml(version, ANSWERS | {"/data/nome": planted}), files=sent)
    tasks.check_submissions(lambda _done, _total: None)
    assert planted in submission.xml.decode()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names from the database itself
            for row in cursor.fetchall():
                for value in row:
                    shown = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    assert planted not in shown, table


def test_audit_names_the_answers_and_says_nothing_of_them() -> None:
    submission = make_submission(answers=ANSWERS)
    entry = Entry.objects.get(action="questionnaires.receive_submission")
    assert entry.objects_touched == {"questionnaires.submission": [submission.pk]}
    assert entry.detail == {"door": "browser", "files": 0}


def test_two_at_once_are_one_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    version = make_version()
    xml = instance_xml(version, ANSWERS, instance_id="uuid:uno")
    look = actions.submissions._earlier
    first: list[Submission] = []

    def late(*arguments: Any) -> Submission | None:
        """See nothing yet; then the other request is quicker."""
        if first:
            return look(*arguments)
        first.append(None)  # type: ignore[arg-type] # the other request looks for itself
        first[0] = send(version, xml)
        return None

    monkeypatch.setattr(actions.submissions, "_earlier", late)
    assert send(version, xml) == first[0]
    assert Submission.objects.count() == 1
