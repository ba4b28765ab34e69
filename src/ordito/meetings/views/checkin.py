# SPDX-License-Identifier: EUPL-1.2
"""Who was there, by a reader of cards or from the log of a remote platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.meetings import actions, rules
from ordito.meetings.actions.door import window_words
from ordito.meetings.engine.remote_log import LogError
from ordito.meetings.enums import Passing
from ordito.meetings.forms.checkin import CardForm, LogForm, MatchForm, WhoseCardForm
from ordito.meetings.queries import checkin
from ordito.meetings.queries.remote import Found, found_in, missing_words
from ordito.meetings.views.common import attempt, form_view, header_of, kept_meeting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from ordito.meetings.models import Meeting, Participation

CARD_SALT = "meetings.card"
MINUTES = 30 * 60
PASSED = {
    Passing.IN: gettext_lazy("%(name)s: presenza registrata."),
    Passing.ALREADY_IN: gettext_lazy("%(name)s: era già registrata."),
    Passing.OUT: gettext_lazy("%(name)s: uscita registrata."),
    Passing.ALREADY_OUT: gettext_lazy("%(name)s: uscita già registrata."),
}


@form_view
@requires(Verb.KEEP_REGISTER)
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """A reader types cards into one field, one after the other."""
    row, now = kept_meeting(request, pk), timezone.now()
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        found = checkin.of_card(row, text)
        if found is not None and attempt(form, lambda: _present(request, found)) is None:
            return redirect("meetings:card", pk)
        if found is None and (number := checkin.code_on(text)):
            signed = signing.dumps(checkin.digest_of_card(number).hex(), salt=CARD_SALT)
            return redirect(f"{reverse('meetings:whose_card', args=[pk])}?tessera={signed}")
        if found is None:
            form.add_error("text", _("Nessuno degli invitati ha questo numero di iscrizione, e non è una tessera."))
    context = {
        "header": header_of(actor_of(request), row, "register"),
        "meeting": row,
        "form": form,
        "open": rules.check_in_open(row, now),
        "why": window_words(row, now),
    }
    return page(request, "meetings/card.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.KEEP_REGISTER)
def whose_card(request: HttpRequest, pk: int) -> HttpResponse:
    """An unknown card: asked about once, and remembered by a keyed hash of its code."""
    row = kept_meeting(request, pk)
    try:
        digest = bytes.fromhex(signing.loads(request.GET.get("tessera", ""), salt=CARD_SALT, max_age=MINUTES))
    except signing.BadSignature:
        return redirect("meetings:card", pk)
    people = {one.pk: one for one in checkin.people_at(row)}
    form = WhoseCardForm(request.POST or None, people=list(people.values()))

    def act() -> None:
        one = people[form.cleaned_data["who"]]
        actions.know_card(by=actor_of(request), at=timezone.now(), participation=one, digest=digest)
        _present(request, one)

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        return redirect("meetings:card", pk)
    context = {
        "form": form,
        "meeting": row,
        "title": _("Tessera non ancora conosciuta"),
        "lead": whose_words(checkin.owner_of(digest)),
        "submit_label": _("Ricorda e registra"),
        "cancel_url": reverse("meetings:card", args=[pk]),
    }
    return page(request, "meetings/short_form.html", context, invalid=form.is_bound)


def whose_words(owner: str) -> str:
    """What is said above the question whose card it is; `owner` is who it is known to be of, "" when it is unknown."""
    kept = _("Della tessera non teniamo il codice fiscale: solo un’impronta da cui non si torna indietro.")
    if not owner:
        return kept
    words = _("Risulta di %(name)s, che non è tra gli invitati. Se scegli un’altra persona, da ora la tessera è sua.")
    return words % {"name": owner}


def _present(request: HttpRequest, found: Participation) -> None:
    passing = actions.pass_card(by=actor_of(request), at=timezone.now(), participation=found)
    messages.success(request, PASSED[passing] % {"name": found.filed_name})


@form_view
@requires(Verb.KEEP_REGISTER)
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """The log of a remote platform: read, shown with who is who, then written."""
    row = kept_meeting(request, pk)
    people = checkin.people_at(row)
    if request.method == "POST" and "log" in request.POST:
        return _match(request, row, people)
    form = LogForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = found_in(form.cleaned_data["file"], row, people)
        except LogError as error:
            form.add_error("file", missing_words(error))
        else:
            return _shown(request, row, found, MatchForm(initial={"log": found.signed()}, **_matching(found, people)))
    context = {"header": header_of(actor_of(request), row, "register"), "meeting": row, "form": form}
    return page(request, "meetings/log.html", context, invalid=form.is_bound)


def _match(request: HttpRequest, row: Meeting, people: Sequence[Participation]) -> HttpResponse:
    try:
        found = Found.opened(request.POST["log"])
    except signing.BadSignature:
        messages.warning(request, _("È passato troppo tempo: carica di nuovo il file."))
        return redirect("meetings:log", row.pk)
    form = MatchForm(request.POST, **_matching(found, people))

    def act() -> int:
        chosen = [form.cleaned_data[f"who-{number}"] or 0 for number in range(len(found.unknown))]
        return actions.import_log(by=actor_of(request), at=timezone.now(), cells=found.cells(chosen))

    if form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Presenze del collegamento scritte nel registro."))
        return redirect("meetings:register", row.pk)
    return _shown(request, row, found, form)


def _matching(found: Found, people: Sequence[Participation]) -> dict[str, Any]:
    taken = {one.participation_id for one in found.known}
    free = [one for one in people if one.pk not in taken]
    return {"unknown": [(one.words, one.likely_among(free)) for one in found.unknown], "people": free}


def _shown(request: HttpRequest, row: Meeting, found: Found, form: MatchForm) -> HttpResponse:
    names = {one.pk: one.filed_name for one in checkin.people_at(row)}
    context = {
        "header": header_of(actor_of(request), row, "register"),
        "meeting": row,
        "form": form,
        "known": [(names.get(one.participation_id, one.name), sum(one.minutes)) for one in found.known],
        "unread": found.unread,
    }
    return page(request, "meetings/log_match.html", context, invalid=form.is_bound)
