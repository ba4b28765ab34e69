# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with a form or with answers, as codes: the sentences are of those who show them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ProblemCode(StrEnum):
    """Why an answer, or a whole submission, is not valid. In brackets the params that come with it."""

    REQUIRED = "required"  # relevant, required and empty
    CONSTRAINT = "constraint"  # the author's condition is false; `message` has the author's words, if any
    NOT_A_CHOICE = "not_a_choice"  # (value) not in the list, or no longer in the filtered one
    WRONG_TYPE = "wrong_type"  # (type, value) the text is no value of the question's type
    OUT_OF_RANGE = "out_of_range"  # (start, end, step) of a range question
    INCOMPLETE_RANK = "incomplete_rank"  # a rank that does not name every choice once
    TOO_LONG = "too_long"  # (length, limit) in characters
    MISSING_FILE = "missing_file"  # (value) the answer names a file that did not come with it
    CALCULATION_FAILED = "calculation_failed"  # (detail) an expression of the form cannot be evaluated
    UNKNOWN_ELEMENT = "unknown_element"  # (name) the submission has an element that the form does not know
    TOO_MANY = "too_many"  # (count, limit) an element that cannot repeat does, or a repeat goes past the cap
    WRONG_COUNT = "wrong_count"  # (count, expected) of a repeat whose number comes from an answer
    FORM_MISMATCH = "form_mismatch"  # (sent, expected) id of the form
    VERSION_MISMATCH = "version_mismatch"  # (sent, expected)
    NO_INSTANCE_ID = "no_instance_id"
    BAD_XML = "bad_xml"  # (reason, detail) reason is a code of `XmlRefusedError`


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, at `ref` ("" for the whole). `message` is the author's own, in the language of the filling.

    Params may quote an answer (`value`): whoever stores problems drops that one.
    """

    ref: str
    code: ProblemCode
    params: Mapping[str, str | int] = field(default_factory=dict)
    message: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something of a form that is read but has no effect here; never a reason to refuse it.

    Codes: last_saved, background_recording, audit, entities, device_property, geo_capture, unknown_event,
    external_instance (detail: the file that is not attached), unknown_control, unknown_type, missing_text, no_node.
    """

    code: str
    ref: str = ""
    detail: str = ""


class FormRefusedError(Exception):
    """A form that cannot be used. `ref` is the path of the element at fault, where there is one.

    Codes: bad_xml (detail: code of `XmlRefusedError`), not_a_form (detail: what is missing), bad_expression
    (detail: the expression and why), cycle (detail: the names, separated by commas), bad_file (detail: name).
    """

    def __init__(self, code: str, detail: str = "", ref: str = "") -> None:
        super().__init__(code, detail, ref)
        self.code = code
        self.detail = detail
        self.ref = ref
