# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.cases.views.conflicts import attempt
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.kinship import actions
from ordito.kinship.actions import KinToAdd, Known, Someone
from ordito.kinship.actions.people import SEALED
from ordito.kinship.forms.kin import KinEditForm, KinForm, ProposalsForm
from ordito.kinship.forms.people import RelativeForm
from ordito.kinship.models import Kin, Relative
from ordito.kinship.queries.choices import members_to_choose, others_to_choose
from ordito.kinship.queries.graph import graph_of
from ordito.kinship.queries.proposals import proposals
from ordito.kinship.views.rows import corrected, form_page, form_view, row_or_404, saved, someone_of, values_of, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader


@form_view
def kin_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody to the genogram, or a tie between two who are in it."""
    record = written(request, pk)
    graph = graph_of(actor_of(request), record.case_file, day=record.today)
    members = members_to_choose(graph)
    form = KinForm(
        request.POST or None,
        members=members,
        others=others_to_choose(record.case_file, graph),
        initial={"of": members[0][0]},
    )
    if request.method == "POST" and form.is_valid():
        error = attempt(
            form,
            lambda: actions.add_kin(
                by=actor_of(request), at=timezone.localtime(), case_file=record.case_file, ties=_ties(form)
            ),
        )
        if error is None and "ancora" not in request.POST:
            return saved(request, record, _("Legame aggiunto."))
        if error is None:
            return _again(request, record)
    return form_page(
        request,
        record,
        form,
        template="kinship/record/kin",
        heading=_("Aggiungi un legame"),
        lead=_("Leggilo come una frase: chi, che legame ha, con chi. Fratelli, nonni e zii si ricavano da soli."),
        second_label=_("Salva e aggiungine un altro"),
    )


def _again(request: HttpRequest, record: RecordHeader) -> HttpResponse:
    answer = saved(request, record, _("Legame aggiunto. Scrivi il prossimo."))
    answer["Location"] = request.path
    return answer


def _ties(form: KinForm) -> list[KinToAdd]:
    values = form.cleaned_data
    who = someone_of(values["who"]) if values["who"] else Someone(**vars(known_in(values)))
    dates = {name: values[name] for name in ("valid_from", "valid_to", "words")}
    found = []
    for code in (values["of"], values["also_of"]):
        if code:
            first, second = (someone_of(code), who) if form.downwards else (who, someone_of(code))
            found.append(KinToAdd(first, second, form.nature, **dates))
    return found


def known_in(values: Mapping[str, Any]) -> Known:
    """What a form says of somebody without a record."""
    return Known(**{one.name: values[one.name] for one in fields(Known)})


@form_view
def kin_edit(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Correct a tie."""
    record = written(request, pk)
    row = row_or_404(Kin, record, row_pk)

    def values(current: Kin) -> dict[str, Any]:
        return values_of(current, ("nature", "valid_from", "valid_to")) | {"words": open_text(current, "words")}

    initial = values(row) | {"version": row.version}
    return corrected(
        request,
        record,
        KinEditForm(request.POST or None, kin=row, initial=initial),
        lambda **changes: actions.edit_kin(kin=row, **changes),
        values,
        heading=_("Correggi il legame"),
        lead=_("Per dire che una coppia è cambiata (separazione, divorzio), aggiungi il nuovo legame: chiude questo."),
    )


@form_view
def relative_edit(request: HttpRequest, pk: int, relative_pk: int) -> HttpResponse:
    """Correct somebody who is only a name."""
    record = written(request, pk)
    rows = Relative.objects.current().filter(case_file=record.case_file, person__isnull=True)
    row = get_object_or_404(rows.select_related("case_file__person"), pk=relative_pk)

    def values(current: Relative) -> dict[str, Any]:
        plain = ("sex", "birth_date", "birth_year", "deceased", "deceased_on")
        return values_of(current, plain) | {name: open_text(current, name) for name in SEALED}

    return corrected(
        request,
        record,
        RelativeForm(request.POST or None, initial=values(row) | {"version": row.version}),
        lambda by, at, version, **values: actions.edit_relative(
            by=by, at=at, relative=row, version=version, known=known_in(values)
        ),
        values,
        heading=_("Correggi i dati di un familiare"),
    )


@form_view
def kin_proposed(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over the ties that the family units already say."""
    record = written(request, pk)
    offered = {
        proposal.code: proposal
        for proposal in proposals(record.case_file, graph_of(actor_of(request), record.case_file, day=record.today))
    }
    if not offered:
        return saved(request, record, _("Dal nucleo non c’è altro da riprendere."))
    form = ProposalsForm(request.POST if request.method == "POST" else None, proposals=list(offered.values()))
    if request.method == "POST" and form.is_valid():
        chosen = [offered[code] for code in form.cleaned_data["ties"]]
        people = {pk: Someone(person_id=pk) for one in chosen for pk in (one.first_id, one.second_id)}
        ties = [KinToAdd(people[one.first_id], people[one.second_id], one.nature) for one in chosen]
        error = attempt(
            form,
            lambda: actions.add_kin(
                by=actor_of(request), at=timezone.localtime(), case_file=record.case_file, ties=ties
            ),
        )
        if error is None:
            count = len(ties)
            return saved(
                request, record, ngettext("%(n)s legame scritto.", "%(n)s legami scritti.", count) % {"n": count}
            )
    return form_page(
        request,
        record,
        form,
        heading=_("Riprendi i legami dal nucleo"),
        lead=_("Sono ricavati dalle relazioni scritte nel nucleo. Togli la spunta a quelli che non sono veri."),
        submit_label=_("Scrivi i legami scelti"),
    )
