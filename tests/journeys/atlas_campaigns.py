# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world that asks and answers: a questionnaire, two rounds of a campaign, notices."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from benchmarks.questionnaires.books import choices, question, workbook_bytes
from ordito.accounts.roles import PROVIDER
from ordito.campaigns import actions
from ordito.campaigns.actions.reminders import add_plan_step, remind
from ordito.campaigns.enums import Audience, Level, PeriodKind, UnitKind
from ordito.campaigns.models import Return
from ordito.campaigns.queries.report import asked_questions
from ordito.core.access import SystemActor
from ordito.core.fields import uuid7
from ordito.jobs.models import Job, JobState
from ordito.questionnaires import actions as forms
from ordito.questionnaires.actions.devices import create_device
from ordito.questionnaires.actions.drafts import open_draft, save_answers
from ordito.questionnaires.enums import Continuity, ExportForm
from ordito.questionnaires.models import TRIES, Draft
from ordito.questionnaires.queries.exporting import Options
from ordito.questionnaires.queries.sheets import fillable
from ordito.questionnaires.tasks import try_sheet, write_export
from ordito.territory.enums import OrganisationKind
from tests.factories.accounts import make_user
from tests.factories.campaigns import OWNER, return_of, send
from tests.factories.messages import make_email, make_notice
from tests.factories.questionnaires import make_version, small
from tests.factories.territory import make_organisation, make_service, make_service_type
from tests.questionnaires.book_tutto import ATTACHED, tutto

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.campaigns.models import Campaign
    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import Service, ServiceType
    from tests.journeys.conftest import World

HOUSE = SystemActor("prova")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000000030001"
    "5a4d9b0c0000000049454e44ae426082"
)
SURVEY = [
    question("begin_group", "sede", "La sede", appearance="field-list"),
    question("text", "nome", "Nome del servizio", required="yes"),
    question("text", "register_phone", "Telefono"),
    question("integer", "posti", "Posti", constraint=". <= 100", constraint_message="Al massimo cento."),
    question("end_group", ""),
    question("select_one aperto", "aperto", "È aperto tutto l’anno?", required="yes"),
    question("text", "note", "Che cosa è cambiato quest’anno?", appearance="multiline"),
]
WHERE = "/data/sede"
NAMES = ("Centro Cotone", "Centro Fuso", "Centro Lana", "Centro Lino", "Centro Seta", "Centro Trama")
Pages = dict[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Asking:
    """Who asks what of whom."""

    world: World
    provider: User
    kind: ServiceType
    services: dict[str, Service]
    versions: list[QuestionnaireVersion]
    closed: Campaign
    campaign: Campaign

    def due(self, name: str) -> Return:
        """What a service owes to the round under way."""
        return return_of(self.campaign, self.services[name])


def ask(world: World) -> tuple[User, Pages]:
    """Something on every page about questionnaires, campaigns and notices: who fills for the provider, the pages."""
    made = _rounds(world)
    _notices(made)
    return made.provider, _returns(made) | _campaigns(made) | _questionnaires(made) | _answers(made)


def _rounds(world: World) -> Asking:
    """A closed round, and one under way whose questionnaire breaks one series."""
    place, now = world.place, timezone.now()
    body = make_organisation("Cooperativa Spola (inventata)", kind=OrganisationKind.COOPERATIVE_A, seat=place.comune)
    kind = make_service_type("CSF", "Centro servizi per le famiglie")
    services = {
        name: make_service(
            name, service_type=kind, holder=place.body, provider=body, territory=place.comune, valid_from=None
        )
        for name in NAMES
    }
    first = make_version(_book("1", "si", "no"), territory=world.region)
    declared = forms.Declared(Continuity.BREAK, note="Prima non si poteva rispondere «in parte».")
    second = make_version(
        _book("2", "si", "no", "in_parte"), questionnaire=first.questionnaire, changes={"aperto": declared}
    )
    provider = make_user(role=PROVIDER, organisation=body, full_name="Gestora Spola")
    closed = _open(world, first, kind, timezone.localdate().year - 1, None)
    for name in ("Centro Lana", "Centro Lino", "Centro Seta"):
        send(return_of(closed, services[name]), provider, _answers_of(name, "10", "si"))
    actions.close_campaign(campaign=closed, by=HOUSE, at=now)
    campaign = _open(world, second, kind, timezone.localdate().year, closed)
    return Asking(world, provider, kind, services, [first, second], closed, campaign)


def _book(version: str, *names: str) -> dict[str, Any]:
    return small(
        "schedacentri", version=version, title="Scheda dei centri", survey=SURVEY, choices=choices("aperto", *names)
    )


def _answers_of(name: str, places: str, opened: str) -> dict[str, str]:
    return {
        f"{WHERE}/nome": name,
        f"{WHERE}/register_phone": "000 123456",
        f"{WHERE}/posti": places,
        "/data/aperto": opened,
        "/data/note": "Un pomeriggio in più.",
    }


def _open(
    world: World, version: QuestionnaireVersion, kind: ServiceType, year: int, previous: Campaign | None
) -> Campaign:
    campaign = _prepare(world, version, kind, year, previous)
    rule = ("posti", "${posti} > ${posti_prev} * 2", "I posti sono più del doppio dell’altra volta.")
    actions.set_warning_rules(campaign=campaign, rules=[rule], by=HOUSE, at=timezone.now())
    return actions.open_campaign(campaign=campaign, by=HOUSE, at=timezone.now())


def _prepare(
    world: World, version: QuestionnaireVersion, kind: ServiceType, year: int, previous: Campaign | None
) -> Campaign:
    today = timezone.localdate()
    values = {
        "title": f"Centri per le famiglie {year}",
        "version": version,
        "territory": world.region,
        "previous": previous,
        "period_kind": PeriodKind.YEAR,
        "period_label": f"anno {year}",
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 12, 31),
        "unit_kind": UnitKind.SERVICE,
        "service_types": [kind],
        "areas": [],
        "universe_on": today,
        "levels": [level.value for level in Level],
        "opens_on": today - timedelta(days=30),
        "deadline": today - timedelta(days=2),
        "grace_days": 20,
        "help_text": "Rispondete per tutte le sedi.",
        "contact": "Ufficio di prova, tel. 000",
    }
    return actions.create_campaign(values=values, by=HOUSE, at=timezone.now())


