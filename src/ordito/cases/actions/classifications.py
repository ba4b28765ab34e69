# SPDX-License-Identifier: EUPL-1.2
"""Loading a version of a classification from a table: items, their parents, and what they stand for."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_order
from ordito.cases.enums import ListKey
from ordito.cases.models import Classification, ClassificationItem, ClassificationMapping, Code
from ordito.core.access import permit
from ordito.territory.models import ServiceType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from ordito.core.access import Actor

CODE, LABEL, PARENT = "codice", "voce", "codice_superiore"
KINDS, TYPES, SAME = "interventi", "tipi_di_servizio", "corrisponde_a"
COLUMNS = (CODE, LABEL, PARENT, KINDS, TYPES, SAME)
LONGEST_CODE, LONGEST_LABEL, MOST_ROWS = 20, 300, 20_000


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of a scheme: its name, where it comes from, when it is in force, whether somebody verified it."""

    scheme: str
    version: str
    label: str
    source: str = ""
    verified: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


def read_table(text: str) -> list[dict[str, str]]:
    """The rows of a CSV with the columns of `COLUMNS`, by comma or semicolon; the first two are needed.

    Raises:
        CaseError: a column missing, a row without code or label, a code twice or too long, too many rows.
    """
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    missing = [name for name in (CODE, LABEL) if name not in (reader.fieldnames or ())]
    if missing:
        raise CaseError(_("Nella prima riga manca la colonna «%(name)s».") % {"name": missing[0]}, field="file")
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    for number, row in enumerate(reader, start=2):
        clean = {name: (row.get(name) or "").strip() for name in COLUMNS}
        _check_row(clean, number, seen)
        seen.add(clean[CODE])
        rows.append(clean)
    if not rows or len(rows) > MOST_ROWS:
        raise CaseError(_("La tabella deve avere da una a 20.000 righe."), field="file")
    return rows


def _check_row(row: Mapping[str, str], number: int, seen: set[str]) -> None:
    words = {"row": number, "code": row[CODE]}
    if not row[CODE] or not row[LABEL]:
        raise CaseError(_("Riga %(row)s: mancano il codice o la voce.") % words, field="file")
    if len(row[CODE]) > LONGEST_CODE or len(row[LABEL]) > LONGEST_LABEL:
        raise CaseError(_("Riga %(row)s: il codice o la voce sono troppo lunghi.") % words, field="file")
    if row[CODE] in seen:
        raise CaseError(_("Riga %(row)s: il codice %(code)s c’è già.") % words, field="file")


def load_classification(
    *, by: Actor, at: datetime, version: Version, rows: Sequence[Mapping[str, str]]
) -> Classification:
    """Bring a version of a scheme in step with a table; what the table no longer has goes. Safe to run again.

    Columns: `codice`, `voce`, `codice_superiore`; `interventi` (codes of the list of interventions), `tipi_di_servizio`
    (codes of the types of service) and `corrisponde_a` (`schema:codice` of another classification), more than one
    divided by "|".

    Raises:
        NotAllowedError: the actor does not decide the settings of all places.
        CaseError: a parent, an intervention, a type of service or an item of another scheme that is not there.
    """
    permit(rules.keeps_settings_everywhere(by))
    check_order(version.valid_from, version.valid_to, field="valid_to")
    with recorded("cases.load_classification", by=by, at=at) as trace:
        found, _made = Classification.objects.update_or_create(
            scheme=version.scheme,
            version=version.version,
            defaults={name: value for name, value in vars(version).items() if name not in {"scheme", "version"}},
        )
        items = _load_items(found, rows)
        ClassificationMapping.objects.filter(item__classification=found).delete()
        ClassificationMapping.objects.bulk_create(_mappings(items, rows))
        trace.touches(found)
        trace.notes(items=len(rows))
    return found


def _load_items(found: Classification, rows: Sequence[Mapping[str, str]]) -> dict[str, ClassificationItem]:
    known = {item.code: item for item in found.items.all()}
    wanted = {row[CODE] for row in rows}
    leaving = [item.pk for code, item in known.items() if code not in wanted]
    found.items.filter(pk__in=leaving).update(parent=None)
    found.items.filter(parent__in=leaving).update(parent=None)
    found.items.filter(pk__in=leaving).delete()
    items, new = {}, []
    for position, row in enumerate(rows):
        item = known.get(row[CODE])
        if item is None:
            item = ClassificationItem(classification=found, code=row[CODE])
            new.append(item)
        item.label, item.position, item.parent = row[LABEL], position, None
        items[row[CODE]] = item
    ClassificationItem.objects.bulk_create(new)
    for row in rows:
        if row.get(PARENT):
            if row[PARENT] not in items:
                raise CaseError(
                    _("La voce %(code)s sta sotto %(parent)s, che non c’è.")
                    % {"code": row[CODE], "parent": row[PARENT]},
                    field="file",
                )
            items[row[CODE]].parent = items[row[PARENT]]
    ClassificationItem.objects.bulk_update(items.values(), ["label", "position", "parent"], batch_size=500)
    return items


def _mappings(
    items: Mapping[str, ClassificationItem], rows: Sequence[Mapping[str, str]]
) -> Iterator[ClassificationMapping]:
    kinds = dict(Code.objects.filter(code_list__key=ListKey.INTERVENTION_KIND).values_list("code", "pk"))
    types = dict(ServiceType.objects.values_list("code", "pk"))
    others = {
        f"{scheme}:{code}": pk
        for pk, scheme, code in ClassificationItem.objects.values_list("pk", "classification__scheme", "code")
    }
    for row in rows:
        for column, field, ids in (
            (KINDS, "kind_id", kinds),
            (TYPES, "service_type_id", types),
            (SAME, "other_id", others),
        ):
            for word in filter(None, (part.strip() for part in row.get(column, "").split("|"))):
                if word not in ids:
                    raise CaseError(
                        _("Voce %(code)s: nella colonna «%(column)s» non conosciamo %(word)s.")
                        % {"code": row[CODE], "column": column, "word": word},
                        field="file",
                    )
                yield ClassificationMapping(item=items[row[CODE]], **{field: ids[word]})
