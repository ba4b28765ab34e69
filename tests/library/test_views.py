# SPDX-License-Identifier: EUPL-1.2
"""The pages of the library: public without an account, forms that lose nothing, files that are only saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ordito.core.declare import MaterialHolder
from ordito.files.actions import discard_file
from ordito.files.models import StoredFile
from ordito.library.enums import TermState, Visibility
from ordito.library.models import GlossaryTerm, Material, MaterialVersion, PublicDownloads
from ordito.territory.models import Organisation
from tests.factories.library import NOW, PDF, make_material, make_term, make_version
from tests.factories.territory import make_organisation
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("library:list"), reverse("library:new")
GLOSSARY, TERM_NEW = reverse("library:glossary"), reverse("library:term_new")
LIST_QUERIES, MATERIAL_QUERIES, DOWNLOADS_QUERIES, INDEX_QUERIES, TERM_QUERIES, HISTORY_QUERIES = 6, 10, 8, 4, 5, 5
Enter = "Callable[[User], Client]"
CARD = {"title": "Dispensa", "description": "Per chi comincia.", "kind": "handout", "visibility": "network"}
WORD = {"term": "Affido", "definition": "Una famiglia accoglie.", "sources": "", "synonyms": "affidi", "state": "draft"}


def at(name: str, *args: object) -> str:
    return reverse(f"library:{name}", args=args)


def sent(content: bytes = PDF, name: str = "dispensa.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_for_one_and_for_three(
    enter: Callable[[User], Client], keeper: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    browser = enter(keeper)
    words = [make_term(f"Parola {name}") for name in "abc"[:rows]]
    for _time in range(rows):
        row = make_material(by=keeper, description="Una parola a.")
    for _time in range(rows):
        make_version(row, by=keeper)
        browser.get(at("download", row.pk))
    for url, queries in (
        (LIST, LIST_QUERIES),
        (at("material", row.pk), MATERIAL_QUERIES),
        (at("downloads", row.pk), DOWNLOADS_QUERIES),
        (GLOSSARY, INDEX_QUERIES),
        (at("term", words[0].slug), TERM_QUERIES),
        (at("term_history", words[0].slug), HISTORY_QUERIES),
    ):
        browser.get(url)
        with django_assert_num_queries(queries):
            assert browser.get(url).status_code == 200


def test_without_an_account_what_is_public_is_read(client: Client) -> None:
    hidden, shown = make_material(title="Della rete"), make_material(title="Pubblico", visibility=Visibility.PUBLIC)
    page = text_of(client.get(LIST))
    assert "Pubblico" in page
    assert "Della rete" not in page
    assert "Chi lo legge" not in page
    assert "SHA-256" in text_of(client.get(at("material", shown.pk)))
    for name, args in (("material", [hidden.pk]), ("download", [hidden.pk]), ("version", [hidden.pk, 1])):
        assert client.get(at(name, *args)).status_code == 404
    for name in ("edit", "renew", "withdraw", "downloads"):
        assert client.get(at(name, shown.pk)).status_code == 302, "to the login"
    assert client.get(NEW).status_code == client.get(TERM_NEW).status_code == 302


def test_a_file_is_saved_never_shown(client: Client) -> None:
    row = make_material(title="Che cos’è l’affido?", visibility=Visibility.PUBLIC)
    make_version(row)
    answer = client.get(at("download", row.pk))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")  # type: ignore[attr-defined] # a file
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    old = client.get(at("version", row.pk, 1))
    assert "versione%201.pdf" in old["Content-Disposition"]
    assert client.get(at("version", row.pk, 3)).status_code == 404
    assert dict(PublicDownloads.objects.values_list("version__number", "times")) == {1: 1, 2: 1}


def test_a_link_leads_to_its_page(client: Client) -> None:
    row = make_material(source="https://www.esempio.it/guida", visibility=Visibility.PUBLIC)
    answer = client.get(at("download", row.pk))
    assert (answer.status_code, answer["Location"]) == (302, "https://www.esempio.it/guida")


def test_a_file_that_is_gone_is_said(client: Client) -> None:
    row = make_material(visibility=Visibility.PUBLIC)
    discard_file(StoredFile.objects.get(), at=NOW)
    assert "non è più conservato" in text_of(client.get(at("download", row.pk), follow=True))


def test_who_reads_changes_nothing(enter: Callable[[User], Client], reader: User) -> None:
    row, word = make_material(), make_term()
    browser = enter(reader)
    assert browser.get(at("material", row.pk)).status_code == 200
    for name in ("edit", "renew", "withdraw", "downloads"):
        assert browser.get(at(name, row.pk)).status_code == 403
    assert browser.get(NEW).status_code == browser.get(TERM_NEW).status_code == 403
    assert browser.get(at("term_edit", word.slug)).status_code == 403
    assert browser.get(at("term_history", word.slug)).status_code == 403
    assert browser.get(f"{NEW}?di=training.edition:1").status_code == 404
    assert browser.get(f"{NEW}?di=x").status_code == 404


def test_a_material_is_brought_and_found(enter: Callable[[User], Client], keeper: User) -> None:
    browser, key = enter(keeper), str(uuid4())
    make_term("Affido")
    said = CARD | {"title": "Quando inizia un affido", "description": "L’affido <b>passo passo</b>."}
    for _time in range(2):
        answer = browser.post(NEW, said | {"file": sent(), "form_key": key}, follow=True)
    page = text_of(answer)
    assert 'class="explained"' in page
    assert "&lt;b&gt;passo passo" in page
    row = Material.objects.get()
    assert (row.title, row.versions.count(), row.added_by_name) == (said["title"], 1, "Rita Regionali")
    assert "Quando inizia un affido" in text_of(browser.get(LIST, {"q": "INIZIA", "tipo": "handout"}))
    assert "Nessun materiale trovato" in text_of(browser.get(LIST, {"q": "altro"}))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Scegli il file, oppure"),
        ({"link": "https://esempio.it", "file": "file"}, "non tutti e due"),
        ({"link": "ftp://esempio.it"}, "Scrivi l’indirizzo intero"),
        ({"link": "non è un indirizzo"}, "Scrivi l’indirizzo intero"),
        ({"file": "program"}, "Questo tipo di file non si può caricare"),
        ({"file": "empty"}, "Il file è vuoto"),
        ({"file": "large"}, "troppo grande: al massimo 30 MB"),
        ({"file": "file", "title": ""}, "Scegli di nuovo il file"),
        ({"file": "file", "visibility": "reserved"}, "Scegli un"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(
    enter: Callable[[User], Client], keeper: User, said: dict[str, str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"file": sent(), "program": sent(b"MZ\x90\x00" + bytes(80)), "empty": sent(b""), "large": sent(PDF * 9)}
    if said.get("file") == "large":
        monkeypatch.setattr("ordito.files.actions.store_file.__kwdefaults__", {"expires_at": None, "largest": 100})
        why = "troppo grande: al massimo 0 MB"
    values: dict[str, Any] = {**CARD, **said}
    if "file" in said:
        values["file"] = files[said["file"]]
    answer = enter(keeper).post(NEW, values)
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert "Per chi comincia." in text_of(answer)
    assert not Material.objects.exists()


def test_two_people_at_one_card_see_both_versions(enter: Callable[[User], Client], keeper: User) -> None:
    row = make_material(by=keeper)
    browser, url = enter(keeper), at("edit", row.pk)
    assert browser.post(url, CARD | {"title": "Primo", "version": 1}).status_code == 302
    answer = browser.post(url, CARD | {"title": "Secondo", "kind": "slides", "version": 1})
    page = text_of(answer)
    assert answer.status_code == 422
    assert all(word in page for word in ("Primo", "Secondo", "Dispensa o articolo", "Diapositive"))
    assert 'name="version" value="2"' in page
    assert browser.post(url, CARD | {"title": "Secondo", "version": 2}).status_code == 302
    row.refresh_from_db()
    assert row.title == "Secondo"


def test_a_new_version_takes_the_place_of_the_old(enter: Callable[[User], Client], keeper: User) -> None:
    row = make_material(by=keeper)
    browser, url = enter(keeper), at("renew", row.pk)
    assert "Che cosa cambia" in text_of(browser.post(url, {"file": sent(), "version": 1}))
    answer = browser.post(url, {"file": sent(), "version": 0, "note": "Corretta."})
    assert (answer.status_code, MaterialVersion.objects.count()) == (422, 1)
    assert "Scegli di nuovo il file" in text_of(answer)
    assert browser.post(url, {"file": sent(), "version": 1, "note": "Corretta."}).status_code == 302
    page = text_of(browser.get(at("material", row.pk)))
    assert "Corretta." in page
    assert page.index("corrente") < page.index("della versione 1")


def test_a_withdrawn_material_is_gone_for_others(enter: Callable[[User], Client], keeper: User, reader: User) -> None:
    row = make_material(by=keeper)
    browser, url = enter(keeper), at("withdraw", row.pk)
    assert "Ritirare il materiale?" in text_of(browser.get(url))
    assert browser.post(url, {"because": ""}).status_code == 422
    assert "Superato da altro." in text_of(browser.post(url, {"because": "Superato da altro."}, follow=True))
    assert "ritirato" in text_of(browser.post(url, {"because": "Di nuovo."}))
    assert enter(reader).get(at("material", row.pk)).status_code == 404


def test_who_took_it_is_shown_to_who_keeps_it(
    enter: Callable[[User], Client], keeper: User, reader: User, client: Client
) -> None:
    row = make_material(by=keeper, visibility=Visibility.PUBLIC)
    browser, url = enter(keeper), at("downloads", row.pk)
    assert "Nessuno, finora" in text_of(browser.get(url))
    client.get(at("download", row.pk))
    enter(reader).get(at("download", row.pk))
    page = text_of(browser.get(url))
    assert page.count("Livia Lettrice") == 1
    assert '<td class="number" data-label="Scaricamenti pubblici">1</td>' in text_of(
        browser.get(at("material", row.pk))
    )


def test_materials_stand_on_the_page_of_what_they_belong_to(
    enter: Callable[[User], Client], keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = make_organisation(name="Scuola inventata")

    def everything(_actor: Any) -> Any:
        return Organisation.objects.values_list("pk", flat=True)

    holder = MaterialHolder(
        "territory.organisation", "Percorso", lambda _pk: body.name, lambda _pk: "/x/", everything, everything
    )
    for module in ("ordito.library.models.materials", "ordito.library.rules"):
        monkeypatch.setattr(f"{module}.declared", lambda _kind: (holder,))
    browser = enter(keeper)
    page_of_body = reverse("territory:organisation", args=[body.pk])
    url = f"{NEW}?di=territory.organisation:{body.pk}"
    assert url.replace(":", "%3A") in text_of(browser.get(page_of_body)).replace(":", "%3A")
    assert "Percorso: Scuola inventata" in text_of(browser.get(url))
    said = CARD | {"visibility": "reserved", "link": "https://www.esempio.it/"}
    assert "Percorso" in text_of(browser.post(url, said, follow=True))
    assert "Dispensa" in text_of(browser.get(page_of_body))


def test_the_glossary_is_public(client: Client) -> None:
    make_term(synonyms=["affido"], see_also=[make_term("Adozione")], verified=True)
    make_term("Bozza", state=TermState.DRAFT)
    index = text_of(client.get(GLOSSARY))
    assert "Affidamento familiare" in index
    assert "Bozza" not in index
    assert 'href="#lettera-A"' in index
    assert "Nessuna parola trovata" in text_of(client.get(GLOSSARY, {"q": "altro"}))
    page = text_of(client.get(at("term", "affidamento-familiare")))
    assert all(word in page for word in ("Legge 4 maggio 1983", "Adozione", "affido"))
    assert "da verificare" not in page
    assert "da verificare" in text_of(client.get(at("term", "adozione")))
    assert client.get(at("term", "bozza")).status_code == 404
    assert client.get(at("term_edit", "adozione")).status_code == 302


def test_a_word_is_written_corrected_and_remembered(enter: Callable[[User], Client], keeper: User) -> None:
    browser, other = enter(keeper), make_term("Adozione")
    key = str(uuid4())
    for _time in range(2):
        answer = browser.post(TERM_NEW, WORD | {"form_key": key}, follow=True)
    assert "La vede solo chi cura il glossario" in text_of(answer)
    row = GlossaryTerm.objects.get(term="Affido")
    assert row.synonyms == ["affidi"]
    refused = browser.post(TERM_NEW, WORD | {"term": "Affidi", "synonyms": ""})
    assert refused.status_code == 422
    assert "si trova già alla parola «Affido»" in text_of(refused)
    url = at("term_edit", row.slug)
    changed = WORD | {"state": "published", "see_also": [other.pk], "note": "Pronta.", "version": 1}
    assert "affidi" in text_of(browser.get(url))
    assert browser.post(url, changed).status_code == 302
    late = browser.post(url, WORD | {"definition": "Altro.", "synonyms": "affidi\naffiliazione", "version": 1})
    assert late.status_code == 422
    assert all(word in text_of(late) for word in ("Una famiglia accoglie.", "Altro.", "Adozione", "affiliazione"))
    history = text_of(browser.get(at("term_history", row.slug)))
    assert "Pronta." in history
    assert history.index("Versione 2") < history.index("Versione 1")
