# SPDX-License-Identifier: EUPL-1.2
"""From a version to the form that the engine fills and checks, and the files that it names."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from ordito.files.actions import read_whole
from ordito.questionnaires.engine.reading import read_form
from ordito.questionnaires.models import Attachment, QuestionnaireVersion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.questionnaires.engine.form import Form

FORMS_KEPT = 32  # read forms kept in a process
NAMED_FILE = re.compile(r"jr://(file-csv|file|images|audio|video)/([^\"'<>]+)")
DATA_KINDS = frozenset({"text"})


def form_of(version: QuestionnaireVersion) -> Form:
    """The form of `version`, read once per process; needs no query when it is at hand."""
    return _form(version.pk, version.sha256)


@lru_cache(maxsize=FORMS_KEPT)
def _form(version_id: int, _digest: str) -> Form:
    xform = QuestionnaireVersion.objects.values_list("xform", flat=True).get(pk=version_id)
    return read_form(xform.encode(), attached_data(version_id))


def attached_data(version_id: int) -> dict[str, bytes]:
    """The lists that the form reads (CSV and the like), by name; images and sounds are only shown."""
    rows = Attachment.objects.filter(version=version_id, file__kind__in=DATA_KINDS).select_related("file")
    return {row.name: read_whole(row.file) for row in rows.order_by("name")}


def digest_of(xform: str, attachments: Iterable[Attachment]) -> str:
    """What tells one state of a version from another: the XForm and the lists attached to it."""
    found = sha256(xform.encode())
    for row in sorted(attachments, key=lambda row: row.name):
        if row.file.kind in DATA_KINDS:
            found.update(f"\0{row.name}\0{row.file.sha256}".encode())
    return found.hexdigest()


def named_files(xform: str) -> tuple[str, ...]:
    """Files that the form uses by name, in its order: to be attached before it is published."""
    found = (html.unescape(name).strip() for _folder, name in NAMED_FILE.findall(xform))
    return tuple(dict.fromkeys(name for name in found if name != "last-saved"))
