# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.actions import CaseError, ConflictError, link_contact, record_contact, report_concern, weigh_concern
from ordito.cases.enums import ConcernState, ListKey
from ordito.cases.models import ConcernReport, Contact
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, code, make_person, make_place, make_record, make_worker

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import Person
    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db


def _contact(by: User, place: Place, *, person: Person | None = None, request: str = "Chiede del nido") -> Contact:
    return record_contact(
        by=by,
        at=NOW,
        comune=place.comune,
        body=place.body,
        happened_on=TODAY,
        channel=code(ListKey.ACCESS_CHANNEL, "in_person"),
        request=request,
        who="Clotilde Planted",
        person=person,
    )


def _concern(by: User, person: Person) -> ConcernReport:
    return report_concern(
        by=by,
        at=NOW,
        person=person,
        received_on=date(2026, 11, 2),
        reporter_kind=code(ListKey.REPORTER_KIND, "school"),
        urgency=code(ListKey.URGENCY, "ordinary"),
        content="Molte assenze",
        reporter="Maestra Planted",
    )


def test_contact_of_somebody_unknown_is_sealed_under_its_own_key() -> None:
    place = make_place()
    contact = _contact(make_worker(place), place)
    stored = Contact.objects.get(pk=contact.pk)
    assert open_text(stored, "who") == "Clotilde Planted"
    assert open_text(stored, "answer") == ""
    assert b"Planted" not in bytes(stored.who)
    stored.wrapped_key = b""
    assert open_text(stored, "request") == ""


def test_contact_is_linked_once_the_person_is_registered() -> None:
    place = make_place()
    worker = make_worker(place)
    contact = _contact(worker, place)
    link_contact(by=worker, at=NOW, contact=contact, person=make_person(place))
    with pytest.raises(CaseError):
        link_contact(by=worker, at=NOW, contact=contact, person=make_person(place, "Verdi"))


def test_contacts_are_seen_by_the_same_service_only() -> None:
    place = make_place()
    contact = _contact(make_worker(place), place)
    assert list(Contact.objects.visible_to(make_worker(place))) == [contact]
    assert not Contact.objects.visible_to(make_worker(make_place())).exists()
    assert not Contact.objects.visible_to(make_user(role=AMBITO_OFFICER, territory=place.ambito)).exists()


def test_contact_elsewhere_empty_or_about_somebody_out_of_reach_is_refused() -> None:
    place, elsewhere = make_place(), make_place()
    worker = make_worker(place)
    with pytest.raises(NotAllowedError):
        _contact(worker, elsewhere)
    with pytest.raises(NotAllowedError):
        _contact(worker, place, person=make_person(elsewhere))
    with pytest.raises(CaseError) as raised:
        _contact(worker, place, request=" ")
    assert raised.value.field == "request"
    assert not Contact.objects.exists()


def test_concern_waits_for_the_service_then_goes_with_the_record() -> None:
    place = make_place()
    worker, colleague = make_worker(place), make_worker(place)
    person = make_record(place, worker=worker).case_file.person
    concern = _concern(colleague, person)
    assert list(ConcernReport.objects.visible_to(colleague)) == [concern]
    assert not ConcernReport.objects.visible_to(make_worker(make_place())).exists()
    weigh_concern(
        by=colleague,
        at=NOW,
        concern=concern,
        version=1,
        outcome=code(ListKey.CONCERN_OUTCOME, "already_known"),
        weighed_on=TODAY,
        accepted=True,
    )
    assert ConcernReport.objects.get().state == ConcernState.ACCEPTED
    assert not ConcernReport.objects.visible_to(colleague).exists()
    assert list(ConcernReport.objects.visible_to(worker)) == [concern]


def test_concern_is_weighed_once_and_not_before_it_came() -> None:
    place = make_place()
    worker = make_worker(place)
    concern = _concern(worker, make_person(place))
    outcome = code(ListKey.CONCERN_OUTCOME, "unfounded")
    given = {"concern": concern, "outcome": outcome, "accepted": False, "note": "Verificato con la scuola."}
    with pytest.raises(CaseError) as raised:
        weigh_concern(by=worker, at=NOW, version=1, weighed_on=date(2026, 11, 1), **given)  # type: ignore[arg-type]
    assert raised.value.field == "weighed_on"
    weigh_concern(by=worker, at=NOW, version=1, weighed_on=TODAY, **given)  # type: ignore[arg-type]
    with pytest.raises(ConflictError):
        weigh_concern(by=worker, at=NOW, version=1, weighed_on=TODAY, **given)  # type: ignore[arg-type]


def test_outsider_reports_and_weighs_nothing() -> None:
    place = make_place()
    concern = _concern(make_worker(place), make_person(place))
    outsider = make_worker(make_place())
    with pytest.raises(NotAllowedError):
        _concern(outsider, concern.person)
    with pytest.raises(NotAllowedError):
        weigh_concern(
            by=outsider,
            at=NOW,
            concern=concern,
            version=1,
            outcome=code(ListKey.CONCERN_OUTCOME, "unfounded"),
            weighed_on=TODAY,
            accepted=False,
        )