def _returns(made: Asking) -> Pages:
    """Returns in every state, and a link for who has no account."""
    now, officer = timezone.now(), made.world.officer
    approved, sent, back = made.due("Centro Lana"), made.due("Centro Seta"), made.due("Centro Lino")
    for row, places in ((approved, "12"), (back, "11")):
        send(row, made.provider, _answers_of(row.unit_name, places, "in_parte"))
    signature = actions.approve_for_ambito(
        campaign=made.campaign, ambito=made.world.place.ambito, only=[approved.pk], by=officer, at=now
    )
    actions.send_back(
        row=back,
        comments={f"{WHERE}/posti": "Sono quelli accreditati?"},
        reason="Un numero da rivedere.",
        by=officer,
        at=now,
    )
    sending = send(sent, made.provider, _answers_of("Centro Seta", "40", "si"))
    begun, awaited, linked = made.due("Centro Fuso"), made.due("Centro Trama"), made.due("Centro Cotone")
    draft = open_draft(version=made.versions[1], owner_kind=OWNER, owner_id=begun.pk, by=made.provider, at=now)
    actions.start_return(row=begun, by=made.provider, at=now)
    save_answers(draft=draft, answers={f"{WHERE}/nome": "Centro Fuso"}, by=made.provider, at=now)
    finished = Draft.objects.get(owner_kind=OWNER, owner_id=sent.pk)
    return {
        **dict.fromkeys(("campaigns:return", "campaigns:send_back"), (sent.public_id,)),
        "campaigns:return@back": (back.public_id,),
        "campaigns:links": (awaited.public_id,),
        "campaigns:register": (approved.public_id,),
        "campaigns:move": (awaited.public_id, "scadenza"),
        "campaigns:move@region": (approved.public_id, "riapri"),
        "campaigns:attach": (signature.pk,),
        **dict.fromkeys(("campaigns:link", "campaigns:link_fill"), (_begun_link(linked, officer),)),
        "campaigns:link_sent": (_link(sent, officer),),
        "questionnaires:fill": (draft.public_id,),
        "questionnaires:fill_sent": (finished.public_id,),
        "questionnaires:submission": (sending.public_id,),
    }


def _begun_link(row: Return, by: User) -> str:
    """The secret of a personal link by which somebody has begun to answer."""
    token, now = _link(row, by), timezone.now()
    found = actions.enter_by_link(token=token, at=now)
    assert found is not None
    open_draft(version=row.campaign.version, owner_kind=OWNER, owner_id=row.pk, by=found[1], at=now)
    return token


def _link(row: Return, by: User) -> str:
    """The secret of a personal link."""
    now = timezone.now()
    _made, whole = actions.make_link(
        row=row, email="ente@esempio.invalid", expires_at=now + timedelta(days=9), address=lambda token: f"/{token}",
        by=by, at=now,
    )  # fmt: skip
    return whole.rpartition("/")[2]


