# SPDX-License-Identifier: EUPL-1.2
"""A small world with something on every page, and the address of each page in it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import ADMINISTRATOR, AMBITO_OFFICER, DPO, SERVICE_COORDINATOR
from ordito.cases import actions
from ordito.cases.actions.uploads import upload_document
from ordito.cases.enums import ListKey
from ordito.cases.queries.spreadsheet import CASES
from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.imports.actions import map_columns, start_writing, upload_file
from ordito.imports.tasks import check_rows, write_rows
from ordito.indicators.actions import extract_snapshot
from ordito.territory.enums import ImplementationLevel, ImplementationState
from ordito.territory.models import Implementation, Professional, Programme, Service, Territory
from tests.factories.accounts import make_user
from tests.factories.cases import (
    code,
    make_case_file,
    make_diary_entry,
    make_intervention,
    make_person,
    make_taking,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.documents import make_registered, make_version
from tests.factories.indicators import make_indicator
from tests.factories.jobs import make_job
from tests.factories.territory import make_boundaries, make_professional
from tests.factories.threads import make_thread
from tests.journeys.atlas_campaigns import ask
from tests.journeys.atlas_certificates import certify
from tests.journeys.atlas_evaluation import evaluate
from tests.journeys.atlas_figures import figures
from tests.journeys.atlas_library import shelve
from tests.journeys.atlas_meetings import gather
from tests.journeys.atlas_offices import run_offices
from tests.journeys.atlas_record import follow
from tests.journeys.atlas_rights import serve
from tests.journeys.atlas_standards import hold_up
from tests.journeys.atlas_training import offer

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.imports.models import ImportBatch
    from tests.journeys.conftest import World

CHECKED = ("detail", "problems", "meanings", "known", "start", "progress")  # pages of an import that was tried
DOCUMENT_PAGES = ("document", "document_page", "document_replace", "document_remove")
HEADINGS = "Cognome;Nome;Nato il;Sesso;Residenza;Data apertura;Motivo;Colonna ignota"


@dataclass(frozen=True)
class Atlas:
    """The people who walk, by a letter each (None: without an account), and the arguments of the pages that have some.

    A name may go on with "@" and what tells the page from the same one with something else on it, or with a query.
    """

    walkers: dict[str, User | None]
    arguments: dict[str, tuple[Any, ...]]

    def address(self, name: str) -> str:
        """Where the page of a name is."""
        page, mark, query = name.partition("?")
        return reverse(view_of(name), args=self.arguments.get(page, ())) + mark + query


def view_of(name: str) -> str:
    """The name by which the addresses know a page."""
    return name.partition("?")[0].partition("@")[0]


def make_atlas(world: World) -> Atlas:
    """Something on every page."""
    provider, arguments = ask(world)
    worker = world.worker
    walkers: dict[str, User | None] = {
        "W": worker,
        "C": make_worker(world.place, role=SERVICE_COORDINATOR, full_name="Cora Coordina"),
        "O": world.officer,
        "K": make_user(role=AMBITO_OFFICER, full_name="Silvia Impostazioni"),
        "R": world.regional,
        "A": make_user(role=ADMINISTRATOR),
        "D": make_user(role=DPO),
        "P": provider,
        "L": None,
    }
    manager, certified = certify(world)
    walkers["F"] = manager
    arguments |= certified | evaluate(certified["training:edition"][0])
    arguments |= offer(world, manager) | hold_up(world, manager)
    arguments |= (
        _record(world) | follow(world) | serve(world) | run_offices(world) | _territory(world) | _imports(world)
    )
    arguments |= _accounts(worker, arguments["cases:record"][0])
    _statistics(world)
    return Atlas(walkers, arguments | figures(world) | shelve(world) | gather(world))


def _record(world: World) -> dict[str, tuple[Any, ...]]:
    """A record in which everything has happened, another that can be reopened, and the front desk."""
    worker, place, now = world.worker, world.place, timezone.now()
    person, mother, stranger = (make_person(place, "Zanzotti", name) for name in ("Ezechiele", "Ada", "Ugo"))
    record = make_case_file(person)
    taking = make_taking(record, worker=staff(worker))
    delivered = make_intervention(taking)
    entry = make_diary_entry(record, author=worker)
    psychologist = make_professional("Psicologa", organisation=place.body)
    member = make_team_member(taking, psychologist, place.body)
    unit = actions.open_family_unit(
        by=worker,
        at=now,
        person=person,
        relation=code(ListKey.RELATION, "child"),
        composition=code(ListKey.COMPOSITION, "registry"),
        valid_from=date(2020, 2, 1),
    )
    relative = actions.add_family_member(
        by=worker,
        at=now,
        unit=unit,
        person=mother,
        relation=code(ListKey.RELATION, "parent"),
        valid_from=date(2020, 2, 1),
    )
    document = upload_document(
        by=worker,
        at=now,
        case_file=record,
        stream=io.BytesIO(b"%PDF-1.7\n%%EOF\n"),
        name="relazione.pdf",
        kind=code(ListKey.DOCUMENT_KIND, "other"),
        title="Relazione",
    )
    make_version(document, worker)
    make_registered(document, worker)
    closed = make_taking(
        make_case_file(make_person(place, "Chiusi")),
        worker=staff(worker),
        closed_on=date(2026, 6, 1),
        outcome=code(ListKey.OUTCOME, "improved"),
        closure_reason=code(ListKey.CLOSURE_REASON, "completed"),
    )
    free = make_case_file(make_person(place, "Liberi"), opened_by=staff(worker))
    contact = actions.record_contact(
        by=worker,
        at=now,
        comune=place.comune,
        body=place.body,
        happened_on=date(2026, 11, 2),
        channel=code(ListKey.ACCESS_CHANNEL, "in_person"),
        request="Chiede del centro diurno.",
        who="La zia",
    )
    concern = actions.report_concern(
        by=worker,
        at=now,
        person=person,
        received_on=date(2026, 11, 2),
        reporter_kind=code(ListKey.REPORTER_KIND, "family_member"),
        urgency=code(ListKey.URGENCY, "immediate"),
        content="Il bambino non va a scuola.",
    )
    pk, in_taking, in_unit = (record.pk,), (record.pk, taking.pk), (record.pk, unit.pk)
    whole = (
        "record family unit_new taking interventions intervention_new diary diary_write diary_draft documents "
        "document_new timeline accesses"
    )
    return {
        **{f"cases:{name}": pk for name in whole.split()},
        **{f"cases:{name}": in_taking for name in ("taking_edit", "assign", "team_new", "close")},
        **{f"cases:{name}": in_unit for name in ("member_new", "member_register", "unit_end")},
        **{f"cases:{name}": (person.public_id,) for name in ("person_edit", "concern_new")},
        **{f"cases:{name}": (record.pk, delivered.pk) for name in ("intervention", "intervention_edit")},
        **{f"cases:{name}": (record.pk, entry.pk) for name in ("diary_entry", "diary_correct")},
        **{f"cases:{name}": (record.pk, document.pk) for name in DOCUMENT_PAGES},
        "cases:document_check": (record.pk,),
        **{f"cases:{name}": (record.pk, document.pk, 1) for name in ("document_version", "document_register")},
        **dict.fromkeys(("cases:person", "cases:open_record"), (stranger.public_id,)),
        "cases:take_in_charge": (free.pk,),
        "cases:reopen": (closed.case_file_id, closed.pk),
        "cases:team_end": (*in_taking, member.pk),
        "cases:member_add": (*in_unit, stranger.public_id),
        "cases:member_end": (*in_unit, relative.pk),
        "cases:contact": (contact.pk,),
        "cases:concern": (concern.pk,),
        "cases:briefing_new": (place.comune.pk,),
        "threads:link": ("cases.casefile", record.pk),
        "threads:unlink": ("cases.casefile", record.pk, make_thread(record, closed.case_file, by=worker).pk),
    }


def _territory(world: World) -> dict[str, tuple[Any, ...]]:
    body, service = world.place.body, Service.objects.order_by("pk")[0]
    professional = Professional.objects.get(pk=staff(world.worker).pk)
    with writing():
        programme = Programme.objects.create(code="prova", name="Programma di prova", description="Per le famiglie.")
        Implementation.objects.create(
            programme=programme,
            territory=world.place.ambito,
            edition="2026",
            level=ImplementationLevel.values[0],
            state=ImplementationState.values[0],
        )
    comuni = list(Territory.objects.filter(links_up__parent=world.region))
    make_boundaries(world.region, comuni)
    return {
        "territory:place": (world.place.ambito.pk,),
        "territory:programme": (programme.pk,),
        **dict.fromkeys(("territory:organisation", "territory:organisation_edit"), (body.pk,)),
        **dict.fromkeys(("territory:service", "territory:service_edit"), (service.pk,)),
        **{f"territory:{name}": (professional.pk,) for name in ("professional", "professional_edit", "role_create")},
        "territory:role_end": (professional.roles.get().pk,),
    }


def _imports(world: World) -> dict[str, tuple[Any, ...]]:
    """An import at each of its steps."""
    make_person(world.place, "Duea", "Ada", birth_date=date(2015, 2, 1))
    uploaded = _upload(world, "Uno")
    checked = _checked(world, "Due")
    done = _checked(world, "Tre")
    start_writing(batch=done, repeat_confirmed=True, by=world.officer, at=timezone.now())
    write_rows(_ignore, batch_id=done.pk, by_id=world.officer.pk)
    return {
        **{f"imports:{name}": (checked.pk,) for name in CHECKED},
        **{f"imports:{name}": (uploaded.pk,) for name in ("columns", "discard")},
        "imports:undo": (done.pk,),
        "imports:refused": (checked.pk, "csv"),
    }


def _upload(world: World, surname: str) -> ImportBatch:
    residence = world.place.comune.name
    rows = [
        f"{surname}{end};Ada;1/2/2015;F;{residence};{opened};{reason};x"
        for end, opened, reason in (
            ("a", "1/3/2024", "trascuratezza"),
            ("b", "1/3/24", "trascuratezza"),
            ("c", "31/12/2099", "parola di casa"),
        )
    ]
    content = "\n".join([HEADINGS, *rows]).encode()
    return upload_file(
        stream=io.BytesIO(content),
        name=f"{surname}.csv",
        target=CASES,
        territory=world.place.ambito,
        by=world.officer,
        at=timezone.now(),
    )


def _checked(world: World, surname: str) -> ImportBatch:
    batch = _upload(world, surname)
    mapping = {int(column): name for column, name in batch.mapping.items()}
    map_columns(batch=batch, target=CASES, mapping=mapping, by=world.officer, at=timezone.now())
    check_rows(_ignore, batch_id=batch.pk, by_id=world.officer.pk)
    batch.refresh_from_db()
    return batch


def _ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def _accounts(user: User, record_id: int) -> dict[str, tuple[Any, ...]]:
    asleep = make_user(full_name="Sofia Sospesa", is_active=False)
    names = ("person", "person_edit", "person_password", "person_second_factor", "person_deactivate")
    return {
        **{f"accounts:{name}": (user.pk,) for name in (*names, "membership_create")},
        "accounts:person_reactivate": (asleep.pk,),
        "accounts:membership_end": (user.pk, user.memberships.get().pk),
        "accounts:registry_row": ("cases.casefile", record_id),
        "accounts:job": (make_job().pk,),
    }


def _statistics(world: World) -> None:
    make_indicator("persone_in_carico", name="Persone in carico")
    for number in range(12):
        make_taking(make_case_file(make_person(world.place, f"Contati{number}")), opened_on=date(2025, 3, 1))
    extract_snapshot(by=SystemActor("test"), at=timezone.now())
