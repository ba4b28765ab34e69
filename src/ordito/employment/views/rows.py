# SPDX-License-Identifier: EUPL-1.2
"""The forms that add, correct and set aside a row: one way for every kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases.models import Code
from ordito.core.access import actor_of
from ordito.core.dates import format_date
from ordito.employment import actions
from ordito.employment.enums import ListKey
from ordito.employment.forms import paths, placements
from ordito.employment.models import Appraisal, JobPlacement, WorkPath
from ordito.employment.queries.choices import Choices
from ordito.employment.queries.facts import values_of, workplace
from ordito.employment.views.common import form_view, handle, page_of, row_or_404, writable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.declare import Text
    from ordito.employment.forms.fields import RowForm
    from ordito.employment.models import EmploymentRow


@dataclass(frozen=True)
class Kind:
    """A kind of row: what is written in it, with which form, under what, under which headings."""

    values: type[actions.RowValues]
    form: type[RowForm]
    parent: type[EmploymentRow] | None
    new: Text
    edit: Text
    lead: Text = ""


KINDS = {
    "path": Kind(
        actions.PathValues,
        paths.PathForm,
        None,
        gettext_lazy("Nuovo percorso di lavoro"),
        gettext_lazy("Modifica il percorso di lavoro"),
        gettext_lazy("Di solito parte dall’accoglienza. Le fasi dopo si segnano man mano."),
    ),
    "placement": Kind(
        actions.PlacementValues,
        placements.PlacementForm,
        WorkPath,
        gettext_lazy("Nuovo inserimento lavorativo"),
        gettext_lazy("Modifica l’inserimento lavorativo"),
        gettext_lazy("Tirocini, borse lavoro, assunzioni. Gli esiti da rilevare nei mesi dopo nascono da soli."),
    ),
    "monitoring": Kind(
        actions.MonitoringValues,
        placements.MonitoringForm,
        JobPlacement,
        gettext_lazy("Nuovo monitoraggio"),
        gettext_lazy("Modifica il monitoraggio"),
    ),
    "accommodation": Kind(
        actions.AccommodationValues,
        placements.AccommodationForm,
        JobPlacement,
        gettext_lazy("Nuovo accomodamento ragionevole"),
        gettext_lazy("Modifica l’accomodamento ragionevole"),
        gettext_lazy("Che cosa si adatta perché la persona possa lavorare lì."),
    ),
}
"""By the name of their pages."""


def home_of(record: RecordHeader, row: Any) -> str:
    """The page on which a row is shown."""
    if isinstance(row, WorkPath):
        return page_of(record, "path" if row.ended_on else "work", *([row.pk] if row.ended_on else []))
    if isinstance(row, JobPlacement):
        return page_of(record, "placement", row.pk)
    if isinstance(row, Appraisal):
        return page_of(record, "work")
    return page_of(record, "placement", row.placement_id)


@form_view
def new(request: HttpRequest, pk: int, page: str, parent_pk: int | None = None) -> HttpResponse:
    """Add a row under the record, under a path or under a placement."""
    record = writable(request, pk)
    kind = KINDS[page]
    parent: Any = record.case_file
    if kind.parent is not None:
        parent = row_or_404(request, record, kind.parent, parent_pk or 0)
    choices = Choices(record.case_file, record.today)
    form = kind.form(request.POST or None, choices=choices, new=True, initial=_initial(record, page, choices))
    written: list[Any] = []

    def act() -> None:
        row = actions.add_row(
            kind.values(**form.values()), by=actor_of(request), at=timezone.now(), parent=parent, form_key=form.key
        )
        written.append(row)

    return handle(
        request,
        record,
        form,
        act,
        back=lambda: home_of(record, written[0]),
        done=_("Salvato."),
        heading=kind.new,
        lead=kind.lead,
        submit_label=_("Salva"),
        cancel_url=page_of(record, "work") if kind.parent is not JobPlacement else home_of(record, parent),
    )


def _initial(record: RecordHeader, page: str, choices: Choices) -> dict[str, Any]:
    """What the form starts with: today, the first stage, the one taking in charge that there is."""
    if page == "path":
        takings = list(choices.taking[:2])
        first = Code.objects.of(ListKey.STAGE).at(record.today).first()
        return {
            "started_on": record.today,
            "stage": first and first.pk,
            "taking": takings[0].pk if len(takings) == 1 else None,
        }
    return {"held_on": record.today, "asked_on": record.today}


@form_view
def edit(request: HttpRequest, pk: int, page: str, row_pk: int) -> HttpResponse:
    """Correct a row."""
    record = writable(request, pk)
    kind = KINDS[page]
    row = row_or_404(request, record, kind.values.model, row_pk)
    choices = Choices(record.case_file, record.today)
    form = kind.form(request.POST or None, choices=choices, new=False, initial=values_of(row))

    def act() -> None:
        actions.edit_row(
            kind.values(**form.values()),
            by=actor_of(request),
            at=timezone.now(),
            row=row,
            version=form.cleaned_data["version"] or row.version,
        )

    return handle(
        request,
        record,
        form,
        act,
        back=home_of(record, row),
        done=_("Salvato."),
        theirs=values_of,
        heading=kind.edit,
        submit_label=_("Salva"),
    )


MODELS: dict[str, type[EmploymentRow]] = {
    **{page: kind.values.model for page, kind in KINDS.items()},
    "appraisal": Appraisal,
}


@form_view
def annul(request: HttpRequest, pk: int, page: str, row_pk: int) -> HttpResponse:
    """Set aside a row that was written by mistake, after asking."""
    record = writable(request, pk)
    row = row_or_404(request, record, MODELS[page], row_pk)
    form = placements.AnnulForm(request.POST or None, initial={"version": row.version})
    shown_on = page_of(record, "work") if isinstance(row, WorkPath | JobPlacement) else home_of(record, row)

    def act() -> None:
        actions.annul_row(
            by=actor_of(request), at=timezone.now(), row=row, version=form.cleaned_data["version"] or row.version
        )

    return handle(
        request,
        record,
        form,
        act,
        back=shown_on,
        done=_("Tolto: non compare più nella cartella."),
        heading=_("Togli: %(what)s") % {"what": named(row)},
        lead=_("Solo se è stato scritto per errore. Se è finito o cambiato, scrivi invece la fine o l’esito."),
        consequences=[
            _("Non conta più nelle scadenze, nella stampa e nelle cifre."),
            _("Resta nel registro chi lo ha scritto e chi lo ha tolto."),
        ],
        submit_label=_("Togli questa scheda"),
        danger=True,
        cancel_url=home_of(record, row),
    )


def named(row: Any) -> str:
    """A row in few words."""
    if isinstance(row, WorkPath):
        return _("percorso avviato il %(day)s") % {"day": format_date(row.started_on)}
    if isinstance(row, JobPlacement):
        return workplace(row)
    if isinstance(row, Appraisal):
        return _("%(what)s del %(day)s") % {"what": row.get_kind_display(), "day": format_date(row.held_on)}
    if hasattr(row, "held_on"):
        return _("monitoraggio del %(day)s") % {"day": format_date(row.held_on)}
    return str(row.kind)