def _campaigns(made: Asking) -> Pages:
    """One being prepared, the one under way with its reminders, the one that is over."""
    now, world, campaign = timezone.now(), made.world, made.campaign
    draft = _prepare(world, made.versions[1], made.kind, timezone.localdate().year + 1, campaign)
    add_plan_step(
        campaign=campaign, days=-7, audience=Audience.FILLER, text="Manca una settimana.", by=world.regional, at=now
    )
    waiting = Return.objects.filter(campaign=campaign).waiting()
    remind(
        campaign=campaign, returns=waiting.exclude(pk=made.due("Centro Trama").pk), audience=Audience.FILLER,
        subject="Manca la tua restituzione", text="Gentile collega, aspettiamo le risposte.", batch=uuid7(),
        by=world.officer, at=now,
    )  # fmt: skip
    make_service("Centro Orlo", service_type=made.kind, holder=world.place.body, territory=world.place.comune)
    texts = next(row for row in asked_questions(campaign) if row.name == "note")
    at_ambito = (campaign.public_id, world.place.ambito.pk)
    running = "campaign edit close rules add_units returns board reminder_plan reminder_log reminder_messages report"
    return {
        **{f"campaigns:{name}": (campaign.public_id,) for name in running.split()},
        **{f"campaigns:{name}": at_ambito for name in ("ambito", "sign", "approve")},
        **{f"campaigns:{name}": (draft.public_id,) for name in ("subject", "units", "times", "opening", "discard")},
        "campaigns:remind": (campaign.public_id,),
        "campaigns:report_texts": (campaign.public_id, texts.question_id),
        "campaigns:reopen": (made.closed.public_id,),
    }


def _questionnaires(made: Asking) -> Pages:
    """A draft of a third version that needs a file, and one form with every kind of question being tried."""
    now, regional, published = timezone.now(), made.world.regional, made.versions[1]
    third = _book("3", "si", "no", "in_parte", "sospeso")
    third["survey"] = [*SURVEY, question("text", "logo", "Il tuo marchio", **{"media::image": "marchio.png"})]
    draft = make_version(third, questionnaire=published.questionnaire, published=False)
    everything = _everything(made)
    tried = open_draft(version=everything, owner_kind=TRIES, owner_id=everything.pk, by=regional, at=now)
    return {
        **dict.fromkeys(("questionnaires:detail", "questionnaires:upload_version"), (published.questionnaire_id,)),
        **{f"questionnaires:{name}": (published.pk,) for name in ("version", "questions", "retire")},
        **{f"questionnaires:{name}": (draft.pk,) for name in ("version@draft", "publish", "discard")},
        "questionnaires:fill@everything": (tried.public_id,),
    }


def _everything(made: Asking) -> QuestionnaireVersion:
    version = make_version(tutto(), territory=made.world.region, published=False)
    for name, content in (ATTACHED | {"si.png": PNG}).items():
        forms.attach_file(version=version, stream=io.BytesIO(content), name=name, by=HOUSE, at=timezone.now())
    return version


def _answers(made: Asking) -> Pages:
    """An export that is ready, a spreadsheet that was tried, a device."""
    now, officer = timezone.now(), made.world.officer
    export = forms.start_export(version=made.versions[1], form=ExportForm.XLSX, options=Options(), by=officer, at=now)
    write_export(_ignore, export_id=export.pk)
    Job.objects.filter(pk=export.job_id or 0).update(state=JobState.DONE)
    rows = [
        {"_nome": "", "nome": "Nome del servizio", "posti": "Posti"},
        {"_nome": "Centro Trama", "nome": "Centro Trama", "posti": "molti"},
    ]
    [what] = fillable(made.provider)
    book = io.BytesIO(workbook_bytes({"risposte": rows}))
    sheet = forms.upload_sheet(what=what, stream=book, name="risposte.xlsx", by=made.provider, at=now)
    try_sheet(_ignore, sheet_id=sheet.pk)
    device, _token = create_device(label="Telefono di prova", by=made.provider, at=now)
    return {
        **{f"questionnaires:{name}": (made.versions[1].pk,) for name in ("answers", "export_new")},
        "questionnaires:export": (export.pk,),
        "questionnaires:sheet": (sheet.pk,),
        "questionnaires:device_revoke": (device.pk,),
    }


def _ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def _notices(made: Asking) -> None:
    for user in (made.world.officer, made.provider):
        make_notice(user, "La rilevazione è aperta")
        make_email(by=user)
