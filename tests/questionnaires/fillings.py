# SPDX-License-Identifier: EUPL-1.2
"""What the pages of answers are tested with: a form from rows, something that owes answers, who may give them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from benchmarks.questionnaires.books import settings
from ordito.accounts.models import User
from ordito.core import declare
from ordito.core.declare import AnswerOwner
from ordito.questionnaires.actions.drafts import open_draft
from ordito.questionnaires.models import Draft, DraftAnswer
from ordito.questionnaires.queries.forms import form_of
from tests.factories.accounts import make_user
from tests.factories.questionnaires import make_version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pytest

    from benchmarks.questionnaires.books import Row, Sheets
    from ordito.core.access import Actor
    from ordito.questionnaires.models import QuestionnaireVersion, Submission

KIND = "accounts.user"
"""Any model will do: here each person owes an answer about themselves."""
_numbers = count(1)


def version_of(*rows: Row, choices: list[Row] | None = None, **columns: str) -> QuestionnaireVersion:
    """A published version with these rows of the sheet "survey"; `columns` are of the sheet "settings"."""
    sheets: Sheets = {
        "survey": list(rows),
        "choices": choices or [],
        "settings": settings(f"compila{next(_numbers)}", "Questionario di prova", **columns),
    }
    return make_version({sheet: lines for sheet, lines in sheets.items() if lines})


@dataclass
class Owner:
    """A fake app above: who may answer, what it knows of the round before, what it was told."""

    open: bool = True
    fillers: set[int] = field(default_factory=set)
    previous: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    sent: list[Submission] = field(default_factory=list)

    def declaration(self) -> AnswerOwner:
        """As an app would declare itself."""

        def told(submission: Submission, _by: Actor, _at: datetime) -> None:
            self.sent.append(submission)

        return AnswerOwner(
            kind=KIND,
            label="prova",
            may_fill=lambda actor, _owner_id: self.open and (actor.actor_id is None or actor.actor_id in self.fillers),
            visible=lambda actor: User.objects.filter(pk__gt=0 if actor.actor_id in self.fillers else 10**9).values(
                "pk"
            ),
            name=lambda _owner_id: "Centro Inventato",
            url=lambda _owner_id: reverse("portal:home"),
            submitted=told,
            previous=lambda _owner_id: self.previous,
            comments=lambda _owner_id: self.comments,
        )


def install(monkeypatch: pytest.MonkeyPatch) -> Owner:
    """Let the engine know the fake app, beside those that are declared."""
    owner, values = Owner(), declare._module_values

    def with_owner(module: str, name: str) -> tuple[Any, ...]:
        return (*values(module, name), owner.declaration()) if module == "declares" else values(module, name)

    monkeypatch.setattr(declare, "_module_values", with_owner)
    return owner


@dataclass
class Desk:
    """A draft with who fills it, and where."""

    draft: Draft
    user: User
    owner: Owner

    def url(self, name: str = "fill", *args: Any) -> str:
        """An address of the draft."""
        return reverse(f"questionnaires:{name}", args=[self.draft.public_id, *args])

    def values(self) -> dict[str, str]:
        """What people answered, by lasting reference below the form."""
        rows = DraftAnswer.objects.filter(draft=self.draft).select_related("draft")
        found = {row.ref.split("/", 2)[2]: row.value for row in rows if row.ref[0] == "/" and row.value}
        return {ref: value for ref, value in found.items() if not ref.startswith("meta/")}

    def ref(self, path: str) -> str:
        """The reference of a question by its path below the form."""
        return f"/{root_of(self.draft)}/{path}"


def root_of(draft: Draft) -> str:
    """The name of the form's outermost element."""
    return form_of(draft.version).template.name


def desk_for(owner: Owner, version: QuestionnaireVersion, *, name: str = "Anna Prova") -> Desk:
    """A new draft of `version` for somebody who may fill it."""
    user = colleague_of(owner, name)
    draft = open_draft(version=version, owner_kind=KIND, owner_id=user.pk, by=user, at=timezone.localtime())
    return Desk(draft, user, owner)


def colleague_of(owner: Owner, name: str) -> User:
    """Somebody else who may fill."""
    user = make_user(full_name=name)
    owner.fillers.add(user.pk)
    return user


class _Reader(HTMLParser):
    """Collects what the form of the page would send; a button or an unticked box sends nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.inside = False
        self.select: str | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Mapping[str, str | None] = dict(attrs)
        if tag == "form":
            self.inside = "data-fill" in given
        name, value = given.get("name"), given.get("value") or ""
        if not self.inside or "disabled" in given:
            return
        if tag == "input" and name:
            kind = given.get("type")
            if kind != "file" and (kind not in {"radio", "checkbox"} or "checked" in given):
                self.found.setdefault(name, []).append(value)
        elif tag == "select" and name:
            self.select = name
            self.found[name] = [""]
        elif tag == "option" and self.select and "selected" in given:
            self.found[self.select] = [value]
        elif tag == "textarea" and name:
            self.area = name
            self.found[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.found[self.area] = [self.found[self.area][0].removeprefix("\n")]
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][0] += data


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser without scripts would send of the page's form, pressing no button."""
    reader = _Reader()
    reader.feed(page)
    return reader.found
