# SPDX-License-Identifier: EUPL-1.2
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionState(TextChoices):
    """Life of a version of a questionnaire."""

    DRAFT = "draft", _("bozza")
    PUBLISHED = "published", _("pubblicata")
    RETIRED = "retired", _("ritirata")
    DISCARDED = "discarded", _("scartata")


LASTING = (VersionState.PUBLISHED, VersionState.RETIRED)


class Continuity(TextChoices):
    """What the author declares of a question with respect to the published version before."""

    FIRST = "first", _("nuova")
    SAME = "same", _("la stessa")
    EQUIVALENT = "equivalent", _("equivalente, con corrispondenza")
    BREAK = "break", _("interruzione della serie")


class SubmissionState(TextChoices):
    """Life of answers that were sent."""

    RECEIVED = "received", _("in controllo")
    VALID = "valid", _("corrette")
    INVALID = "invalid", _("con errori")
    WITHDRAWN = "withdrawn", _("sostituite")


class Door(TextChoices):
    """Where answers came in."""

    BROWSER = "browser", _("pagina")
    OPENROSA = "openrosa", _("app per Android")
    SPREADSHEET = "spreadsheet", _("foglio elettronico")
    API = "api", _("programma")


class SheetState(TextChoices):
    """Life of a filled spreadsheet."""

    TRYING = "trying", _("in prova")
    TRIED = "tried", _("provato")
    WRITING = "writing", _("in corso")
    DONE = "done", _("concluso")


class ExportForm(TextChoices):
    """What a file of answers is."""

    XLSX = "xlsx", _("foglio elettronico .xlsx, un foglio per ogni ripetizione")
    CSV = "csv", _("testo .csv, un file per ogni ripetizione")
    SPSS = "spss", _("etichette per SPSS (.sps), da usare con il .csv")
