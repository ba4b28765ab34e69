# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world that is in a social record: what each part of it keeps, and the work around it."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from benchmarks.questionnaires.books import question
from ordito.assessments import actions as assessments
from ordito.assessments.engine.wording import OwnScale
from ordito.assessments.enums import StrengthEnd
from ordito.assessments.models import ScreeningRule
from ordito.cases import actions
from ordito.cases.actions.diary_files import attach_to_entry
from ordito.cases.actions.local_rules import set_approval_rule
from ordito.cases.enums import ApprovalKind, InterventionState, ListKey, TermEnd, TermStart
from ordito.cases.models import BlindDelivery, Classification, Code, Intervention
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from ordito.handovers.enums import PassageState
from ordito.kinship.models import Kin, ParentalResponsibility, Relative, Tie
from ordito.plans.enums import ListKey as PlanKey
from ordito.plans.enums import PlanState
from ordito.plans.models import Participant
from ordito.protection.models import (
    ClockRule,
    EmergencyPlacement,
    FosterCare,
    OutOfHomePlacement,
    Proceeding,
    ProtectedMeeting,
    ProtectedMeetingPlan,
    ProtectiveMeasure,
    ReportDue,
)
from tests.factories.assessments import make_assessed, make_assessment, make_rule, mondo, viewpoint
from tests.factories.cases import (
    code,
    make_case_file,
    make_diary_entry,
    make_person,
    make_place,
    make_taking,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.circumstances import make_fact, make_situation
from tests.factories.employment import fill_path, make_accreditation, make_adult
from tests.factories.handovers import make_handover, make_referral
from tests.factories.kinship import make_family, make_unit
from tests.factories.plans import fill_plans, make_action, make_objective, make_plan, make_words
from tests.factories.protection import fill_protection, make_foster, make_leaver
from tests.factories.questionnaires import make_version, small
from tests.factories.territory import make_professional
from tests.factories.work import make_defaults, make_template, make_work

if TYPE_CHECKING:
    from ordito.cases.models import TakingInCharge
    from tests.journeys.conftest import World

Pages = dict[str, tuple[Any, ...]]
CODE = "RSSMRA85T10A562S"


def follow(world: World) -> Pages:
    """A record with something in each part, and what a service does around records."""
    make_defaults()
    taking = _taking(world, "Inventati")
    return {
        **_circumstances(world, taking),
        **_kinship(world, taking),
        **_assessments(taking),
        **_plans(taking),
        **_protection(taking),
        **_work(world, taking),
        **_handovers(world, taking),
        **_employment(world),
        **_people(world),
        **_service(world),
        **_settings(world),
    }


def _taking(world: World, surname: str, name: str = "Nina") -> TakingInCharge:
    person = make_person(world.place, surname, name, sex="F")
    return make_taking(make_case_file(person), worker=staff(world.worker))


def _circumstances(world: World, taking: TakingInCharge) -> Pages:
    pk, person = taking.case_file_id, taking.case_file.person
    facts = make_situation(person, author=world.worker)
    hidden = make_fact(
        person,
        "indirizzo",
        author=world.worker,
        kind="domicile",
        street="Via Nascosta 1",
        secret=True,
        valid_from=date(2026, 5, 1),
    )
    forgotten = make_fact(person, "indirizzo", kind="stay", street="Via Dimenticata 1", secret=True)
    one = (pk, "indirizzo", facts[0].pk)
    return {
        **dict.fromkeys(("circumstances:situation", "circumstances:health"), (pk,)),
        "circumstances:take_over": (pk, forgotten.pk),
        "circumstances:fact_new": (pk, "indirizzo"),
        "circumstances:fact_new@school": (pk, "scuola"),
        "circumstances:fact_new@health": (pk, "certificazione"),
        **dict.fromkeys((f"circumstances:fact_{name}" for name in ("edit", "end", "annul")), one),
        "circumstances:readers": (pk, hidden.pk),
    }


def _kinship(world: World, taking: TakingInCharge) -> Pages:
    record = taking.case_file
    make_family(world.place, record)
    kin, tie = Kin.objects.order_by("pk")[0], Tie.objects.order_by("pk")[0]
    held = ParentalResponsibility.objects.order_by("pk")[0]
    named = Relative.objects.filter(person=None).order_by("pk")[0]
    return {
        **{f"kinship:{name}": (record.pk,) for name in ("ties", "kin_new", "responsibility_new", "tie_new")},
        "kinship:kin_edit": (record.pk, kin.pk),
        "kinship:relative_edit": (record.pk, named.pk),
        "kinship:responsibility_edit": (record.pk, held.pk),
        "kinship:tie_edit": (record.pk, tie.pk),
        "kinship:row_end": (record.pk, "ecomappa", tie.pk),
        "kinship:row_withdraw": (record.pk, "legame", kin.pk),
    }


def _assessments(taking: TakingInCharge) -> Pages:
    first, pk = make_assessed(taking), taking.case_file_id
    draft = make_assessment(taking, at="t2", done=False)
    rule = ScreeningRule.objects.order_by("pk")[0]
    return {
        **{f"assessments:{name}": (pk,) for name in ("assessments", "new", "comparison")},
        "assessments:assessment": (pk, first.pk),
        "assessments:screening": (pk, first.pk, rule.pk),
        **{f"assessments:{name}": (pk, draft.pk) for name in ("scores", "edit", "discard")},
    }


def _plans(taking: TakingInCharge) -> Pages:
    record = taking.case_file
    agreed, draft = fill_plans(taking), make_plan(record, kind="autonomy", title="")
    shared = make_plan(record, taking=taking, title="Da firmare", state=PlanState.SHARED, shared_on=date(2026, 3, 1))
    objective = make_objective(draft)
    action = make_action(draft, objective=objective)
    joining = Participant(plan=draft, role=code(PlanKey.PLAN_ROLE, _first(PlanKey.PLAN_ROLE)))
    seal_texts(joining, name="La maestra")
    with writing():
        joining.save()
    return {
        **dict.fromkeys(("plans:plans", "plans:plan_new", "plans:words", "plans:words_new"), (record.pk,)),
        **dict.fromkeys(("plans:words_edit", "plans:words_remove"), (record.pk, make_words(record).pk)),
        **{f"plans:{name}": (record.pk, agreed.pk) for name in ("plan", "review", "plan_conclude", "plan_edition")},
        **{
            f"plans:{name}": (record.pk, draft.pk)
            for name in (
                "plan@draft",
                "plan_edit",
                "plan_share",
                "plan_discard",
                "plan_ask",
                "objective_new",
                "action_new",
                "participant_new",
            )
        },
        **{f"plans:{name}": (record.pk, shared.pk) for name in ("sign", "sign_file", "plan_agree", "plan_reopen")},
        **dict.fromkeys(("plans:objective_edit", "plans:objective_remove"), (record.pk, draft.pk, objective.pk)),
        **dict.fromkeys(("plans:action_edit", "plans:action_remove"), (record.pk, draft.pk, action.pk)),
        "plans:participant_remove": (record.pk, draft.pk, joining.pk),
    }


def _first(key: PlanKey) -> str:
    return Code.objects.filter(code_list__key=key).order_by("pk")[0].code


def _protection(taking: TakingInCharge) -> Pages:
    record = taking.case_file
    fill_protection(record)
    pages: Pages = dict.fromkeys(("protection:protection", "protection:running_out"), (record.pk,))
    rows: dict[str, Any] = {
        name: model.objects.filter(case_file=record).order_by("pk")[0].pk
        for name, model in (
            ("emergency", EmergencyPlacement),
            ("measure", ProtectiveMeasure),
            ("placement", OutOfHomePlacement),
            ("foster", FosterCare),
            ("meeting_plan", ProtectedMeetingPlan),
            ("report", ReportDue),
            ("proceeding", Proceeding),
        )
    } | {"leaver": make_leaver(record).pk}
    for name, row in rows.items():
        pages[f"protection:{name}_new"] = (record.pk,)
        pages |= dict.fromkeys((f"protection:{name}{end}" for end in ("", "_edit", "_annul")), (record.pk, row))
    placement = OutOfHomePlacement.objects.get(pk=rows["placement"])
    step = EmergencyPlacement.objects.get(pk=rows["emergency"]).steps.order_by("pk")[0]
    card = (record.pk, placement.pk, placement.cards.get().pk)
    meeting = ProtectedMeeting.objects.get(plan=rows["meeting_plan"])
    return {
        **pages,
        **dict.fromkeys(("protection:card", "protection:card_send"), card),
        **dict.fromkeys(("protection:report_send", "protection:report_drop"), (record.pk, rows["report"])),
        "protection:emergency_step": (record.pk, rows["emergency"], step.pk),
        "protection:emergency_end": (record.pk, rows["emergency"]),
        **dict.fromkeys(("protection:placement_end", "protection:placement_return"), (record.pk, placement.pk)),
        "protection:foster_return": (record.pk, make_foster(record, started_on=date(2026, 2, 1)).pk),
        "protection:foster_move": (record.pk, rows["foster"]),
        "protection:meetings_new": (record.pk, rows["meeting_plan"]),
        "protection:meeting": (record.pk, rows["meeting_plan"], meeting.pk),
        "protection:clock_rule": (ClockRule.objects.order_by("pk")[0].pk,),
    }


def _work(world: World, taking: TakingInCharge) -> Pages:
    running, record, now = make_work(taking, world.worker), taking.case_file, timezone.now()
    waiting = Intervention.objects.filter(taking=taking, state=InterventionState.AUTHORISED).get()
    entry = make_diary_entry(record, "Con un foglio allegato.", author=world.worker)
    paper = attach_to_entry(
        by=world.worker, at=now, entry=entry, stream=io.BytesIO(b"%PDF-1.7\n%%EOF\n"), name="foglio.pdf", title="Foglio"
    )
    draft = actions.save_draft(by=world.worker, at=now, case_file=record, title="", text="Una frase lunga, poi tolta.")
    actions.save_draft(by=world.worker, at=now, case_file=record, title="", text="Una.", version=draft.version)
    form = actions.save_form_draft(
        by=world.worker,
        at=now,
        case_file=record,
        place=reverse("plans:plan_new", args=[record.pk]),
        typed="reasons=Una frase lunga, non ancora salvata.",
    )
    member = make_team_member(taking, make_professional("Educatore", organisation=world.place.body), world.place.body)
    template = make_template("Colloquio", owner=world.worker)
    of_running = (record.pk, running.pk)
    return {
        "cases:record@full": (record.pk,),
        "cases:interventions@full": (record.pk,),
        "cases:diary@full": (record.pk,),
        "cases:timeline@full": (record.pk,),
        "cases:intervention_ask": (record.pk,),
        **{f"cases:intervention{name}": of_running for name in ("@full", "_change", "_cost")},
        "cases:intervention_step": (*of_running, "fine"),
        "cases:intervention_step@begin": (record.pk, waiting.pk, "avvia"),
        "cases:waiting_service": (waiting.service_id,),
        "cases:diary_attach": (record.pk, entry.pk),
        **dict.fromkeys(("cases:diary_file", "cases:diary_detach"), (record.pk, entry.pk, paper.pk)),
        "cases:diary_draft_versions": (record.pk,),
        "cases:form_draft": (record.pk, form.pk),
        "cases:team_edit": (record.pk, taking.pk, member.pk),
        "cases:deputy_new": (record.pk, taking.pk),
        **dict.fromkeys(("cases:diary_template", "cases:diary_template_retire"), (template.pk,)),
    }


def _handovers(world: World, taking: TakingInCharge) -> Pages:
    elsewhere, record = make_place(ambito=world.place.ambito), taking.case_file
    sender = make_worker(elsewhere, full_name="Gina Lontana")
    there = make_person(elsewhere, "Lontani")
    theirs = make_taking(make_case_file(there), worker=staff(sender))
    offered = make_handover(theirs, sender, world.place)
    sent = make_referral(theirs.case_file, sender, world.place.body, comune=world.place.comune)
    own = make_handover(taking, world.worker, elsewhere)
    asked = make_referral(record, world.worker, elsewhere.body)
    passing = _taking(world, "Passati")
    accepted = make_handover(passing, world.worker, elsewhere)
    with writing():
        type(accepted).objects.filter(pk=accepted.pk).update(state=PassageState.ACCEPTED)
    free = _taking(world, "Partenti")
    return {
        "handovers:handover": (offered.pk,),
        "handovers:referral": (sent.pk,),
        "handovers:record": (record.pk,),
        **dict.fromkeys(("handovers:offer", "handovers:refer"), (free.case_file_id,)),
        **dict.fromkeys(("handovers:dossier", "handovers:handover_revoke"), (record.pk, own.pk)),
        **{f"handovers:referral_{name}": (record.pk, asked.pk) for name in ("revoke", "answer", "finish")},
        "handovers:handover_finish": (passing.case_file_id, accepted.pk),
    }


def _employment(world: World) -> Pages:
    """An adult on a path to work, one whose path is concluded, one without a path, and who is accredited."""
    going, over = make_adult(world.place, world.worker), make_adult(world.place, world.worker, surname="Arrivati")
    without = make_adult(world.place, world.worker, surname="Inattesi").case_file_id
    path, pk = fill_path(going), going.case_file_id
    concluded = fill_path(over, ended_on=date(2026, 10, 1), outcome="permanent_job")
    placement = path.jobplacements.get(ends_on=None)
    rows = {
        "path": path,
        "appraisal": path.appraisals.order_by("pk")[0],
        "placement": placement,
        "monitoring": placement.jobmonitorings.order_by("pk")[0],
        "accommodation": placement.accommodations.order_by("pk")[0],
    }
    return {
        "employment:work": (pk,),
        **dict.fromkeys(("employment:work@empty", "employment:path_new"), (without,)),
        "employment:path": (concluded.case_file.pk, concluded.pk),
        "employment:path_move": (pk, path.pk),
        **{f"employment:{name}_{end}": (pk, row.pk) for name, row in rows.items() for end in ("edit", "annul")},
        "employment:appraisal_new": (pk, path.pk, "profilo"),
        "employment:placement_new": (pk, path.pk),
        **{f"employment:{name}": (pk, placement.pk) for name in ("placement", "placement_end")},
        **{f"employment:{name}_new": (pk, placement.pk) for name in ("monitoring", "accommodation")},
        "employment:outcome": (pk, placement.outcomes.order_by("pk")[0].pk),
        "employment:accreditation_edit": (make_accreditation(world.place).pk,),
    }


def _people(world: World) -> Pages:
    """Families that change, persons written twice, who is known elsewhere."""
    place = world.place
    taking = _taking(world, "Mutevoli")
    child, other = taking.case_file.person, make_person(place, "Altrinuclei", "Ivo")
    unit = make_unit((make_person(place, "Mutevoli", "Ada"), "reference"), (child, "child"))
    make_unit((other, "reference"))
    kept, double = _taking(world, "Doppi", "Maria").case_file.person, make_person(place, "Doppi", "Mara")
    merged = _merged(world)
    return {
        "kinship:kin_proposed": (taking.case_file_id,),
        **{f"cases:family_{name}": (taking.case_file_id,) for name in ("birth", "placement", "death")},
        **{f"cases:family_{name}": (taking.case_file_id, unit.pk) for name in ("split", "merge_search", "move")},
        "cases:family_merge": (taking.case_file_id, unit.pk, other.public_id),
        "cases:merge_search": (kept.public_id,),
        "cases:merge": (kept.public_id, double.public_id),
        **dict.fromkeys(("cases:merge_done", "cases:merge_undo"), (merged,)),
        **_blind(world),
    }


def _merged(world: World) -> int:
    first, second = _taking(world, "Uniti", "Lia").case_file.person, make_person(world.place, "Uniti", "Lea")
    merge = actions.merge_persons(
        by=world.worker,
        at=timezone.now(),
        kept=first,
        absorbed=second,
        version=first.version,
        reason="Stessa tessera sanitaria.",
    )
    return merge.pk


def _blind(world: World) -> Pages:
    """Somebody whom another Ambito knows too: one asks about them, the other answers."""
    now, elsewhere = timezone.now(), make_place()
    stranger = make_worker(elsewhere, full_name="Chiara Chiede")
    asked = make_person(elsewhere, "Rossi", "Mario", fiscal_code=CODE)
    known = make_person(world.place, "Rossi", "Mario", fiscal_code=CODE)
    make_taking(make_case_file(known), worker=staff(world.worker))
    make_taking(make_case_file(asked), worker=staff(stranger))
    arrived = actions.ask_blindly(by=stranger, at=now, person=asked, reason="Capire chi la segue.")
    actions.deliver_blind_request(at=now, request_id=arrived.pk)
    sent = actions.ask_blindly(by=world.worker, at=now, person=known, reason="Capire chi la segue.")
    return {
        "cases:blind_new": (known.public_id,),
        "cases:blind_request": (sent.pk,),
        "cases:blind_delivery": (BlindDelivery.objects.get(request=arrived).pk,),
    }


def _service(world: World) -> Pages:
    """What waits for who coordinates, and a record of a colleague that an emergency opens."""
    colleague = make_worker(world.place, full_name="Carla Collega")
    theirs = make_taking(make_case_file(make_person(world.place, "Urgenti")), worker=staff(colleague))
    set_approval_rule(
        by=world.officer,
        at=timezone.now(),
        territory=world.place.ambito,
        kind=ApprovalKind.CLOSURE,
        valid_from=date(2026, 1, 1),
    )
    closing = _taking(world, "Concludendi")
    approval = actions.propose_closure(
        by=world.worker,
        at=timezone.now(),
        taking=closing,
        closed_on=timezone.localdate(),
        outcome=code(ListKey.OUTCOME, "improved"),
        reason=code(ListKey.CLOSURE_REASON, "completed"),
    )
    return {"cases:emergency": (theirs.case_file.person.public_id,), "cases:approval": (approval.pk,)}


def _settings(world: World) -> Pages:
    officer, now, ambito = world.officer, timezone.now(), world.place.ambito
    term = actions.save_term_rule(
        by=officer,
        at=now,
        ambito=ambito,
        starts=TermStart.RECEIVED,
        ends=TermEnd.WEIGHED,
        days=10,
        source="Delibera 3/2026",
    )
    mine = assessments.add_instrument(
        by=officer,
        at=now,
        name="Come sto",
        months=6,
        territory=ambito,
        scales=[OwnScale("Amici", 0, 20, StrengthEnd.HIGH, [(0, 5, "Basso"), (6, 20, "Alto")])],
    )
    survey = [question("integer", "amici", "Quanti amici hai?")]
    asking = assessments.add_instrument(
        by=officer,
        at=now,
        name="Amicizie",
        months=6,
        territory=ambito,
        scales=[OwnScale("Amici", 0, 20, StrengthEnd.HIGH, [(0, 20, "Amici")])],
        questionnaire_version=make_version(small("amicizie", title="Amicizie", survey=survey)),
        viewpoint=viewpoint("child"),
    )
    return {
        "cases:code_list": ("outcome",),
        "cases:code_new": ("outcome",),
        "cases:code_edit": ("outcome", code(ListKey.OUTCOME, "improved").pk),
        "cases:classification": (Classification.objects.order_by("pk")[0].pk,),
        "cases:term_edit": (term.pk,),
        **dict.fromkeys(("assessments:scheme", "assessments:verify"), (mondo().scheme_id,)),
        "assessments:instrument_end": (mine.pk,),
        "assessments:questions": (asking.pk,),
        "assessments:rule_end": (make_rule(territory=ambito).pk,),
    }
