# SPDX-License-Identifier: EUPL-1.2
"""Words explained where they are read."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ordito.library.engine.words import linked
from ordito.library.queries.glossary import lexicon

register = template.Library()


@register.filter
def glossary(text: str, without: str = "") -> SafeString:
    """Link the words of the glossary, the first time each stands in a paragraph: `{{ text|linebreaks|glossary }}`.

    Plain text is escaped, the HTML of another filter stays as it is. `without` is the slug of a word that the page is
    about.
    """
    markup = linked(str(conditional_escape(text)), lexicon(), link=_link, without=[without])
    return mark_safe(markup)  # noqa: S308 - escaped above, and again by `linked`


def _link(slug: str, text: str) -> str:
    return format_html('<a class="explained" href="{}">{}</a>', reverse("library:term", args=[slug]), text)
