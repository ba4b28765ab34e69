# SPDX-License-Identifier: EUPL-1.2
"""The page on which people answer, made from a draft at work: whole, or only what changed."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.questionnaires.engine.form import Question
from ordito.questionnaires.engine.states import RepeatState
from ordito.questionnaires.queries.fill_controls import Addresses
from ordito.questionnaires.queries.fill_drafts import keep_sheet, sheet_of
from ordito.questionnaires.queries.fill_markup import plain
from ordito.questionnaires.queries.filling import Looks, Shaper, Swap, changes, prints
from ordito.questionnaires.queries.owners import owner_of
from ordito.questionnaires.queries.wording_answers import problem_message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.questionnaires.engine.form import Form, Item
    from ordito.questionnaires.engine.problems import Problem
    from ordito.questionnaires.engine.states import State
    from ordito.questionnaires.queries.fill_drafts import Author, Work
    from ordito.questionnaires.queries.fill_parts import Part

MOST_SHOWN = 50
CODE = re.compile(r"\(([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\)\s*$")


@dataclass(frozen=True)
class FillUrls:
    """Where one draft is filled: pages may mount it at their own addresses, for an actor of their own.

    `page` shows and takes the form, `save` takes single answers, `media` and `kept` give the address of a file of the
    form and of one given as an answer by its name, `sent` is where one lands after sending, `leave` the way out.
    `base` is the template around it.
    """

    page: str
    save: str
    sent: str
    leave: str
    media: Callable[[str], str]
    kept: Callable[[str], str]
    base: str = "base.html"


@dataclass(frozen=True)
class View:
    """How one page looks at a draft: which page of the form, since when, what it holds that is not saved."""

    actor: Actor
    urls: FillUrls
    page: str = ""
    since: int | None = None
    token: str = ""
    strict: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, Author] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)
    file_errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PageLink:
    """One page of a form that has several."""

    key: str
    title: str
    number: int
    current: bool


@dataclass(frozen=True)
class ToCorrect:
    """A line of the summary: what, why, and where."""

    label: str
    text: str
    url: str


def looks_of(work: Work, view: View) -> Looks:
    """What stands beside the form for who looks at it."""
    owner = owner_of(work.draft.owner_kind)
    names = {row.name: row.file.name for row in work.draft.files.select_related("file")} if work.takes_files else {}
    return Looks(
        places=work.places,
        addresses=Addresses(view.urls.media, view.urls.kept, names),
        previous=owner.previous(work.draft.owner_id),
        comments=owner.comments(work.draft.owner_id),
        authors=work.authors,
        me=(view.actor.actor_id, view.actor.actor_name[:160]),
        since=work.draft.revision if view.since is None else view.since,
        typed=view.typed,
        clashes=view.clashes,
        marks=view.marks,
        strict=view.strict,
        file_errors=view.file_errors,
    )


def pages_of(form: Form) -> list[tuple[Item, ...]]:
    """The pages of a form: one, or as the author wants; questions outside any group share the page they are on."""
    shown = [item for item in form.body if not isinstance(item, Question) or item.visible]
    if not form.pages:
        return [tuple(shown)]
    pages: list[tuple[Item, ...]] = []
    for item in shown:
        if isinstance(item, Question) and pages and isinstance(pages[-1][0], Question):
            pages[-1] = (*pages[-1], item)
        else:
            pages.append((item,))
    return pages


def shaped(work: Work, view: View) -> tuple[tuple[Part, ...], list[PageLink], str]:
    """The parts of the page to be shown, the links to all pages, and the key of this one."""
    states = work.filling.view()
    by_path = {state.item.path: state for state in states if not isinstance(state, RepeatState) or state.relevant}
    pages = pages_of(work.form)
    if len(pages) > 1:
        pages = [page for page in pages if any(_has_something(by_path.get(item.path)) for item in page)]
    keys = [page[0].name for page in pages]
    key = view.page if view.page in keys else (keys[0] if keys else "")
    links = [
        PageLink(one, _title(page, by_path), number, one == key)
        for number, (one, page) in enumerate(zip(keys, pages, strict=True), 1)
    ]
    items: Sequence[Item] = pages[keys.index(key)] if keys else ()
    return Shaper(looks_of(work, view)).parts(items, states), links, key


def _has_something(state: State | None) -> bool:
    """Whether a page would show anything: a repeat that an answer counts may have no instance yet."""
    return state is not None and not (isinstance(state, RepeatState) and not state.instances and not state.can_add)


def _title(page: Sequence[Item], states: Mapping[str, State]) -> str:
    state = next((states[item.path] for item in page if item.path in states), None)
    if state is None or isinstance(page[0], Question):
        return _("Altre domande") if state is None else _short(state.label)
    return _short(state.label) or _("Altre domande")


def _short(text: str) -> str:
    words = plain(text)
    return words if len(words) <= 60 else f"{words[:57].rstrip()}…"  # noqa: PLR2004 - what a line of a phone holds


def whole(work: Work, view: View) -> dict[str, Any]:
    """What the template of the whole page needs."""
    problems = work.problems() if view.strict else ()
    token = secrets.token_urlsafe(9)
    parts, pages, key = shaped(work, view)
    keep_sheet(token, work.draft, prints(parts))
    draft, urls = work.draft, view.urls
    owner = owner_of(draft.owner_kind)
    place = next((number for number, link in enumerate(pages) if link.current), 0)
    return {
        "base": urls.base,
        "urls": urls,
        "title": work.form.title or draft.version.title,
        "owner_name": owner.name(draft.owner_id),
        "notes": owner.notes(draft.owner_id),
        "draft": draft,
        "parts": parts,
        "pages": pages,
        "page_key": key if work.form.pages else "",
        "page_before": pages[place - 1] if pages and place else None,
        "page_after": pages[place + 1] if place + 1 < len(pages) else None,
        "languages": [(name, language_code(name)) for name in work.form.languages],
        "form_language": work.filling.language,
        "language_code": language_code(work.filling.language),
        "token": token,
        "since": draft.revision if view.since is None else view.since,
        "strict": view.strict,
        "saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}",
        "to_correct": _to_correct(work, view, problems)[:MOST_SHOWN],
        "lost": _lost(view.lost),
    }


def language_code(name: str) -> str:
    """The code within brackets, as XLSForms write it ("English (en)" → "en"); empty when there is none."""
    match = CODE.search(name)
    return match[1] if match else ""


def _lost(lost: Mapping[str, str]) -> list[tuple[str, str]]:
    """Answers that have no place any more, each with the name of its question, so that nobody loses what they typed."""
    return [(ref.rpartition("/")[2], value) for ref, value in lost.items()]


def _to_correct(work: Work, view: View, problems: Sequence[Problem]) -> list[ToCorrect]:
    clash = _("un’altra persona ha risposto diversamente: scegli quale risposta tenere.")
    lines = [*((ref, clash) for ref in view.clashes), *view.file_errors.items()]
    lines += ((problem.ref, problem_message(problem)) for problem in problems)
    return [_line(work, view, ref, text) for ref, text in lines]


def _line(work: Work, view: View, ref: str, text: str) -> ToCorrect:
    place = work.question_at(ref)
    label = _short(work.filling.state(place[0]).label) if place else ""
    anchor = f"#{quote(ref, safe='/:[]=')}:1"
    key = page_key(work.form, ref)
    address = f"?pagina={quote(key)}&controlla=1{anchor}" if work.form.pages and key != view.page else anchor
    return ToCorrect(label or ref.rpartition("/")[2], text, address)


def page_key(form: Form, ref: str) -> str:
    """The page on which a reference stands; empty for a form of one page."""
    for page in pages_of(form) if form.pages else ():
        if any(_holds(item, ref) for item in page):
            return page[0].name
    return ""


def _holds(item: Item, ref: str) -> bool:
    bare = re.sub(r"\[\d+\]", "", ref)
    path = item.path.split("#", 1)[0]
    if "#" in item.path:
        return any(_holds(child, ref) for child in getattr(item, "children", ()))
    return bare == path or bare.startswith(f"{path}/")


# --- only what changed ------------------------------------------------------------------------------------------------


def refreshed(work: Work, view: View, *, revision: int, at: datetime) -> dict[str, Any]:
    """What a page that showed the draft at `revision` must draw again; all of it when this process cannot tell."""
    before = sheet_of(view.token, work.draft, revision)
    parts, pages, _key = shaped(work, view)
    shown = prints(parts)
    keep_sheet(view.token, work.draft, shown)
    swaps = changes(parts, before) if before is not None else [Swap(part, "*") for part in parts]
    template = get_template("questionnaires/fill/fragment.html")
    added = sum(swap.letters == "*" and swap.part.shape != "gap" for swap in swaps) if before is not None else 0
    removed = sum(swap.part.shape == "gap" for swap in swaps) if before is not None else 0
    return {
        "revision": work.draft.revision,
        "hour": f"{timezone.localtime(at):%H:%M}",
        "swaps": [
            {
                "id": swap.part.ref,
                "letters": swap.letters,
                "order": swap.order,
                "html": template.render({"part": swap.part}),
            }
            for swap in swaps
        ],
        "clashes": list(view.clashes),
        "said": " ".join(filter(None, [_counted(added, removed), _news(work, view, revision)])),
        "pages": [link.key for link in pages],
    }


def _counted(added: int, removed: int) -> str:
    parts = []
    if added:
        parts.append(ngettext("%(count)d parte aggiunta.", "%(count)d parti aggiunte.", added) % {"count": added})
    if removed:
        parts.append(ngettext("%(count)d parte tolta.", "%(count)d parti tolte.", removed) % {"count": removed})
    return " ".join(parts)


def _news(work: Work, view: View, revision: int) -> str:
    """Who else answered since the page asked last."""
    me = (view.actor.actor_id, view.actor.actor_name[:160])
    others: dict[str, int] = {}
    for ref, author in work.authors.items():
        if author.revision > revision and author.who != me and work.question_at(ref):
            others[author.name] = others.get(author.name, 0) + 1
    words = (
        ngettext("%(who)s ha cambiato %(count)d risposta.", "%(who)s ha cambiato %(count)d risposte.", count)
        % {"who": who, "count": count}
        for who, count in others.items()
    )
    return " ".join(words)
