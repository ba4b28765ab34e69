# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world that fixes days, prints and writes letters, and sends to the national flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.core.models import writing
from ordito.files.actions import read_whole
from ordito.files.models import StoredFile
from ordito.flows.engine.layout import Flow
from ordito.papers.actions import add_template
from tests.factories.agenda import fill_agenda
from tests.factories.cases import make_case_file, make_person, make_taking, staff
from tests.factories.flows import make_benefit, make_item, make_lookup, make_run, make_sendable, make_sender
from tests.factories.jobs import make_job
from tests.factories.papers import make_print, make_templates, make_written_letter
from tests.factories.stewardship import (
    authorise,
    carry_out_all,
    make_discard,
    make_dpo,
    make_hold,
    make_old_record,
    make_proposals,
    make_release,
    make_series,
    make_signed_discard,
)

if TYPE_CHECKING:
    from ordito.cases.models import TakingInCharge
    from tests.journeys.conftest import World

Pages = dict[str, tuple[Any, ...]]


def run_offices(world: World) -> Pages:
    """A record with appointments, a print and a letter, and what it owes to the flows."""
    taking = make_taking(make_case_file(make_person(world.place, "Agendati", "Iole")), worker=staff(world.worker))
    kept = _kept(world)
    return {**_agenda(world, taking), **_papers(world, taking), **_flows(world, taking), **kept}


def _agenda(world: World, taking: TakingInCharge) -> Pages:
    record = taking.case_file
    today, visit, ahead, past, held, missed = fill_agenda(record, staff(world.worker), now=timezone.now())
    return {
        **dict.fromkeys(("agenda:agenda", "agenda:new"), (record.pk,)),
        "agenda:appointment": (record.pk, today.pk),
        "agenda:appointment@missed": (record.pk, missed.pk),
        "agenda:edit": (record.pk, ahead.pk),
        "agenda:missed": (record.pk, past.pk),
        "agenda:cancel": (record.pk, visit.pk),
        "agenda:tell": (record.pk, held.pk),
    }


def _papers(world: World, taking: TakingInCharge) -> Pages:
    record, template = taking.case_file, make_templates()[0]
    own = add_template(
        by=world.officer,
        at=timezone.now(),
        title="Convocazione",
        kind=template.kind,
        ambito=world.place.ambito,
        content=read_whole(StoredFile.objects.get(pk=template.stored_file_id or 0)),
    )
    made, _pdf = make_print(record, world.worker, ["record"])
    with writing():  # as a long one: made in the background, and kept for whoever asked for it
        type(made).objects.filter(pk=made.pk).update(job_id=make_job().pk)
    make_written_letter(record, world.worker)
    return {
        **dict.fromkeys(("papers:print_new", "papers:letters"), (record.pk,)),
        "papers:print": (record.pk, made.pk),
        "papers:print_file": (record.pk, made.pk, 1),
        "papers:letter_new": (record.pk, template.pk),
        **{f"papers:template_{name}": (own.pk,) for name in ("edit", "retire", "file")},
    }


def _flows(world: World, taking: TakingInCharge) -> Pages:
    place, record = world.place, taking.case_file
    make_sender(place)
    make_sendable(place, taking)
    benefit, run = make_benefit(record), make_run(place, flow=Flow.SINBA)
    make_item(make_run(place, flow=Flow.PSA), benefit)
    return {
        **{f"flows:{name}": (record.pk,) for name in ("sinba", "sinba_edit", "benefits", "benefit_new")},
        **dict.fromkeys(("flows:benefit_edit", "flows:benefit_annul"), (record.pk, benefit.pk)),
        "flows:register": (record.pk,),
        "flows:register_answer": (record.pk, make_lookup(record, world.worker).pk),
        "flows:sending": (run.pk,),
        "flows:sender": (place.ambito.pk, place.body.pk),
        "flows:mappings": (place.ambito.pk,),
        "flows:mapping": (place.ambito.pk, "LuogoVita", "shelter"),
        **{f"flows:sending_{name}": (run.pk,) for name in ("progress", "file", "download", "sent", "outcomes")},
    }


def _kept(world: World) -> Pages:
    """Old records ready to be discarded, one of them held; a list in each state; a copy for research."""
    place, worker, officer, dpo = world.place, world.worker, world.officer, make_dpo()
    make_proposals()
    series = make_series(place, "elderly", title="Cartelle di anziani")
    make_old_record(place, worker=worker, surname="Scartati")
    gone = carry_out_all(make_signed_discard(place, officer, dpo), dpo)
    make_old_record(place)
    waiting = authorise(make_discard(place, officer), officer)
    make_old_record(place)
    draft = make_discard(place, officer)
    held = make_old_record(place, worker=worker).case_file
    hold = make_hold(held, worker)
    release = make_release(place, officer)
    return {
        **dict.fromkeys(("stewardship:retention", "stewardship:hold_new"), (held.pk,)),
        "stewardship:hold_lift": (held.pk, hold.pk),
        "stewardship:office_hold_lift": (hold.pk,),
        "stewardship:retention@gone": (gone.items.get().case_file_id,),
        "cases:record@gone": (gone.items.get().case_file_id,),
        "stewardship:series_edit": (series.pk,),
        "stewardship:discard": (draft.pk,),
        "stewardship:discard@done": (gone.pk,),
        **{f"stewardship:discard_{name}": (waiting.pk,) for name in ("authorisation", "sign", "withdraw", "resume")},
        "stewardship:discard_authorise": (draft.pk,),
        "stewardship:discard_remove": (draft.pk, draft.items.get().pk),
        **{f"stewardship:release{name}": (release.pk,) for name in ("", "_file", "_end")},
    }
