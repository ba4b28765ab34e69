# SPDX-License-Identifier: EUPL-1.2
"""What is typed to evaluate an edition, and by who answers before the questions begin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.indicators.enums import IndicatorState
from ordito.indicators.models import Indicator
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.territory.models import Organisation
from ordito.training.engine.months import months_after
from ordito.training.enums import EvaluationLevel
from ordito.training.models import FOLLOW_UPS, Course, Edition, Evaluation, TrainingPlan
from ordito.training.models.evaluation import MOST_CODES, Window
from ordito.training.queries.evaluation import bodies_taught

if TYPE_CHECKING:
    from django.db.models import QuerySet

NUMERIC = {"inputmode": "numeric"}
MONTHS = 6
DAYS_OPEN = {
    EvaluationLevel.SATISFACTION: (timedelta(), timedelta(days=15)),
    EvaluationLevel.BEFORE: (timedelta(days=-14), timedelta()),
    EvaluationLevel.AFTER: (timedelta(), timedelta(days=30)),
}
"""How long before and after its day a questionnaire is open, unless an office says otherwise."""
FOLLOW_UP_DAYS = timedelta(days=30)


def day_of(edition: Edition, level: EvaluationLevel) -> date:
    """The day of an edition around which a questionnaire of a level is answered."""
    return edition.starts_on if level == EvaluationLevel.BEFORE else edition.ends_on


def usual_days(edition: Edition, level: EvaluationLevel) -> tuple[date, date]:
    """The days that a form proposes for the three levels answered in the room."""
    day = day_of(edition, level)
    before, after = DAYS_OPEN[level]
    return day + before, day + after


class QuestionnaireForm(forms.Form):
    """Which questionnaire, published ones only, and whether for the whole course."""

    questionnaire = forms.ModelChoiceField(
        label=_("Questionario"),
        queryset=QuestionnaireVersion.objects.published().defer("xform").order_by("title", "-number"),
        help_text=_("Fra quelli pubblicati. Non deve chiedere nomi né altro che faccia riconoscere chi risponde."),
    )
    everywhere = forms.BooleanField(
        label=_("Anche alle altre edizioni del corso"),
        required=False,
        help_text=_("Ognuna nei suoi giorni. Dove ce n’è già uno, o i giorni sono passati, non cambia niente."),
    )

    def __init__(self, *arguments: Any, edition: Edition, level: EvaluationLevel, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.edition, self.level = edition, level


class DaysForm(forms.Form):
    """The first and the last day."""

    opens_on = forms.DateField(label=_("Si risponde dal"))
    closes_on = forms.DateField(
        label=_("fino al"), help_text=_("Le cifre si leggono dal giorno dopo: poi i giorni non cambiano più.")
    )


class WindowForm(QuestionnaireForm, DaysForm):
    """A questionnaire answered in the room or from home by the address of the edition."""

    field_order = ("questionnaire", "opens_on", "closes_on", "everywhere")

    def window(self, other: Edition | None = None) -> Window:
        """What was typed; for another edition, so many days earlier or later as it is itself."""
        found, edition = self.cleaned_data, other or self.edition
        later = day_of(edition, self.level) - day_of(self.edition, self.level)
        return Window(found["questionnaire"], found["opens_on"] + later, found["closes_on"] + later)


class RemindingForm(forms.Form):
    """How often who is asked by e-mail is reminded."""

    reminders = forms.IntegerField(
        label=_("Quanti solleciti al massimo"),
        min_value=0,
        max_value=3,
        initial=1,
        widget=forms.TextInput(NUMERIC),
        help_text=_("Vanno a tutti, perché non si sa chi ha già risposto. Con 0 non si sollecita."),
    )
    remind_after = forms.IntegerField(
        label=_("Dopo quanti giorni dall’e-mail di prima"),
        min_value=3,
        max_value=60,
        initial=14,
        widget=forms.TextInput(NUMERIC),
    )


class FollowUpForm(RemindingForm, QuestionnaireForm):
    """A questionnaire that goes out by e-mail so many months after the end of the edition."""

    months = forms.IntegerField(
        label=_("Quanti mesi dopo la fine"), min_value=1, max_value=36, initial=MONTHS, widget=forms.TextInput(NUMERIC)
    )
    days = forms.IntegerField(
        label=_("Per quanti giorni si può rispondere"),
        min_value=7,
        max_value=120,
        initial=FOLLOW_UP_DAYS.days,
        widget=forms.TextInput(NUMERIC),
    )
    field_order = ("questionnaire", "months", "days", "reminders", "remind_after", "everywhere")

    def window(self, other: Edition | None = None) -> Window:
        """What was typed, as days after the edition or another."""
        found, edition = self.cleaned_data, other or self.edition
        opens_on = months_after(edition.ends_on, found["months"])
        closes_on = opens_on + timedelta(days=found["days"])
        return Window(found["questionnaire"], opens_on, closes_on, found["reminders"], found["remind_after"])


def level_form(edition: Edition, level: EvaluationLevel, data: Any = None) -> WindowForm | FollowUpForm:
    """The form of a level, with the days that are usual."""
    if level in FOLLOW_UPS:
        return FollowUpForm(data, edition=edition, level=level)
    opens_on, closes_on = usual_days(edition, level)
    return WindowForm(data, initial={"opens_on": opens_on, "closes_on": closes_on}, edition=edition, level=level)


class ChangeWindowForm(DaysForm):
    """Other days for a questionnaire that is not closed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def of(row: Evaluation, data: Any = None) -> ChangeWindowForm:
        """The form for a row as it stands, with its reminders when it goes out by e-mail."""
        kind = ChangeFollowUpForm if row.is_follow_up else ChangeWindowForm
        return kind(data, initial={name: getattr(row, name) for name in kind.base_fields})


