# SPDX-License-Identifier: EUPL-1.2
"""How long records stay: the Ambito's own series, a hold, two old records that are ready, a copy for a study."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ordito.cases.actions.closing import close_taking
from ordito.cases.actions.people import register_person
from ordito.cases.actions.records import open_case_file, take_in_charge
from ordito.stewardship.actions.research import ReleaseValues, start_release
from ordito.stewardship.actions.retention import SeriesValues, add_series, place_hold
from ordito.stewardship.enums import RetentionEvent, TableFormat

if TYPE_CHECKING:
    from demo.actions.cast import Cast

OLD = (("Vetustini", "Amabile", date(1931, 3, 2), 2003, 2009), ("Passatelli", "Ercole", date(1928, 9, 14), 2001, 2010))
A_MONTH, A_YEAR = timedelta(days=30), timedelta(days=365)


def write_plan(cast: Cast) -> None:
    """The series that the Ambito has adopted for elderly people."""
    home = cast.record("whole")
    values = SeriesValues(
        code="7.12.3", title="Fascicoli di anziani assistiti", area=cast.code("area", "elderly"),
        event=RetentionEvent.CLOSURE, years=10, verified=True, valid_from=date(2024, 1, 1),
        source="Piano di conservazione inventato, deliberazione n. 1 del 2024, pagina 12",
    )  # fmt: skip
    add_series(values, by=cast.officer, at=cast.moment(-40), ambito=home.ambito)


def hold_record(cast: Cast) -> None:
    """A record that a trial keeps."""
    place_hold(
        by=cast.worker, at=cast.moment(-9), case_file=cast.record("sheltered"), starts_on=cast.day(-9), ends_on=None,
        reason="Ricorso dei nonni in corte d’appello: gli atti servono fino alla sentenza.", form_key=uuid.uuid4(),
    )  # fmt: skip


def write_old_records(cast: Cast) -> None:
    """People followed long ago, whose records came in from paper: their time has passed."""
    place = cast.record("whole")
    for surname, name, birth, opened, closed in OLD:
        person = register_person(
            by=cast.worker, at=cast.moment(-60), comune=place.comune, body=place.body, surname=surname, name=name,
            birth_date=birth, sex="F" if name.endswith("e") and name.startswith("A") else "M", surely_new=True,
        )  # fmt: skip
        record = open_case_file(by=cast.worker, at=cast.moment(-60), person=person, opened_on=date(opened, 2, 10))
        taking = take_in_charge(
            by=cast.worker, at=cast.moment(-60), case_file=record, mode=cast.code("mode", "consensual"),
            reasons=[cast.code("reason", "isolation")], opened_on=date(opened, 2, 10),
            area=cast.code("area", "elderly"),
        )  # fmt: skip
        close_taking(
            by=cast.worker, at=cast.moment(-60), taking=taking, version=taking.version,
            closed_on=date(closed, 11, 30), outcome=cast.code("outcome", "improved"),
            reason=cast.code("closure_reason", "completed"),
        )  # fmt: skip


def hand_out_for_study(cast: Cast) -> None:
    """A copy without names, for a university that does not exist."""
    home = cast.record("whole")
    values = ReleaseValues(
        title="Motivi di apertura e durata delle prese in carico", decided_by="Responsabile dell’Ufficio di Piano",
        decision_number="DET-12", decided_on=cast.day(-20), recipients="Dipartimento inventato di scienze sociali",
        purpose="Confrontare i motivi di apertura per età, con una relazione pubblica alla fine.",
        variables=("sex", "age", "opened", "area", "reason", "months", "outcome"),
        since=cast.today - 3 * A_YEAR, until=cast.today - A_MONTH, smallest=5, format=TableFormat.XLSX,
    )  # fmt: skip
    start_release(
        values, by=cast.officer, at=cast.moment(-2), ambito=home.ambito, body=home.body, form_key=uuid.uuid4()
    )
