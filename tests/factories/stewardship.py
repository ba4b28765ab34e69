# SPDX-License-Identifier: EUPL-1.2
"""Series, old records, holds and discards."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ordito.accounts.roles import AMBITO_OFFICER, DPO
from ordito.cases.enums import ListKey
from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.stewardship.actions.discards import authorise_discard, prepare_discard, sign_discard
from ordito.stewardship.actions.research import ReleaseValues, start_release
from ordito.stewardship.actions.retention import load_series, place_hold
from ordito.stewardship.actions.wiping import carry_out
from ordito.stewardship.enums import RetentionEvent, TableFormat
from ordito.stewardship.models import Discard, LegalHold, ResearchRelease, RetentionSeries
from tests.factories.accounts import make_user
from tests.factories.cases import code, make_case_file, make_codes, make_person, make_taking

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, TakingInCharge
    from tests.factories.cases import Place

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
PDF = b"%PDF-1.4\nautorizzazione inventata\n"


def make_officer(place: Place, **values: Any) -> User:
    """Who manages retention in the Ambito."""
    return make_user(role=AMBITO_OFFICER, territory=place.ambito, **{"full_name": "Ornella Archivi"} | values)


def make_dpo(**values: Any) -> User:
    """Who signs discards, everywhere."""
    return make_user(role=DPO, **{"full_name": "Dario Garante"} | values)


def make_series(place: Place | None = None, area: str = "", **values: Any) -> RetentionSeries:
    """A series of an Ambito, or of Ordito: ten years from the closure unless said otherwise."""
    make_codes()
    given = {
        "code": "9.5",
        "title": "Cartelle sociali",
        "event": RetentionEvent.CLOSURE,
        "years": 10,
        "source": "Prova",
    }
    with writing():
        return RetentionSeries.objects.create(
            ambito=place.ambito if place else None, area=code(ListKey.AREA, area) if area else None, **given | values
        )


def make_proposals() -> None:
    """The series that come with Ordito."""
    make_codes()
    load_series(by=SystemActor("prova"), at=NOW)


def make_old_record(
    place: Place,
    *,
    worker: User | None = None,
    closed_on: date = date(2001, 6, 30),
    area: str = "adults",
    **values: Any,
) -> TakingInCharge:
    """A record closed long ago."""
    given: dict[str, Any] = {"surname": "Vecchietti", "birth_date": date(1960, 5, 17)}
    case_file = make_case_file(make_person(place, **given | values), opened_on=date(1999, 1, 10))
    professional = worker.professional if worker else None
    return make_taking(case_file, worker=professional, opened_on=date(1999, 1, 10), closed_on=closed_on, area=area)


def make_hold(case_file: CaseFile, by: User, **values: Any) -> LegalHold:
    """A hold without end."""
    given: dict[str, Any] = {"reason": "Causa in corso.", "starts_on": date(2026, 1, 1), "ends_on": None}
    return place_hold(by=by, at=NOW, case_file=case_file, form_key=uuid4(), **given | values)


def make_discard(place: Place, by: User) -> Discard:
    """The list of what is ready in the Comune's body."""
    return prepare_discard(by=by, at=NOW, ambito=place.ambito, body=place.body, form_key=uuid4())


def authorise(discard: Discard, by: User) -> Discard:
    """Enter an authorisation."""
    return authorise_discard(
        by=by,
        at=NOW,
        discard=discard,
        version=discard.version,
        authority="Soprintendenza archivistica inventata",
        number="123/2026",
        authorised_on=date(2026, 11, 2),
        stream=io.BytesIO(PDF),
        name="autorizzazione.pdf",
    )


def make_signed_discard(place: Place, officer: User, dpo: User) -> Discard:
    """A discard that only waits for its job."""
    discard = authorise(make_discard(place, officer), officer)
    return sign_discard(by=dpo, at=NOW, discard=discard, version=discard.version)


def carry_out_all(discard: Discard, by: User) -> Discard:
    """Do what the job of a signed discard does."""
    carry_out(by=by, discard=discard, clock=lambda: NOW, progress=lambda _done, _total: None)
    discard.refresh_from_db()
    return discard


def make_release(place: Place, by: User, **values: Any) -> ResearchRelease:
    """A copy for research that waits for its job."""
    given: dict[str, Any] = {
        "title": "Studio inventato sulle aperture",
        "decided_by": "Dirigente inventato",
        "decision_number": "12/2026",
        "decided_on": date(2026, 10, 1),
        "recipients": "Università inventata",
        "purpose": "Capire come si aprono le prese in carico.",
        "variables": ["sex", "age", "area"],
        "since": date(2026, 1, 1),
        "until": date(2026, 1, 31),
        "smallest": 3,
        "format": TableFormat.CSV,
    } | values
    release = ReleaseValues(**given)
    return start_release(release, by=by, at=NOW, ambito=place.ambito, body=place.body, form_key=uuid4())
