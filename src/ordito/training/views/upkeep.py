# SPDX-License-Identifier: EUPL-1.2
"""What an office keeps: tracks and e-mails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.training.actions.courses import edit_track as write_track
from ordito.training.actions.letters import edit_letter as write_letter
from ordito.training.enums import MessageKey
from ordito.training.forms.enrolments import LetterForm, TrackForm
from ordito.training.models import Track
from ordito.training.queries.letters import all_texts, places_of, text_of
from ordito.training.queries.words import track_words
from ordito.training.views.pages import (
    Words,
    form_page,
    form_view,
    posted,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TRACK = ("name", "aims", "from_years", "from_included", "to_years", "to_included", "verified", "version")


@require_safe
@requires(Verb.VIEW_TRAINING)
def tracks(request: HttpRequest) -> HttpResponse:
    """The tracks with both their ends."""
    rows = [(track, track_words(track)) for track in Track.objects.order_by("position", "pk")]
    context = {"rows": rows, "may_manage": actor_of(request).holds(Verb.MANAGE_TRAINING)}
    return page(request, "training/upkeep/tracks.html", context)


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_track(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a track."""
    row = get_object_or_404(Track, pk=pk)
    form = TrackForm(posted(request), initial=_track(row))

    def act() -> str:
        version = form.cleaned_data["version"]
        write_track(track=row, values=form.values(), version=version, by=actor_of(request), at=timezone.now())
        return reverse("training:tracks")

    words = Words(
        title=_("Modifica il percorso"),
        submit=_("Salva"),
        cancel_url=reverse("training:tracks"),
        done=_("Le modifiche sono state salvate."),
        crumbs=[(_("Percorsi"), reverse("training:tracks"))],
    )
    return form_page(request, form, act, words, theirs=lambda now: TrackForm(initial=_track(now)))


def _track(row: Track) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TRACK}


@require_safe
@requires(Verb.MANAGE_TRAINING)
def letters(request: HttpRequest) -> HttpResponse:
    """The e-mails of training."""
    return page(request, "training/upkeep/letters.html", {"rows": all_texts()})


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_letter(request: HttpRequest, key: str) -> HttpResponse:
    """Write an e-mail in one's own words."""
    if key not in MessageKey.values:
        raise Http404
    text = text_of(MessageKey(key))
    form = LetterForm(posted(request), initial=_letter(text))

    def act() -> str:
        data = form.cleaned_data
        write_letter(
            key=text.key,
            subject=data["subject"],
            body=data["body"],
            version=data["version"],
            by=actor_of(request),
            at=timezone.now(),
        )
        return reverse("training:letters")

    places = ", ".join("{" + name + "}" for name in places_of(text.key))
    words = Words(
        title=_("E-mail: %(name)s") % {"name": text.key.label},
        lead=_("Si possono usare: %(places)s. Il collegamento si aggiunge da solo in fondo.") % {"places": places},
        submit=_("Salva"),
        cancel_url=reverse("training:letters"),
        done=_("Il testo è stato salvato."),
        crumbs=[(_("E-mail della formazione"), reverse("training:letters"))],
    )
    return form_page(request, form, act, words, theirs=lambda now: LetterForm(initial=_letter(now)))


def _letter(text: Any) -> dict[str, Any]:
    return {"subject": text.subject, "body": text.body, "version": text.version}
