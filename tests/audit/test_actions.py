# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ordito.accounts import roles
from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.audit.models import Entry, Subject
from ordito.audit.queries import about
from ordito.core.access import SystemActor
from ordito.core.models import UnauditedWriteError
from ordito.territory.models import Territory
from tests.factories.accounts import make_user
from tests.factories.territory import make_territory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_recorded_write_leaves_its_entry() -> None:
    user = make_user(role=roles.AMBITO_OFFICER)
    with recorded("territory.rename", by=user, at=AT, purpose="errore di battitura") as trace:
        place = Territory.objects.create(kind="zone", code="z1", name="Zona 1")
        trace.touches(place, place, fields=["name", "code"])
        trace.notes(rows=1)
    entry = Entry.objects.get(action="territory.rename")
    assert (entry.at, entry.kind, entry.actor_id, entry.actor_name) == (AT, Kind.WRITE, user.pk, user.full_name)
    assert (entry.roles, entry.purpose, entry.detail) == ("ambito_officer", "errore di battitura", {"rows": 1})
    assert entry.fields_changed == ["code", "name"]
    assert entry.objects_touched == {"territory.territory": [place.pk, place.pk]}
    assert Subject.objects.filter(entry_id=entry.pk).count() == 1


def test_recorded_write_that_fails_leaves_nothing() -> None:
    def fail() -> None:
        with recorded("territory.rename", by=SystemActor("prova"), at=AT) as trace:
            trace.touches(Territory.objects.create(kind="zone", code="z1", name="Zona 1"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not Territory.objects.exists()
    assert not Entry.objects.exists()
    assert not Subject.objects.exists()


def test_entry_that_cannot_be_written_takes_the_write_back() -> None:
    def fail() -> None:
        with recorded("territory.rename", by=SystemActor("prova"), at=AT) as trace:
            Territory.objects.create(kind="zone", code="z1", name="Zona 1")
            trace.notes(not_json=object())

    with pytest.raises(TypeError):
        fail()
    assert not Territory.objects.exists()


def test_guard_is_closed_after_an_action() -> None:
    place = make_territory()
    with recorded("territory.touch", by=SystemActor("prova"), at=AT):
        place.save()
    with pytest.raises(UnauditedWriteError):
        place.save()
    with pytest.raises(UnauditedWriteError):
        Territory.objects.update(name="Altro")


def test_read_is_found_from_the_row_it_speaks_of() -> None:
    place, other = make_territory(), make_territory()
    read = log_access(
        "territory.read", by=SystemActor("prova"), at=AT, kind=Kind.READ, rows=[place], purpose="verifica"
    )
    written = log_access("territory.print", by=SystemActor("prova"), at=AT, kind=Kind.PRINT, rows=[place, other])
    assert list(about("territory.territory", place.pk)) == [written, read]
    assert list(about("territory.territory", other.pk)) == [written]
    assert not about("territory.service", place.pk).exists()
