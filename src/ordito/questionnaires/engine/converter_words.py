# SPDX-License-Identifier: EUPL-1.2
"""What the converter says, recognised: its English sentences become codes with sheet, row, column and params.

A sentence that nothing here knows keeps its words under the code "converter".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from string import Formatter
from typing import TYPE_CHECKING

from pyxform.errors import ErrorCode, PyXFormError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OURS = {
    "HEADER_001": "no_heading",
    "HEADER_002": "same_column_twice",
    "HEADER_003": "missing_column",
    "HEADER_004": "choices_heading",
    "LABEL_001": "choice_without_label",
    "NAMES_001": "duplicate_name",
    "NAMES_002": "name_differs_by_case",
    "NAMES_003": "repeat_named_as_form",
    "NAMES_004": "duplicate_repeat",
    "NAMES_005": "reserved_name",
    "NAMES_006": "choice_without_name",
    "NAMES_007": "duplicate_choice",
    "NAMES_008": "bad_name",
    "NAMES_009": "bad_name",
    "NAMES_013": "sheet_misspelled",
    "PYREF_001": "bad_reference",
    "PYREF_002": "bad_reference",
    "PYREF_003": "unknown_reference",
    "PYREF_004": "ambiguous_reference",
    "SURVEY_001": "end_without_begin",
    "SURVEY_002": "begin_without_end",
    "SURVEY_003": "bad_parameters",
    "SURVEY_004": "bad_parameters",
    "SURVEY_005": "unknown_parameter",
    "SURVEY_006": "bad_parameters",
    "SURVEY_007": "bad_parameters",
    "SURVEY_008": "bad_parameters",
    "SURVEY_009": "bad_parameters",
    **{f"RANGE_{number:03}": "bad_range" for number in range(1, 13)},
    **{f"ENTITY_{number:03}": "entities" for number in (*range(1, 10), *range(11, 14))},
}
# Sentences that the converter writes without a code of its own. `name` is looked up to find the row.
SENTENCES = (
    (r"Row without name, text, or label is being skipped", "row_skipped"),
    (r"Question with no type", "no_type"),
    (r"Question or group with no name", "no_name"),
    (r"Missing calculation", "no_calculation"),
    (r"Unknown question type '(?P<type>.*?)'", "unknown_type"),
    (r"List name not in (?:external )?choices sheet: (?P<list>.*)", "unknown_list"),
    (r"List name not in columns sheet: (?P<list>.*)", "unknown_list"),
    (r"There should be a choices sheet in this xlsform", "no_choices_sheet"),
    (r"There should be an external_choices sheet", "external_choices"),
    (r"select one external is only meant for filtered selects", "external_choices"),
    (r"You must have a sheet named 'survey'", "no_survey_sheet"),
    (r"Choice names with spaces cannot be added .*? See \[(?P<name>.*?)\] in \[(?P<list>.*?)\]",
     "choice_with_space"),
    (r"Choice filter not supported with or_other", "filter_with_other"),
    (r"Please specify choices for this 'or other' question", "unknown_list"),
    (r"Choice filter not supported for table-list", "filter_in_table"),
    (r"Badly formatted table list, list names don't match: (?P<list>.*?) vs\. (?P<other>.*)", "table_lists_differ"),
    (r"This form uses or_other and translations", "other_untranslated"),
    (r"Language '(?P<language>.*?)' is missing the (?P<sheet>\w+) (?:columns )?(?P<columns>.*?)(?: column)?\.$",
     "missing_translation"),
    (r"language declarations do not contain valid machine-readable codes: (?P<languages>.*?)\. Learn",
     "language_without_code"),
    (r"(?:Group|Repeat|Loop) has no label", "no_label"),
    (r"The survey element named '(?P<name>.*?)' has no label or hint", "no_label"),
    (r"There is no survey element named '(?P<reference>.*?)'", "unknown_reference"),
    (r"There are multiple survey elements named '(?P<reference>.*?)'", "ambiguous_reference"),
    (r"The question \$\{(?P<name>.*?)\} is not user-visible so it can't be used as a calculation trigger",
     "trigger_not_visible"),
    (r"For 'background-geopoint' questions, the '(?P<field>\w+)'", "background_geopoint"),
    (r"File name for '(?P<type>.*?)' should end with one of the supported file extensions", "choices_file_name"),
    (r"The same instance id will be generated for different external instance source URIs", "instance_clash"),
    (r"Instance names must be unique within a form", "instance_clash"),
    (r"using 'search\(\)'", "search_appearance"),
    (r"Parameter (?P<parameter>\S+) must", "bad_parameters"),
    (r"(?P<parameter>\S+) must be set to", "bad_parameters"),
    (r"Invalid value for (?P<parameter>[\w-]+)\.", "bad_parameters"),
    (r"The 'disabled' column header", "disabled_column"),
    (r"is no longer supported on most devices", "old_metadata"),
    (r"The form_id and id_string column headers are both", "same_column_twice"),
    (r"Survey cannot have an empty id_string", "no_form_id"),
    (r"To use big-image, you must also specify an image for the survey element named (?P<name>\S+?)\.?$", "big_image"),
    (r"Audits must always be named", "bad_parameters"),
    (r"Repeat loop without list name", "unknown_list"),
)  # fmt: skip
# Advice for telephones that says nothing about answers given on a page.
PASSED_OVER = ("Use the max-pixels parameter",)
PLACE = re.compile(r"^\[row : (?P<row>\d+)\]\s*")
ON_SHEET = re.compile(r"On the '(?P<sheet>[\w ]+)' sheet")
AT_COLUMN = re.compile(r"the '(?P<column>[^']+)' value")


@dataclass(frozen=True)
class Said:
    """A sentence understood: `row` as the converter counts, `column` by a heading or by the converter's own name."""

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


