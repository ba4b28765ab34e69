# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.audit.models import Entry
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import ListKey, Protection
from ordito.cases.models import Document
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text, seal_texts, uuid7
from ordito.core.models import writing
from ordito.files.actions import read_whole
from ordito.files.models import StoredFile
from ordito.papers.actions import add_template, edit_template, retire_template, write_letter
from ordito.papers.models import Letter, LetterTemplate
from ordito.papers.queries.letter_fields import rows_of, values_of
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, code, make_intervention
from tests.factories.papers import header_for, make_templates, make_written_letter
from tests.papers.test_letters_engine import docx, text_in, with_member
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
MODEL = docx("{{ persona.nome_completo }}: {{ lettera.testo }}")


@pytest.fixture
def officer(house: House) -> User:
    """Who decides the settings of the Ambito."""
    return make_user(role=AMBITO_OFFICER, territory=house.place.ambito, full_name="Ugo Ufficio")


def _template(house: House, officer: User, content: bytes = MODEL) -> LetterTemplate:
    kind = code(ListKey.DOCUMENT_KIND, "outgoing")
    return add_template(by=officer, at=NOW, title="Convocazione", kind=kind, ambito=house.place.ambito, content=content)


def _bytes_of(letter: Letter) -> bytes:
    return read_whole(StoredFile.objects.get(pk=letter.document.stored_file_id))


def test_a_letter_is_a_document_of_the_record(house: House) -> None:
    letter = make_written_letter(house.record, house.worker, destinatario="Nonna Prova", testo="Venga lunedì.\nGrazie.")
    assert open_text(letter.document, "title") == "Invito"
    assert letter.document.kind.code == "outgoing"
    words = text_in(_bytes_of(letter))
    assert "Gentile Nonna Prova," in words
    assert "Venga lunedì.\nGrazie." in words
    entry = Entry.objects.get(action="papers.write_letter")
    assert entry.objects_touched["cases.casefile"] == [house.record.pk]


def test_values_come_from_the_record_but_for_a_secret_address(house: House) -> None:
    make_intervention(house.taking)
    person = house.record.person
    with writing():
        seal_texts(person, street="Via Nascosta 7")
        person.protection = Protection.ADDRESS
        person.save()
    record = header_for(house.worker, house.record)
    values = values_of(house.worker, record, {"lettera.testo": "x"}, at=NOW)
    assert (values["persona.cognome"], values["lettera.testo"], values["persona.residenza"]) == ("Zanzotti", "x", "")
    assert values["operatore.nome"] == "Anna Prova"
    assert len(rows_of(house.worker, record)["interventi"]) == 1


def test_the_same_form_twice_makes_one_letter(house: House) -> None:
    template, key = make_templates()[0], uuid7()
    record = header_for(house.worker, house.record)
    for _turn in range(2):
        write_letter(by=house.worker, at=NOW, record=record, template=template, title="Invito", typed={}, form_key=key)
    assert Document.objects.count() == Letter.objects.count() == 1


def test_who_does_not_write_the_record_writes_no_letter(house: House, teammate: User, colleague: User) -> None:
    for actor in (teammate, colleague):
        with pytest.raises(NotAllowedError):
            make_written_letter(house.record, actor)


def test_a_model_of_another_ambito_or_retired_is_refused(house: House, officer: User) -> None:
    template = _template(house, officer)
    retire_template(by=officer, at=NOW, template=template)
    template.refresh_from_db()
    record = header_for(house.worker, house.record)
    with pytest.raises(CaseError):
        write_letter(by=house.worker, at=NOW, record=record, template=template, title="x", typed={}, form_key=uuid7())


def test_models_are_decided_by_the_ambito_alone(house: House, officer: User) -> None:
    template = _template(house, officer)
    kind = template.kind
    with pytest.raises(NotAllowedError):
        edit_template(by=house.worker, at=NOW, template=template, version=1, title="x", kind=kind)
    with pytest.raises(NotAllowedError):
        retire_template(by=officer, at=NOW, template=make_templates()[0])
    edit_template(
        by=officer, at=NOW, template=template, version=1, title="Nuovo", kind=kind, content=docx("{{ oggi }}")
    )
    template.refresh_from_db()
    assert (template.title, template.version) == ("Nuovo", 2)
    assert StoredFile.objects.filter(owner_kind="papers.lettertemplate", owner_id=template.pk).count() == 2
    with pytest.raises(ConflictError):
        edit_template(by=officer, at=NOW, template=template, version=1, title="Altro", kind=kind)


