# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from benchmarks.questionnaires.books import question, workbook_bytes
from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.files.actions import FileNotKeptError, read_whole
from ordito.files.models import StoredFile
from ordito.questionnaires import actions
from ordito.questionnaires.engine.findings import WorkbookRefusedError
from ordito.questionnaires.models import Questionnaire, QuestionnaireVersion
from ordito.questionnaires.queries.forms import form_of, named_files
from tests.factories.accounts import make_user
from tests.factories.questionnaires import AT, HOUSE, make_version, small
from tests.factories.territory import make_ambito, make_territory

if TYPE_CHECKING:
    from benchmarks.questionnaires.books import Sheets

pytestmark = pytest.mark.django_db


def with_list() -> Sheets:
    """A questionnaire that reads an attached list."""
    survey = [
        question("text", "codice", "Codice"),
        question("calculate", "comune", calculation="pulldata('comuni', 'nome', 'codice', ${codice})"),
    ]
    return small(survey=survey)


def test_workbook_becomes_a_draft_with_its_file_kept() -> None:
    region = make_territory()
    officer = make_user(role=REGIONAL_OFFICER, territory=region)
    content = workbook_bytes(small("csf", title="Scheda CSF"))
    version = actions.upload_workbook(
        stream=io.BytesIO(content),
        name="csf.xlsx",
        questionnaire=None,
        territory=region,
        description="Rileva i centri",
        by=officer,
        at=AT,
    )
    version.refresh_from_db()
    found = version.questionnaire
    assert (found.form_id, found.title, found.territory, found.created_by) == ("csf", "Scheda CSF", region, officer)
    assert (version.number, version.state, version.version, version.workbook_kind) == (1, "draft", "1", "xlsx")
    assert version.workbook_file is not None
    assert read_whole(version.workbook_file) == content
    assert version.questions_count == 6
    assert form_of(version).form_id == "csf"
    entry = Entry.objects.get(action="questionnaires.upload_workbook")
    assert entry.objects_touched["questionnaires.questionnaireversion"] == [version.pk]


def test_workbook_with_errors_leaves_nothing_and_names_the_row() -> None:
    broken = small(survey=[question("text", "a", "A", relevant="${manca} = 1")])
    with pytest.raises(WorkbookRefusedError) as caught:
        make_version(broken)
    assert any(finding.row == 2 and finding.sheet == "survey" for finding in caught.value.findings)
    assert not Questionnaire.objects.exists()
    assert not StoredFile.objects.exists()


def test_name_that_the_published_version_used_otherwise_is_a_warning() -> None:
    first = make_version(small("csf", survey=[question("integer", "n", "Quanti posti ha?")]))
    second = make_version(
        small("csf", survey=[question("integer", "n", "Data di nascita")]),
        questionnaire=first.questionnaire,
        published=False,
    )
    assert [finding["code"] for finding in first.findings].count("meaning_changed") == 0
    assert [finding["code"] for finding in second.findings].count("meaning_changed") == 1


def test_second_version_takes_the_next_number_and_another_form_id_is_refused() -> None:
    first = make_version(small("csf"))
    second = make_version(small("csf", version="2"), questionnaire=first.questionnaire, published=False)
    assert second.number == 2
    with pytest.raises(actions.QuestionnaireRefusedError, match="form_id è «altro»"):
        make_version(small("altro"), questionnaire=first.questionnaire)
    with pytest.raises(actions.FormIdTakenError, match="C’è già un questionario") as caught:
        make_version(small("csf"))
    assert caught.value.questionnaire == first.questionnaire
    assert QuestionnaireVersion.objects.count() == 2


def test_designing_keeps_to_the_place_of_the_membership() -> None:
    ambito, elsewhere = make_ambito(), make_ambito()
    officer = make_user(role=REGIONAL_OFFICER, territory=ambito)
    make_version(territory=make_territory(parent=ambito), by=officer, published=False)
    for place in (elsewhere, None):
        with pytest.raises(NotAllowedError):
            make_version(territory=place, by=officer)
    reader = make_user(role=AMBITO_OFFICER, territory=ambito)
    with pytest.raises(NotAllowedError):
        make_version(territory=ambito, by=reader)


def test_file_that_the_form_reads_is_attached_and_changes_the_form() -> None:
    version = make_version(with_list(), published=False)
    assert named_files(version.xform) == ("comuni.csv",)
    before = version.sha256
    with pytest.raises(actions.QuestionnaireRefusedError, match=r"Mancano dei file.*comuni\.csv"):
        actions.publish_version(version=version, changes={}, by=HOUSE, at=AT)
    for name in (b"Bari", b"Lecce"):  # the second takes the place of the first
        row = actions.attach_file(
            version=version,
            stream=io.BytesIO(b"codice,nome\nA,%s\n" % name),
            name="comuni.csv",
            by=HOUSE,
            at=AT,
        )
    assert version.attachments.get() == row
    assert version.sha256 != before
    assert StoredFile.objects.present().filter(kind="text").count() == 1
    assert "comuni" in form_of(version).instances
    actions.publish_version(version=version, changes={}, by=HOUSE, at=AT)
    with pytest.raises(actions.QuestionnaireRefusedError, match="non è più una bozza"):
        actions.attach_file(version=version, stream=io.BytesIO(b"a,b\n"), name="comuni.csv", by=HOUSE, at=AT)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("altro.csv", b"codice,nome\n", actions.QuestionnaireRefusedError),
        ("comuni.csv", b"%PDF-1.7 x", FileNotKeptError),
    ],
)
def test_file_that_does_not_do_is_refused(name: str, content: bytes, error: type[Exception]) -> None:
    version = make_version(with_list(), published=False)
    with pytest.raises(error):
        actions.attach_file(version=version, stream=io.BytesIO(content), name=name, by=HOUSE, at=AT)
    assert not version.attachments.exists()