def understand(error: PyXFormError | str) -> list[Said]:
    """What an error or a warning says; one sentence a line when there are several."""
    if isinstance(error, PyXFormError) and error.code is not None:
        context = {name: str(value) for name, value in error.context.items()}
        return [_coded(error.code.name, str(error), context)]
    text = str(error)
    if any(passed in text for passed in PASSED_OVER):
        return []
    several = "\n[row" in text or "\nLanguage" in text
    whole = None if several else _known(text)
    return [whole] if whole else [found for found in map(_line, text.splitlines()) if found is not None]


def _line(text: str) -> Said | None:
    text = text.strip()
    if not text:
        return None
    return _known(text) or Said("converter", row=_row(text), params={"text": text})


def _known(text: str) -> Said | None:
    for name, pattern in TEMPLATES:
        if found := pattern.fullmatch(text):
            return _coded(name, text, {key: value for key, value in found.groupdict().items() if value is not None})
    for sentence, code in _COMPILED:
        if found := sentence.search(text):
            params = {key: value.strip() for key, value in found.groupdict().items() if value is not None}
            sheet = params.pop("sheet", "")
            return Said(code, sheet=sheet, row=_row(text), params=params)
    return None


def _coded(name: str, text: str, params: dict[str, str]) -> Said:
    row = params.pop("row", "")
    sheet = params.pop("sheet", "") or params.pop("sheet_name", "")
    column = params.pop("column", "")
    if found := ON_SHEET.search(text):
        sheet = sheet or found["sheet"]
    if found := AT_COLUMN.search(text):
        column = column or found["column"]
    code = OURS.get(name, "converter")
    if code == "converter":
        params = {"text": text}
    if "q" in params:
        params["reference"] = params.pop("q")
    return Said(code, sheet, int(row) if row.isdecimal() else _row(text), column, params)


def _row(text: str) -> int:
    found = PLACE.match(text)
    return int(found["row"][:9]) if found else 0


def _templates(codes: Iterable[ErrorCode]) -> list[tuple[str, re.Pattern[str]]]:
    """One pattern a code, in which each field of its sentence is a group."""
    found = []
    for code in codes:
        pattern, seen = "", set()
        for literal, name, _format, _conversion in Formatter().parse(code.value.msg):
            pattern += re.escape(literal)
            if name:
                pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
                seen.add(name)
        found.append((code.name, re.compile(pattern, re.DOTALL)))
    return found


TEMPLATES = _templates(ErrorCode)
_COMPILED = [(re.compile(pattern, re.DOTALL), code) for pattern, code in SENTENCES]
