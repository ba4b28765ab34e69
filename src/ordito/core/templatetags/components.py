# SPDX-License-Identifier: EUPL-1.2
"""The components of the screen as template tags; `/componenti/` shows each with its source.

One way for all: `{% load components %}`, then a tag. A tag that wraps content has an end tag. An unknown
argument or icon fails when the template is rendered, never silently.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ordito.core.components import icons

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "sm", label: str = "") -> SafeString:
    """Draw an icon in the page; silent for screen readers unless it has a label. Sizes: xs, sm, md, lg."""
    drawing = icons()[name]
    markup = mark_safe(drawing.markup)  # noqa: S308 - it comes from the installed package, never from a person
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon icon-{}" viewBox="{}" focusable="false" {}>{}</svg>', size, drawing.view_box, said, markup
    )


@register.inclusion_tag("components/button.html")
def button(
    label: str, *, kind: str = "primary", icon: str = "", url: str = "", name: str = "", value: str = ""
) -> dict[str, Any]:
    """Draw a button of a form, or with `url` a link that looks like one. Kinds: primary, secondary, plain, danger."""
    return {"label": label, "kind": kind, "icon": icon, "url": url, "name": name, "value": value}


@register.inclusion_tag("components/badge.html")
def badge(label: str, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """Draw a state in words with a tone: neutral, info, success, warning, danger."""
    return {"label": label, "tone": tone, "icon": icon}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | BaseFormSet[Any]) -> dict[str, Any]:
    """List what to correct, with links to the fields; nothing when the form is unbound or valid."""
    return {"form": form}


@register.inclusion_tag("components/pagination.html")
def pagination(previous_url: str = "", next_url: str = "", note: str = "", target: str = "") -> dict[str, Any]:
    """Move between keyset pages, which have no numbers; `target` is the CSS selector that htmx refreshes."""
    return {"previous_url": previous_url, "next_url": next_url, "note": note, "target": target}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str, icon: str = "it-search", action: str = "", url: str = "") -> dict[str, Any]:
    """Say that there is nothing here and what to do about it."""
    return {"title": title, "text": text, "icon": icon, "action": action, "url": url}


@register.inclusion_tag("components/definition.html")
def definition(label: str, value: object = "", url: str = "") -> dict[str, Any]:
    """Draw one label with its value inside `definitions`; an empty value reads "Non indicato", zero is a value."""
    return {"label": label, "value": value, "url": url, "missing": value is None or value == ""}


@register.inclusion_tag("components/figure_tile.html")
def figure_tile(label: str, value: object, note: str = "", url: str = "") -> dict[str, Any]:
    """Draw one number that matters, with what it counts."""
    return {"label": label, "value": value, "note": note, "url": url}


@register.inclusion_tag("components/crumb.html")
def crumb(label: str, url: str = "") -> dict[str, Any]:
    """Draw one step inside `breadcrumb`; the last has no url and is the page itself."""
    return {"label": label, "url": url}


@register.inclusion_tag("components/tab.html")
def tab(label: str, url: str, active: bool = False, count: int | None = None) -> dict[str, Any]:  # noqa: FBT001, FBT002 - arguments of a template tag are always named
    """Draw one tab inside `tabs`: a link, so that it works without JavaScript and can be kept as a favourite."""
    return {"label": label, "url": url, "active": active, "count": count}


@register.inclusion_tag("components/step.html")
def step(label: str, state: str = "later") -> dict[str, Any]:
    """Draw one step of a longer work inside `steps`. States: done, current, later."""
    return {"label": label, "state": state}


@register.inclusion_tag("components/progress.html")
def progress(label: str, value: int, total: int, url: str = "", note: str = "") -> dict[str, Any]:
    """Draw how far a long work is; with `url` the page asks for this fragment again every two seconds.

    When the work is over, the view answers with a fragment drawn without `url` and the asking stops.
    """
    return {"label": label, "value": value, "total": total, "url": url, "note": note}


@register.inclusion_tag("components/autosave.html")
def autosave(saved_at: str = "") -> dict[str, Any]:
    """Draw the line that says whether the draft is safe, inside a form with `data-autosave`."""
    return {"saved_at": saved_at}


def _wrap(name: str, content: str, **values: object) -> SafeString:
    return render_to_string(f"components/{name}.html", {"content": content, **values})


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "") -> SafeString:
    """Wrap a message of the page. Tones: info, success, warning, danger."""
    symbols = {"info": "it-info-circle", "success": "it-check-circle", "warning": "it-warning-circle"}
    return _wrap("alert", content, tone=tone, title=title, icon=symbols.get(tone, "it-error"))


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", icon: str = "", link: str = "") -> SafeString:
    """Wrap a part of the page; `link` is the text of a link to `url` at the foot."""
    return _wrap("card", content, title=title, url=url, icon=icon, link=link)


@register.simple_block_tag
def page_header(content: str, title: str, lead: str = "", kicker: str = "") -> SafeString:
    """Draw the title of the page; the content is its actions, at most one of them primary."""
    return _wrap("page_header", SafeString(content.strip()), title=title, lead=lead, kicker=kicker)


@register.simple_block_tag
def breadcrumb(content: str) -> SafeString:
    """Wrap the `crumb`s that say where the page is."""
    return _wrap("breadcrumb", content)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """Wrap the `tab`s of a thing with several pages."""
    return _wrap("tabs", content, label=label)


@register.simple_block_tag
def steps(content: str, label: str) -> SafeString:
    """Wrap the `step`s of a work in several pages."""
    return _wrap("steps", content, label=label)


@register.simple_block_tag
def definitions(content: str) -> SafeString:
    """Wrap the `definition`s of a thing, two or three beside each other where there is room."""
    return _wrap("definitions", content)


@register.simple_block_tag
def timeline(content: str, label: str) -> SafeString:
    """Wrap the `moment`s of a story, newest first."""
    return _wrap("timeline", content, label=label)


@register.simple_block_tag
def moment(content: str, date: object, title: str, icon: str = "it-clock", url: str = "") -> SafeString:
    """Draw one dated thing inside `timeline`."""
    return _wrap("moment", SafeString(content.strip()), date=date, title=title, icon=icon, url=url)


@register.simple_block_tag
def data_table(content: str, caption: str) -> SafeString:
    """Wrap `thead` and `tbody`; each cell has `data-label`, because on a phone a row becomes a card."""
    return _wrap("data_table", content, caption=caption)


@register.simple_block_tag
def disclosure(content: str, title: str) -> SafeString:
    """Wrap what is read only on request."""
    return _wrap("disclosure", content, title=title)


@register.simple_block_tag
def chart(content: str, title: str, note: str = "", protection: str = "") -> SafeString:
    """Frame a drawing made from one object: title, drawing, what is hidden and why, where it comes from."""
    return _wrap("chart", content, title=title, note=note, protection=protection)


@register.simple_block_tag
def filter_bar(content: str, target: str, label: str, reset_url: str = "") -> SafeString:
    """Wrap the fields of a list's filter: a plain GET form that htmx turns into a refresh of `target`."""
    return _wrap("filter_bar", content, target=target, label=label, reset_url=reset_url)


@register.simple_block_tag
def actions(content: str) -> SafeString:
    """Wrap the buttons at the foot of a form: the primary one first, "Annulla" last."""
    return _wrap("actions", content)


@register.filter
def errors_of(form: BaseForm) -> Iterable[Any]:
    """The visible fields of a form that have something to correct."""
    return [field for field in form.visible_fields() if field.errors]


@register.filter
def thousands(value: float | Decimal | None) -> str:
    """A number as people write it, 1.234,5; asked for by name because years and codes must stay whole."""
    return "" if value is None else formats.number_format(value, force_grouping=True)


@register.filter
def day_in_words(day: date, form: str = "j F Y") -> str:
    """A day with its month in words: 3 aprile 2019, 3 April 2019. Italian has no capitals here, Django gives them."""
    text = formats.date_format(day, form)
    return text.lower() if get_language() == "it" else text