def test_the_models_of_ordito_are_loaded_once(db: None) -> None:
    call_command("load_code_lists", verbosity=0)
    call_command("load_letter_templates", verbosity=0)
    call_command("load_letter_templates", verbosity=0)
    assert LetterTemplate.objects.count() == 2


def test_writing_a_letter_on_the_page(house: House, enter: Callable[[User], Client]) -> None:
    template = next(one for one in make_templates() if one.key == "court_report")
    client = enter(house.worker)
    assert "Relazione al tribunale" in text_of(client.get(house.url("papers:letters")))
    address = house.url("papers:letter_new", template.pk)
    page = text_of(client.get(address))
    assert "Zanzotti Ezechiele" in page
    assert "Manca: nella lettera resta vuoto" in page
    missing = client.post(address, {"title": "", "text": "Quello che ho scritto."})
    assert missing.status_code == 422
    assert "Quello che ho scritto." in text_of(missing)
    data = {"title": "Relazione", "text": "La famiglia collabora.", "form_key": str(uuid7())}
    done = client.post(address, data, follow=True)
    assert "Lettera fatta" in text_of(done)
    letter = Letter.objects.get()
    assert reverse("cases:document", args=[house.record.pk, letter.document_id]) in text_of(done)
    assert "La famiglia collabora." in text_in(_bytes_of(letter))


def test_letters_are_for_who_prints_and_reads_documents(
    house: House, teammate: User, outsider: User, enter: Callable[[User], Client]
) -> None:
    template = make_templates()[0]
    for name, *args in (("papers:letters",), ("papers:letter_new", template.pk)):
        assert enter(teammate).get(house.url(name, *args)).status_code == 403
        assert enter(outsider).get(house.url(name, *args)).status_code == 404


def test_models_on_their_pages(house: House, officer: User, enter: Callable[[User], Client]) -> None:
    make_templates()
    client = enter(officer)
    kind = code(ListKey.DOCUMENT_KIND, "outgoing")
    data = {"title": "Convocazione", "kind": kind.pk, "ambito": house.place.ambito.pk}

    def send(content: bytes) -> str:
        file = SimpleUploadedFile("modello.docx", content)
        return text_of(client.post(reverse("papers:template_new"), {**data, "file": file}, follow=True))

    assert "persona.nomme" in send(docx("{{ persona.nomme }}"))
    assert "macro" in send(with_member(MODEL, "word/vbaProject.bin", b"x"))
    assert "Word (.docx)" in send(b"%PDF-1.4")
    assert not LetterTemplate.objects.filter(key="").exists()
    assert "Modello aggiunto." in send(MODEL)
    row = LetterTemplate.objects.get(key="")
    page = text_of(client.get(reverse("papers:templates")))
    assert "{{ persona.nome }}" in page
    edited = client.post(
        reverse("papers:template_edit", args=[row.pk]), {"title": "Altro", "kind": kind.pk, "version": 1}, follow=True
    )
    assert "Modello aggiornato." in text_of(edited)
    late = client.post(
        reverse("papers:template_edit", args=[row.pk]), {"title": "Tardi", "kind": kind.pk, "version": 1}
    )
    assert late.status_code == 422
    file = client.get(reverse("papers:template_file", args=[row.pk]))
    assert b"".join(file.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]  # a streamed answer
    assert "Modello tolto." in text_of(client.post(reverse("papers:template_retire", args=[row.pk]), follow=True))
    own = LetterTemplate.objects.exclude(key="")[0]
    assert client.get(reverse("papers:template_edit", args=[own.pk])).status_code == 403
    assert enter(house.worker).get(reverse("papers:templates")).status_code == 403


@pytest.mark.parametrize("letters", [1, 3])
def test_the_list_asks_the_database_a_fixed_number_of_times(
    house: House, enter: Callable[[User], Client], letters: int
) -> None:
    for _number in range(letters):
        make_written_letter(house.record, house.worker)
    client = enter(house.worker)
    client.get(house.url("papers:letters"))
    with CaptureQueriesContext(connection) as asked:
        client.get(house.url("papers:letters"))
    assert len(asked) == 14
