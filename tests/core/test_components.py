# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils.html import escape
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from ordito.core.components import DecimalCommaField, icons, write_kit_css
from ordito.territory.models import ServiceType

if TYPE_CHECKING:
    from pathlib import Path


def draw(source: str, **values: Any) -> str:
    return Template("{% load components %}" + source).render(Context(values)).strip()


class PersonForm(forms.Form):
    name = forms.CharField(label="Nome", help_text="Come sul documento")
    born = forms.DateField(label="Nascita", required=False)
    hours = DecimalCommaField(label="Ore", required=False)
    mode = forms.ChoiceField(label="Modo", choices=[("a", "Uno"), ("b", "Due")], widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="Tipo", choices=[("x", "X")], required=False)
    agreed = forms.BooleanField(label="Informata", required=False)
    note = forms.CharField(label="Nota", widget=forms.Textarea(attrs={"placeholder": "qui"}), required=False)
    user = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "username"}), required=False)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("name", "text"),
        ("born", "date"),
        ("hours", "decimal"),
        ("mode", "choices"),
        ("kind", "select"),
        ("agreed", "checkbox"),
        ("note", "textarea"),
    ],
)
def test_field_knows_its_kind(name: str, kind: str) -> None:
    assert f'class="field field-{kind}"' in PersonForm()[name].as_field_group()


def test_field_with_error_is_described_by_help_and_error() -> None:
    html = PersonForm({"name": ""})["name"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert html.index("id_name_error") < html.index("<input")


def test_group_of_choices_is_described_by_its_error() -> None:
    html = PersonForm({"name": "A"})["mode"].as_field_group()
    assert '<fieldset aria-describedby="id_mode_error">' in html
    assert html.count('type="radio"') == 2
    assert 'id="id_mode"' in html  # the error summary leads here


def test_required_field_has_a_mark_and_others_do_not() -> None:
    assert "field-required" in PersonForm()["name"].as_field_group()
    assert "field-required" not in PersonForm()["kind"].as_field_group()


def test_select_has_no_wrapper_of_the_kit() -> None:
    html = PersonForm()["kind"].as_field_group()
    assert 'class="form-select"' in html
    assert "select-wrapper" not in html


@pytest.mark.django_db
def test_empty_choice_says_what_to_do() -> None:
    class ServiceForm(forms.Form):
        service = forms.ModelChoiceField(ServiceType.objects.none(), required=False)

    html = str(ServiceForm()["service"])
    assert "Scegli" in html
    assert "---" not in html


def test_browser_does_not_remember_what_is_typed_unless_asked() -> None:
    assert 'autocomplete="off"' in str(PersonForm()["name"])
    assert 'autocomplete="username"' in str(PersonForm()["user"])


def test_placeholder_is_dropped() -> None:
    assert "placeholder" not in str(PersonForm()["note"])


def test_date_is_shown_the_italian_way_and_typed_as_text() -> None:
    html = str(PersonForm(initial={"born": date(2015, 3, 9)})["born"])
    assert 'value="09/03/2015"' in html
    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html


def test_decimal_is_shown_with_a_comma_and_typed_as_text() -> None:
    html = str(PersonForm(initial={"hours": Decimal("12.5")})["hours"])
    assert 'value="12,5"' in html
    assert 'type="text"' in html


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12,5", "12.5"),
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("-3,25", "-3.25"),
        ("7", "7"),
    ],
)
def test_decimal_typed_the_italian_way(typed: str, value: str) -> None:
    assert DecimalCommaField().clean(typed) == Decimal(value)


@given(st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2))
def test_decimal_written_with_points_and_comma_comes_back(value: Decimal) -> None:
    written = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    assert DecimalCommaField().clean(written) == value


@pytest.mark.parametrize("typed", ["dodici", "1,2,3", "12,5 ore"])
def test_decimal_that_is_not_one(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        DecimalCommaField().clean(typed)


def test_error_summary_leads_to_each_field() -> None:
    html = draw("{% error_summary form %}", form=PersonForm({"name": ""}))
    assert 'role="alert"' in html
    assert 'href="#id_name"' in html
    assert 'href="#id_mode"' in html


def test_error_summary_is_silent_before_sending() -> None:
    assert draw("{% error_summary form %}", form=PersonForm()) == ""
    assert draw("{% error_summary form %}", form=PersonForm({"name": "A", "mode": "a"})) == ""


def test_icon_is_silent_unless_labelled() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "it-user" %}')
    labelled = draw('{% icon "it-user" label=label %}', label="Persona <b>")
    assert 'role="img"' in labelled
    assert escape("Persona <b>") in labelled


def test_unknown_icon_fails() -> None:
    with pytest.raises(KeyError):
        draw('{% icon "it-unicorn" %}')


def test_icons_hold_drawings_only() -> None:
    assert len(icons()) > 100
    assert not [name for name, icon in icons().items() if "script" in icon.markup or "href" in icon.markup]


def test_wrapping_component_escapes_values_and_keeps_markup() -> None:
    html = draw("{% card title %}<p>{{ text }}</p>{% endcard %}", title="A & <B>", text="<i>")
    assert "A &amp; &lt;B&gt;" in html
    assert "<p>&lt;i&gt;</p>" in html


def test_definition_tells_zero_from_nothing() -> None:
    assert ">0<" in draw('{% definition "Figli" 0 %}')
    assert "Non indicato" in draw('{% definition "Figli" "" %}')
    assert "Non indicato" in draw('{% definition "Figli" None %}')


def test_progress_asks_again_only_while_it_runs() -> None:
    running = draw('{% progress "Lavoro" 3 10 url="/lavori/1/" %}')
    assert 'hx-get="/lavori/1/"' in running
    assert "3 di 10" in running
    assert "hx-get" not in draw('{% progress "Lavoro" 10 10 %}')


@pytest.mark.parametrize(
    ("value", "shown"), [(1234567, "1.234.567"), (Decimal("1234.5"), "1.234,5"), (None, ""), (0, "0")]
)
def test_thousands(value: float | Decimal | None, shown: str) -> None:
    assert draw("{{ value|thousands }}", value=value) == shown


@pytest.mark.parametrize(
    ("language", "plain", "long"),
    [("it", "2 marzo 2026", "lunedì 2 marzo 2026"), ("en", "2 March 2026", "Monday 2 March 2026")],
)
def test_day_in_words_has_the_capitals_of_its_language(language: str, plain: str, long: str) -> None:
    with override(language):
        assert draw("{{ day|day_in_words }}", day=date(2026, 3, 2)) == plain
        assert draw('{{ day|day_in_words:"l j F Y" }}', day=date(2026, 3, 2)) == long


def test_kit_css_has_no_font_inside(tmp_path: Path) -> None:
    write_kit_css(tmp_path)
    css = (tmp_path / "css" / "kit.css").read_text(encoding="utf-8")
    assert "@font-face" not in css
    assert "sourceMappingURL" not in css
    assert ".form-control" in css


def test_kit_css_is_written_once_per_release(tmp_path: Path) -> None:
    write_kit_css(tmp_path)
    target = tmp_path / "css" / "kit.css"
    kept = target.read_text(encoding="utf-8")[:40] + "/* same release */"
    target.write_text(kept, encoding="utf-8")
    write_kit_css(tmp_path)
    assert target.read_text(encoding="utf-8") == kept
    target.write_text("/* 0.1 */", encoding="utf-8")
    write_kit_css(tmp_path)
    assert ".form-control" in target.read_text(encoding="utf-8")
    assert [path.name for path in target.parent.iterdir()] == ["kit.css"]
