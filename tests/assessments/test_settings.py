# SPDX-License-Identifier: EUPL-1.2
"""What an office keeps: words of schemes and their versions, instruments of its own, screening rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.assessments.actions import load_schemes
from ordito.assessments.enums import InstrumentKind
from ordito.assessments.models import Instrument, Scale, Scheme, ScreeningRule, SubDimension
from ordito.assessments.queries.schemes import instruments_for, lines_of
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.assessments import make_assessment, make_rule, mondo, sub
from tests.factories.cases import NOW
from tests.factories.questionnaires import make_version
from tests.factories.territory import make_ambito
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.records import House

    Enter = Callable[[User], Client]


@pytest.fixture
def officer(house: House) -> User:
    """Who keeps the settings of the Ambito."""
    return make_user(role=AMBITO_OFFICER, territory=house.place.ambito, full_name="Ugo Ufficio")


def words(scheme: Scheme, **changes: str) -> dict[str, str]:
    """The form of a scheme as it stands, with changes by name of field."""
    data = {"name": scheme.name, "source": scheme.source, "version": str(scheme.version)}
    for line in lines_of(scheme.pk):
        data |= {f"s{line.pk}": line.label, f"s{line.pk}q": line.sub_dimension.question}
        data |= {f"d{line.dimension.pk}": line.dimension.label, f"d{line.dimension.pk}q": line.dimension.question}
        data |= {f"b{band.pk}": band.label for band in line.scale.bands.all()}
    return data | changes


def test_scheme_comes_with_ordito_and_is_to_be_verified(db: None) -> None:
    scheme = mondo().scheme
    lines = lines_of(scheme.pk)
    assert [
        len([one for one in lines if one.dimension.code == code]) for code in ("CHILD", "FAMILY", "ENVIRONMENT")
    ] == [
        7,
        5,
        5,
    ]
    assert [value for value, _word in lines[0].steps] == [1, 2, 3, 4, 5, 6]
    assert lines[0].word(1) == "Evidente punto di forza"
    assert not scheme.verified


def test_loading_again_leaves_what_the_office_changed(db: None) -> None:
    line = sub("C1")
    with writing():
        line.label = "Crescere in salute"
        line.save()
    assert load_schemes(by=SystemActor("prova"), at=NOW) == 0
    assert sub("C1").label == "Crescere in salute"


def test_only_who_keeps_settings_sees_them(house: House, enter: Enter, coordinator: User, officer: User) -> None:
    mondo()
    for user, status in ((house.worker, 403), (coordinator, 403), (officer, 200)):
        assert enter(user).get(reverse("assessments:settings")).status_code == status


@pytest.mark.parametrize("more", [0, 2])
def test_settings_ask_the_same_whatever_their_length(
    house: House, enter: Enter, officer: User, django_assert_num_queries: Any, more: int
) -> None:
    for _number in range(more + 1):
        make_rule()
    client = enter(officer)
    client.get(reverse("assessments:settings"))
    with django_assert_num_queries(6):
        client.get(reverse("assessments:settings"))


def test_ambito_words_its_own_version_and_others_keep_theirs(house: House, enter: Enter, officer: User) -> None:
    scheme = mondo().scheme
    client = enter(officer)
    url = reverse("assessments:scheme", args=[scheme.pk])
    assert "Salvando nasce una nuova versione" in text_of(client.get(url))
    answer = client.post(url, words(scheme, **{f"s{sub('C1').pk}": "Crescere in salute"}))
    made = Scheme.objects.get(number=2)
    assert answer["Location"] == reverse("assessments:scheme", args=[made.pk])
    assert (made.territory, made.verified) == (house.place.ambito, False)
    assert SubDimension.objects.get(dimension__scheme=made, code="C1").label == "Crescere in salute"
    assert sub("C1").label == "Salute e crescita"
    today = timezone.localdate()
    assert [tool.scheme for tool in instruments_for(house.place.ambito.pk, day=today)] == [made]
    assert [tool.scheme for tool in instruments_for(make_ambito().pk, day=today)] == [scheme]


def test_own_version_changes_in_place_until_somebody_uses_it(house: House, enter: Enter, officer: User) -> None:
    client = enter(officer)
    client.post(reverse("assessments:scheme", args=[mondo().scheme_id]), words(mondo().scheme, name="Il nostro Mondo"))
    made = Scheme.objects.get(number=2)
    url = reverse("assessments:scheme", args=[made.pk])
    client.post(url, words(made, name="Il nostro modello"))
    assert Scheme.objects.count() == 2
    made.refresh_from_db()
    assert made.name == "Il nostro modello"
    own = Instrument.objects.get(scheme=made)
    make_assessment(house.taking, instrument=own, scores={"C1": 3})
    client.post(url, words(made, name="Il modello di poi"))
    assert Scheme.objects.count() == 3
    made.refresh_from_db()
    assert made.name == "Il nostro modello"
    own.refresh_from_db()
    today = timezone.localdate()
    (tool,) = instruments_for(house.place.ambito.pk, day=today)
    assert tool.scheme.number == 3
    assert own.valid_to is not None


def test_two_who_word_at_once_see_both(house: House, enter: Enter, officer: User) -> None:
    client = enter(officer)
    client.post(reverse("assessments:scheme", args=[mondo().scheme_id]), words(mondo().scheme))
    made = Scheme.objects.get(number=2)
    url = reverse("assessments:scheme", args=[made.pk])
    stale = words(made, name="Detto da me")
    client.post(url, words(made, name="Detto da altri"))
    answer = client.post(url, stale)
    assert answer.status_code == 422
    assert "Detto da altri" in text_of(answer)
    assert "Detto da me" in text_of(answer)


def test_empty_name_is_refused(enter: Enter, officer: User) -> None:
    answer = enter(officer).post(
        reverse("assessments:scheme", args=[mondo().scheme_id]), words(mondo().scheme, **{f"s{sub('C1').pk}": ""})
    )
    assert answer.status_code == 422
    assert Scheme.objects.count() == 1


def test_words_are_verified_against_a_source(house: House, enter: Enter, officer: User) -> None:
    client = enter(officer)
    everywhere = reverse("assessments:verify", args=[mondo().scheme_id])
    assert client.post(everywhere, {"source": "Quaderno"}).status_code == 403
    client.post(reverse("assessments:scheme", args=[mondo().scheme_id]), words(mondo().scheme))
    own = reverse("assessments:verify", args=[Scheme.objects.get(number=2).pk])
    assert client.post(own, {"source": ""}).status_code == 422
    client.post(own, {"source": "Quaderno, sezione 3"})
    assert Scheme.objects.get(number=2).verified


def test_scheme_of_another_ambito_is_not_found(enter: Enter, officer: User) -> None:
    with writing():
        foreign = Scheme.objects.create(key="altro", name="Altro", territory=make_ambito())
    assert enter(officer).get(reverse("assessments:scheme", args=[foreign.pk])).status_code == 404


def scales(*rows: tuple[str, ...]) -> dict[str, str]:
    """The rows of the form of scales."""
    data = {"scale-TOTAL_FORMS": "5", "scale-INITIAL_FORMS": "0"}
    for number, (label, lowest, highest, bands) in enumerate([*rows, *[("", "", "", "")] * (5 - len(rows))]):
        data |= {
            f"scale-{number}-label": label,
            f"scale-{number}-lowest": lowest,
            f"scale-{number}-highest": highest,
            f"scale-{number}-strength": "low",
            f"scale-{number}-bands": bands,
        }
    return data


BASE = {"name": "Punteggi di prova", "months": "6", "terms": "", "questionnaire_version": "", "scheme": ""}


def test_instrument_of_scores_alone(house: House, enter: Enter, officer: User) -> None:
    data = BASE | scales(("Emozioni", "0", "10", "0-5 nella norma; 6 al limite; 7-10 fuori dalla norma"))
    client = enter(officer)
    for _time in range(2):
        client.post(reverse("assessments:instrument_new"), data)
    made = Instrument.objects.get(name="Punteggi di prova")
    assert (made.kind, made.territory) == (InstrumentKind.SCORES, house.place.ambito)
    (line,) = lines_of(made.scheme_id)
    assert [line.word(value) for value in (5, 6, 7)] == ["nella norma", "al limite", "fuori dalla norma"]
    row = make_assessment(house.taking, instrument=made, done=False)
    url = house.url("assessments:scores", row.pk)
    page = text_of(enter(house.worker).get(url))
    assert "Emozioni" in page


@pytest.mark.parametrize(
    ("row", "words_said"),
    [
        (("Emozioni", "10", "0", ""), "Il valore più alto deve essere maggiore"),
        (("Emozioni", "0", "10", "0-5 bene; 4-10 male"), "una dopo l’altra"),
        (("Emozioni", "0", "10", "bene"), "Scrivi le fasce così"),
        (("Emozioni", "0", "10", "0-20 bene"), "dentro la scala"),
        (("", "", "", ""), "scrivi almeno una scala"),
    ],
)
def test_bad_scales_are_said(enter: Enter, officer: User, row: tuple[str, ...], words_said: str) -> None:
    mondo()
    answer = enter(officer).post(reverse("assessments:instrument_new"), BASE | scales(row))
    assert answer.status_code == 422
    assert words_said in text_of(answer)
    assert not Scale.objects.filter(label="Emozioni").exists()


def test_instrument_with_a_questionnaire_asks_which_question_scores(enter: Enter, officer: User) -> None:
    version = make_version()
    client = enter(officer)
    data = BASE | {"questionnaire_version": version.pk, "scheme": mondo().scheme_id} | scales()
    answer = client.post(reverse("assessments:instrument_new"), data)
    made = Instrument.objects.get(kind=InstrumentKind.QUESTIONNAIRE)
    assert answer["Location"] == reverse("assessments:questions", args=[made.pk])
    places = version.questions.get(name="posti").question_id
    client.post(answer["Location"], {str(sub("C1").pk): str(places)})
    assert made.question_scores.get().question_id == places
    assert client.post(answer["Location"], {str(sub("C1").pk): "999999"}).status_code == 422


def test_instrument_that_ended_is_offered_no_more(house: House, enter: Enter, officer: User) -> None:
    client = enter(officer)
    client.post(reverse("assessments:instrument_new"), BASE | scales(("Emozioni", "0", "10", "")))
    made = Instrument.objects.get(name="Punteggi di prova")
    today = timezone.localdate()
    assert made in instruments_for(house.place.ambito.pk, day=today)
    client.post(reverse("assessments:instrument_end", args=[made.pk]), {"valid_to": f"{today:%d/%m/%Y}"})
    assert made not in instruments_for(house.place.ambito.pk, day=today + timedelta(days=1))
    everywhere = reverse("assessments:instrument_end", args=[mondo().pk])
    assert client.post(everywhere, {"valid_to": f"{today:%d/%m/%Y}"}).status_code == 403


def test_rule_is_added_once_and_ended(house: House, enter: Enter, officer: User) -> None:
    client = enter(officer)
    data = {"name": "Inserimento", "instrument": mondo().pk, "kind": "count", "count": "3", "value": "4"}
    dates = {"valid_from": "01/01/2026", "valid_to": "", "source": ""}
    for _time in range(2):
        assert client.post(reverse("assessments:rule_new"), data | dates).status_code == 302
    rule = ScreeningRule.objects.get()
    assert (rule.territory, rule.count, rule.value) == (house.place.ambito, 3, 4)
    lacking = client.post(reverse("assessments:rule_new"), data | dates | {"count": ""})
    assert lacking.status_code == 422
    assert "Scrivi quante sotto-dimensioni" in text_of(lacking)
    client.post(reverse("assessments:rule_end", args=[rule.pk]), {"valid_to": "31/03/2026"})
    rule.refresh_from_db()
    assert f"{rule.valid_to:%d/%m/%Y}" == "31/03/2026"


def test_worker_may_not_load_schemes(house: House) -> None:
    with pytest.raises(NotAllowedError):
        load_schemes(by=house.worker, at=NOW)
