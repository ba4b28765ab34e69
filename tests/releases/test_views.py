# SPDX-License-Identifier: EUPL-1.2
"""The ledger's pages: who prepares, who lets out, what is told before a table leaves, and what is refused."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.urls import reverse

from ordito.accounts.roles import ADMINISTRATOR, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.models import writing
from ordito.indicators.enums import Audience
from ordito.indicators.models import Snapshot
from ordito.jobs.models import Job, JobState
from ordito.releases import actions
from ordito.releases.enums import Breakdown, ReleaseState
from ordito.releases.models import Release
from ordito.releases.queries.paper import paper_of
from ordito.releases.queries.uses import on_the_card
from tests.factories.accounts import make_user
from tests.factories.indicators import make_indicator
from tests.factories.releases import GENDER_AGE, NOW, SYSTEM, make_out, make_release, wanted

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.releases.conftest import Land

LEDGER_QUERIES, RELEASE_QUERIES = 5, 8
LEDGER, NEW = reverse("releases:ledger"), reverse("releases:new")
FORM = {
    "misura": "persons",
    "periodo": "2025",
    "livello": "ambito",
    "suddivisione": "genere",
    "audience": "network",
    "title": "Persone per genere",
    "purpose": "Relazione annuale",
}


def page_of(release: Release, name: str = "release") -> str:
    return reverse(f"releases:{name}", args=[release.pk])


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ledger_costs_the_same_for_one_and_for_three(
    client: Client, land: Land, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make_out()
    client.force_login(land.officer)
    client.get(LEDGER)
    with django_assert_num_queries(LEDGER_QUERIES):
        assert client.get(LEDGER).status_code == 200


def test_numbers_are_told_when_the_table_has_left(
    client: Client, land: Land, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    release = make_release()
    client.force_login(land.officer)
    before = text(client, page_of(release))
    assert "●" in before
    assert ">42<" not in before
    assert release.sha256 not in before, "whoever tries the few numbers that a table may have would find them by it"
    assert client.get(reverse("releases:file", args=[release.pk, "csv"])).status_code == 404
    assert client.post(page_of(release, "let_out")).status_code == 302
    with django_assert_num_queries(RELEASE_QUERIES):
        client.get(page_of(release))
    after = text(client, page_of(release))
    assert ">42<" in after
    assert "verificata da sola" in after
    assert release.sha256 in after


def test_a_hidden_cell_says_why_to_who_points_and_to_who_listens(client: Client, land: Land) -> None:
    land.people[0:2, 0, 0] = 1
    release = make_out(wanted(breakdown=GENDER_AGE))
    client.force_login(land.officer)
    shown = text(client, page_of(release))
    assert 'tabindex="0" title="Nascosta: riguarda meno di 5 persone' in shown
    assert "cifre nascoste si ricava" in shown
    file = client.get(reverse("releases:file", args=[release.pk, "csv"])).content.decode()
    assert "Nascosta: riguarda meno di 5 persone" in file
    book = ZipFile(BytesIO(client.get(reverse("releases:file", args=[release.pk, "xlsx"])).content))
    assert release.sha256 in book.read("xl/sharedStrings.xml").decode()
    paper = client.get(reverse("releases:file", args=[release.pk, "pdf"])).content
    assert paper.startswith(b"%PDF")
    assert b"/StructTreeRoot" in paper, "tagged, for who listens"
    assert Entry.objects.filter(action="releases.download").count() == 3


def test_paper_has_a_note_for_what_is_hidden_the_audit_and_the_fingerprint(land: Land) -> None:
    land.people[0:2, 0, 0] = 1
    release = make_out(wanted(breakdown=GENDER_AGE))
    said = paper_of(release, SYSTEM, at=NOW)
    [first, second] = said["blocks"]
    assert first["heads"][0] == second["heads"][0] == "Ambiti territoriali"
    assert first["heads"][-1] == "Nota"
    assert any("nascosta" in row and row[-1] == "1" for row in first["rows"])
    assert said["legend"][0][0] == "1"
    assert "riguarda meno di 5 persone" in said["legend"][0][1]
    assert any("cifre nascoste si ricava" in line for line in said["audit"])
    assert ["Impronta SHA-256", release.sha256] in said["facts"]


def test_the_form_prepares_a_table_once(client: Client, land: Land) -> None:
    client.force_login(land.officer)
    sent = FORM | {"form_key": str(uuid4()), "audience": "publication"}
    refused = client.post(NEW, sent)
    assert refused.status_code == 422
    assert "descrivilo" in refused.content.decode()
    assert "Relazione annuale" in refused.content.decode(), "nothing typed is lost"
    for _ in range(2):
        answer = client.post(NEW, sent | {"description": "Quante persone."})
        assert answer.status_code == 302
    [row] = Release.objects.all()
    assert (row.state, row.audience) == (ReleaseState.CHECKING, Audience.PUBLICATION)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"misura": "opened", "livello": "comune"}, "Per Comune escono le persone"),
        ({"suddivisione": ["eta", "fasce"]}, "fasce ampie o quelle strette"),
        ({"suddivisione": ["genere", "eta", "motivo", "modalita"]}, "Al massimo tre"),
        ({"misura": "i:mai-vista"}, "scegli di nuovo"),
        ({"misura": "rate", "suddivisione": "motivo"}, "Un tasso si suddivide"),
        ({"periodo": "1999"}, "1999"),
        ({"title": ""}, "obbligatorio"),
    ],
)
def test_what_cannot_be_protected_is_refused_in_words(
    client: Client, land: Land, changed: dict[str, str | list[str]], said: str
) -> None:
    client.force_login(land.officer)
    answer = client.post(NEW, FORM | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Release.objects.exists()


def test_the_address_fills_the_form_and_an_indicator_brings_its_ages(client: Client, land: Land) -> None:
    minors = {"dataset": "takings", "measure": "persons", "ages": {"from": 0, "to": 17}}
    make_indicator("minori", name="Minori in carico", definition=minors)
    make_indicator("sedicenni", definition=minors | {"ages": {"from": 0, "to": 16}})
    make_indicator("durata", definition={"dataset": "takings", "measure": "duration"})
    client.force_login(land.officer)
    shown = text(client, f"{NEW}?indicatore=minori&periodo=2025-2&livello=provincia")
    assert '<option value="i:minori" selected' in shown
    assert '<option value="2025-2" selected' in shown
    assert "i:durata" not in shown
    assert "Indicatori che non escono" in shown
    assert "non coincidono" in shown
    assert "scegli di nuovo" in client.post(NEW, FORM | {"misura": "i:sedicenni"}).content.decode()
    assert client.post(NEW, FORM | {"misura": "i:minori"}).status_code == 302
    row = Release.objects.get()
    assert (row.definition["age_from"], row.definition["age_to"], row.definition["indicator"]) == (0, 17, "minori")


def test_an_ambito_officer_is_offered_their_own_place_alone(client: Client, land: Land) -> None:
    client.force_login(land.ambito_officer)
    shown = text(client, NEW)
    assert "Tutta la Regione" not in shown
    assert ">Bosco<" not in shown
    assert client.post(NEW, FORM).status_code == 422
    assert client.post(NEW, FORM | {"dentro": str(land.ambiti[1].pk)}).status_code == 422
    assert client.post(NEW, FORM | {"dentro": str(land.ambiti[0].pk)}).status_code == 302
    foreign, outside = make_release(), make_release(place=land.ambiti[0], audience=Audience.PUBLICATION)
    for draft in (foreign, outside):
        assert client.post(page_of(draft, "let_out")).status_code == 404
        assert client.get(page_of(draft)).status_code == 404, "which of its cells are small is seen there"
    own = make_release(wanted(place_id=land.ambiti[0].pk), place=land.ambiti[0], title="Solo di Alba")
    assert "Solo di Alba" in text(client, page_of(own))
    assert [entry.objects_touched for entry in Entry.objects.filter(action="releases.read_draft")] == [
        {"releases.release": [own.pk]}
    ]
    listed = text(client, LEDGER)
    assert page_of(foreign) not in listed


def test_one_button_takes_a_table_that_hides_less(client: Client, land: Land) -> None:
    land.people[0:2, :, 0] = 0
    land.people[0, 0, 0] = 2
    release = make_release(wanted(breakdown=Breakdown.AGE))
    client.force_login(land.officer)
    shown = text(client, page_of(release))
    assert "Tabelle più generali" in shown
    assert "Così com’è, la tabella nasconde" in shown
    answer = client.post(reverse("releases:take_coarser", args=[release.pk, 0]))
    made = Release.objects.exclude(pk=release.pk).get()
    assert answer.headers["Location"] == page_of(made)
    assert (made.state, made.title) == (ReleaseState.CHECKING, release.title)
    again = client.post(reverse("releases:take_coarser", args=[release.pk, 9]), follow=True)
    assert "non c’è più" in again.content.decode()


def test_a_table_of_too_many_cells_is_refused_with_their_number(
    client: Client, land: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordito.releases.forms.MOST_CELLS", 60)
    client.force_login(land.officer)
    answer = client.post(NEW, FORM | {"suddivisione": ["motivo", "modalita"]})
    assert "avrebbe 64 celle, e se ne verificano al massimo 60" in answer.content.decode()
    assert not Release.objects.exists()


def test_other_data_bring_their_own_breakdowns(client: Client, land: Land) -> None:
    client.force_login(land.officer)
    shown = text(client, f"{NEW}?misura=d:interventions:persons&suddivisione=kind")
    assert shown.count('<option value="kind" selected>') == 1
    assert shown.count('<optgroup label="Persone">') == 3, "three lists, each by what it is of"
    sent = FORM | {"misura": "d:interventions:persons", "suddivisione": ["genere", "kind"]}
    assert client.post(NEW, sent).status_code == 302
    definition = Release.objects.get().definition
    assert (definition["dataset"], definition["breakdown"]) == ("interventions", "genere-kind")


def test_a_table_says_where_it_is_used_and_an_indicator_which_tables_left(client: Client, land: Land) -> None:
    indicator = make_indicator("minori", name="Minori in carico")
    first = make_out(wanted(indicator="minori"), audience=Audience.PUBLICATION, title="Minori per genere")
    client.force_login(land.officer)
    assert "Dove è usata" not in text(client, page_of(make_release()))
    second = make_out(wanted(indicator="minori"), audience=Audience.PUBLICATION, title="Minori per genere")
    shown = text(client, page_of(first))
    indicator_page = reverse("indicators:indicator", args=[indicator.pk])
    assert "Dove è usata" in shown
    assert f'href="{indicator_page}"' in shown
    assert "#versione-1" in shown
    assert f'href="{page_of(second)}"' in shown
    assert "Tabelle uscite" in text(client, indicator_page)


def test_the_home_of_who_publishes_shows_what_waits_and_what_left(land: Land) -> None:
    make_out(audience=Audience.PUBLICATION, title="Uscita da tempo")
    make_release(title="In attesa di uscire")
    make_out(title="Solo per la rete")
    assert [row.title for row in on_the_card(land.officer)] == ["In attesa di uscire", "Uscita da tempo"]


def test_who_may_not_let_out_sees_what_left_alone(client: Client, land: Land) -> None:
    waiting, out = make_release(title="In attesa di uscire"), make_out(title="Uscita da tempo")
    client.force_login(make_user(role=SOCIAL_WORKER, territory=land.comuni[0]))
    listed = text(client, LEDGER)
    assert "Uscita da tempo" in listed
    assert "In attesa di uscire" not in listed
    assert client.get(page_of(waiting)).status_code == 404
    assert client.get(NEW).status_code == 403
    assert client.get(page_of(out, "withdraw")).status_code == 403
    client.force_login(make_user(role=ADMINISTRATOR))
    assert client.get(LEDGER).status_code == 403


def test_the_ledger_is_filtered(client: Client, land: Land) -> None:
    make_out(title="Dentro la rete")
    make_out(title="Fuori di qui", audience=Audience.PUBLICATION)
    client.force_login(land.officer)
    shown = text(client, f"{LEDGER}?per=publication&stato=released")
    assert "Fuori di qui" in shown
    assert "Dentro la rete" not in shown
    assert client.get(f"{LEDGER}?per=nessuno").status_code == 200


def test_withdrawing_asks_why_and_ends_the_files(client: Client, land: Land) -> None:
    release = make_out()
    client.force_login(land.officer)
    assert client.post(page_of(release, "withdraw"), {"because": ""}).status_code == 422
    assert client.post(page_of(release, "withdraw"), {"because": "Dati sbagliati"}).status_code == 302
    shown = text(client, page_of(release))
    assert "Dati sbagliati" in shown
    assert ">42<" not in shown
    assert "La verifica" not in shown, "nor between what its figures lie"
    file = client.get(reverse("releases:file", args=[release.pk, "csv"]))
    assert (file.status_code, "Dati sbagliati" in file.content.decode()) == (410, True)
    assert client.post(page_of(release, "let_out"), follow=True).status_code == 200
    release.refresh_from_db()
    assert release.state == ReleaseState.WITHDRAWN


def test_a_table_overtaken_says_that_it_is_checked_again(client: Client, land: Land) -> None:
    release = make_release()
    actions.let_out(by=SYSTEM, at=NOW, release=make_release(wanted(breakdown="")))
    client.force_login(land.officer)
    answer = client.post(page_of(release, "let_out"), follow=True)
    assert "va verificata di nuovo" in answer.content.decode()
    assert Release.objects.get(pk=release.pk).state == ReleaseState.CHECKING
    assert client.post(page_of(release, "check_again"), follow=True).status_code == 200


def test_a_check_that_broke_can_be_asked_for_again(client: Client, land: Land) -> None:
    release = make_release()
    client.force_login(land.officer)
    client.post(page_of(release, "check_again"))
    release.refresh_from_db()
    assert "La verifica è in corso" in client.post(page_of(release, "check_again"), follow=True).content.decode()
    Job.objects.filter(pk=release.job_id or 0).update(state=JobState.FAILED)
    assert "Verifica di nuovo" in text(client, page_of(release))
    client.post(page_of(release, "check_again"))
    assert Release.objects.get(pk=release.pk).job_id != release.job_id


def test_without_data_the_form_says_so(client: Client, land: Land) -> None:
    with writing():
        Snapshot.objects.all().delete()
    client.force_login(land.officer)
    assert "Non ci sono ancora dati" in text(client, NEW)
