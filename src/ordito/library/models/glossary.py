# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.library.enums import TermState

if TYPE_CHECKING:
    from collections.abc import Mapping


class GlossaryQuerySet(AuditedQuerySet["GlossaryTerm"]):
    """Words of the glossary."""

    def published(self) -> Self:
        """What anybody reads."""
        return self.filter(state=TermState.PUBLISHED)

    def visible_to(self, actor: Actor) -> Self:
        """What is published; the rest, for who takes care of the glossary."""
        return self if actor.holds(Verb.MANAGE_LIBRARY) else self.published()


class GlossaryTerm(AuditedModel):
    """A word of social services in plain language. Each saving leaves a `TermVersion`."""

    term = models.CharField(_("parola"), max_length=120)
    slug = models.SlugField(max_length=120, unique=True, editable=False)  # never changes: pages link to it
    folded = models.CharField(max_length=120, unique=True, editable=False)  # as `core.text.fold` writes the word
    definition = models.TextField(_("spiegazione"), max_length=2000)
    sources = models.TextField(_("fonti"), max_length=1000, blank=True)  # one a line, such as a law with its article
    synonyms: models.JSONField[list[str], list[str]] = models.JSONField(_("altri modi di dirlo"), default=list)
    see_also: models.ManyToManyField[GlossaryTerm, GlossaryTerm] = models.ManyToManyField(
        "self", symmetrical=False, blank=True, verbose_name=_("vedi anche")
    )
    state = models.CharField(_("stato"), max_length=10, choices=TermState.choices, default=TermState.DRAFT)
    verified = models.BooleanField(_("verificata sulle fonti"), default=False)
    changed_at = models.DateTimeField(_("aggiornata il"))
    version = models.PositiveIntegerField(default=1)  # number of its newest `TermVersion`

    objects = GlossaryQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("term", "slug", "folded", "definition", "sources", "synonyms", "see_also"), Privacy.PUBLIC),
        **dict.fromkeys(("state", "verified", "changed_at"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "folded"], name="glossary_page")]

    def __str__(self) -> str:
        return self.term

    @property
    def letter(self) -> str:
        """Under which letter of the index it stands; what begins with a figure under "#"."""
        return self.folded[:1].upper() if self.folded[:1].isalpha() else "#"


class TermVersion(AuditedModel):
    """A word as it was saved: `content` has the fields that its form shows, by name."""

    term = models.ForeignKey(GlossaryTerm, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("versione"))
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("contenuto"))
    note = models.CharField(_("che cosa è cambiato"), max_length=300, blank=True)
    at = models.DateTimeField(_("salvata il"))
    by_name = models.CharField(_("salvata da"), max_length=160)
    form_key = models.UUIDField(unique=True, null=True, editable=False)  # none of what comes with Ordito

    objects = AuditedQuerySet["TermVersion"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("term", "number", "content", "note", "at"), Privacy.PUBLIC),
        "by_name": Privacy.STAFF,
        **dict.fromkeys(("id", "form_key"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["term", "number"], name="term_version_number")]

    def __str__(self) -> str:
        return f"{self.term_id}, {self.number}"
