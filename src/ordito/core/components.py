# SPDX-License-Identifier: EUPL-1.2
"""How forms and icons look: the form renderer, the bound field and the icons of the design system.

The renderer is named by `settings.FORM_RENDERER`; `django.forms` must be an installed app, so that the
templates of Django's own widgets are found beside ours.
"""

import re
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

# First match wins: the order matters where one widget class derives from another.
_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.DateInput, "date"),
    (forms.SearchInput, "search"),
)
_CSS_CLASSES = {"select": "form-select", "choices": "", "checkbox": ""}


class ComponentField(BoundField):
    """A field of a form that knows which markup it needs."""

    @property
    def kind(self) -> str:
        """One of choices, checkbox, select, textarea, file, password, date, search, decimal, text."""
        for widget_class, kind in _KINDS:
            if isinstance(self.field.widget, widget_class):
                return kind
        return "decimal" if isinstance(self.field, forms.DecimalField | forms.FloatField) else "text"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the CSS class and what helps typing: a numeric keyboard for dates, no completion by the browser.

        The browser's memory of what was typed is refused everywhere but in login fields, which say what
        they want: on a shared desk it would show one family's names to whoever sits there next.
        """
        built = super().build_widget_attrs(attrs, widget)
        used = widget or self.field.widget
        css_class = _CSS_CLASSES.get(self.kind, "form-control")
        if css_class:
            built["class"] = " ".join(filter(None, (used.attrs.get("class"), css_class)))
        if self.kind in {"date", "decimal", "text", "search", "textarea"} and "autocomplete" not in used.attrs:
            built["autocomplete"] = "off"
        if "placeholder" in used.attrs:
            built["placeholder"] = False  # the label says it, and stays when one types
        if self.kind in {"date", "decimal"} and "inputmode" not in used.attrs:
            built["inputmode"] = "numeric" if self.kind == "date" else "decimal"
        return built


class FormRenderer(TemplatesSetting):
    """Forms and fields drawn with our own components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = ComponentField


class DecimalCommaField(forms.DecimalField):
    """A decimal number typed the Italian way, `1.234,5`; a plain text input, because browsers refuse the comma."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(localize=True, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Accept thousands points when a comma, or groups of three digits, say what they are."""
        if isinstance(value, str) and ("," in value or re.fullmatch(r"-?\d{1,3}(\.\d{3})+", value.strip())):
            value = value.replace(".", "")
        return super().to_python(value)


class HourField(forms.TimeField):
    """An hour as it is typed: 14:30, 14.30, 14."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H,%M", "%H"],
            widget=forms.TextInput(attrs={"maxlength": 5, "autocomplete": "off"}),
            error_messages={"invalid": _("Scrivi l’ora come 14:30."), "required": _("Scrivi l’ora.")},
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Hours and minutes, without seconds."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


@dataclass(frozen=True)
class Icon:
    """One drawing of the design system: its box and the markup inside."""

    view_box: str
    markup: str


@lru_cache(maxsize=1)
def icons() -> dict[str, Icon]:
    """Every icon of the installed design system by name, read once from the package's sprite."""
    sprite = files("bootstrap_italia_template").joinpath("static/svg/sprites.svg").read_text(encoding="utf-8")
    symbols = re.findall(r'<symbol id="([^"]+)" viewBox="([^"]+)">(.*?)</symbol>', sprite, flags=re.DOTALL)
    return {name: Icon(view_box, markup) for name, view_box, markup in symbols}


def write_kit_css(folder: Path) -> None:
    """Put the kit's style sheet into `folder/css/kit.css` without the fonts it carries as `data:` addresses.

    Browsers load such a font at once, wanted or not, and our security policy refuses it with an error on every page.
    A file already made from the same release is left alone; a new one appears whole or not at all.
    """
    target = folder / "css" / "kit.css"
    stamp = f"/* {version('design-django-theme')} */"
    if target.exists() and target.read_text(encoding="utf-8").startswith(stamp):
        return
    style = files("bootstrap_italia_template").joinpath("static/css/bootstrap-italia.min.css")
    css = re.sub(r"@font-face\{[^}]*data:[^}]*\}|/\*# sourceMappingURL=.*?\*/", "", style.read_text("utf-8-sig"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as draft:
        draft.write(stamp + css)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(target)