class ChangeFollowUpForm(RemindingForm, ChangeWindowForm):
    """The same of a questionnaire that goes out by e-mail."""

    field_order = ("opens_on", "closes_on", "reminders", "remind_after")


class CodesForm(forms.Form):
    """How many single-use codes."""

    number = forms.IntegerField(
        label=_("Quanti codici"), min_value=1, max_value=MOST_CODES, widget=forms.TextInput(NUMERIC),
        help_text=_("Uno per ogni persona in aula."),
    )  # fmt: skip


class IndicatorForm(forms.Form):
    """An indicator in use and two years."""

    indicator = forms.ModelChoiceField(
        label=_("Indicatore"),
        queryset=Indicator.objects.filter(state=IndicatorState.IN_USE).order_by("position", "pk"),
    )
    year_before = forms.IntegerField(
        label=_("Anno prima della formazione"), min_value=2000, max_value=2100, widget=forms.TextInput(NUMERIC)
    )
    year_after = forms.IntegerField(
        label=_("Anno dopo"), min_value=2000, max_value=2100, widget=forms.TextInput(NUMERIC)
    )
    body = forms.ModelChoiceField(
        label=_("Soltanto di un ente"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("Tutto il territorio"),
        help_text=_("Un ente per cui lavora chi ha seguito il corso, se l’indicatore si divide per ente titolare."),
    )

    def __init__(self, *arguments: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = bodies_taught(edition)


class BeginForm(forms.Form):
    """What who answers types before the questions: the printed code, the code of one's own, or nothing."""

    code = forms.CharField(
        label=_("Il codice che ti è stato consegnato"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("Dodici lettere e cifre; trattini e spazi non contano."),
    )
    own_code = forms.CharField(
        label=_("Un codice tuo"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_(
            "Serve a mettere vicine le tue risposte di prima e di dopo senza sapere chi sei. Per esempio le prime due "
            "lettere del nome di tua madre, il giorno della tua nascita e le prime due lettere del Comune: AN07BA. "
            "Scrivilo uguale tutte e due le volte."
        ),
    )

    def __init__(self, *arguments: Any, evaluation: Evaluation, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not evaluation.codes:
            del self.fields["code"]
        if not evaluation.is_paired:
            del self.fields["own_code"]


class ReportForm(forms.Form):
    """Of what a report is: editions of a course, of a plan or of a year, or one of them."""

    corso = forms.ModelChoiceField(
        label=_("Corso"), required=False, queryset=Course.objects.none(), empty_label=_("Tutti")
    )
    edizione = forms.ModelChoiceField(
        label=_("Edizione"), required=False, queryset=Edition.objects.none(), empty_label=_("Tutte")
    )
    piano = forms.ModelChoiceField(
        label=_("Piano"), required=False, queryset=TrainingPlan.objects.none(), empty_label=_("Tutti")
    )
    anno = forms.ChoiceField(label=_("Anno di inizio"), required=False)

    def __init__(self, data: Any, *, editions: QuerySet[Edition]) -> None:
        super().__init__(data)
        self.editions = editions
        self._offer("corso", Course.objects.filter(editions__in=editions).distinct().order_by("title", "pk"))
        plans = TrainingPlan.objects.filter(lines__courses__editions__in=editions).distinct()
        self._offer("piano", plans.order_by("-year", "pk"))
        self._offer("edizione", editions.select_related("course").order_by("-starts_on", "-pk"))
        years = editions.order_by("-starts_on__year").values_list("starts_on__year", flat=True).distinct()
        choice = self.fields["anno"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Tutti")), *((str(year), str(year)) for year in years)]

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def chosen(self) -> QuerySet[Edition] | None:
        """The editions of the report; None as long as nothing was chosen, or something that is not there."""
        if not self.is_valid():
            return None
        found = self.cleaned_data
        names = {"corso": "course", "piano": "course__plan_line__plan", "anno": "starts_on__year"}
        if found["edizione"]:
            return self.editions.filter(pk=found["edizione"].pk)
        wanted = {path: found[name] for name, path in names.items() if found[name]}
        return self.editions.filter(**wanted) if wanted else None

    def title(self) -> str:
        """What the report is of, in words."""
        if not self.is_valid():
            return ""
        found = self.cleaned_data
        if found["edizione"]:
            return str(found["edizione"])
        return " · ".join(str(found[name]) for name in ("corso", "piano", "anno") if found[name])

    def query(self) -> str:
        """The same choice as the end of an address, without the part of the report."""
        kept = {name: self.data.get(name, "") for name in self.fields}
        return urlencode({name: value for name, value in kept.items() if value})
