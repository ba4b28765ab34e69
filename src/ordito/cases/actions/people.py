# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, LikelyDuplicateError, check_code, check_not_future, lock
from ordito.cases.enums import ListKey
from ordito.cases.models import Person, SearchToken
from ordito.cases.models.scopes import ServicePlace
from ordito.cases.queries.people import likely_duplicates
from ordito.cases.queries.tokens import fiscal_code_index, link_number, name_tokens
from ordito.cases.queries.workplaces import ambito_id_of
from ordito.core import fiscal_code as fiscal_codes
from ordito.core.access import permit
from ordito.core.fields import new_wrapped_key, open_text, seal_texts, uuid7
from ordito.territory.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Territory

SEALED = ("surname", "name", "fiscal_code", "street", "phone", "email")
PLAIN = (
    "birth_date",
    "birth_place",
    "sex",
    "citizenship",
    "residence",
    "no_fixed_abode",
    "unaccompanied_minor",
    "deceased_on",
    "protection",
)


@dataclass(frozen=True)
class _Texts:
    """The sealed texts of a person, as they will be stored."""

    surname: str
    name: str
    fiscal_code: str


def register_person(
    *,
    by: Actor,
    at: datetime,
    comune: Territory,
    body: Organisation,
    surname: str,
    name: str,
    surely_new: bool = False,
    form_key: UUID | None = None,
    **details: Any,
) -> Person:
    """Register a person in the service of `comune` and `body`; `details` are the other fields of `Person`.

    The search comes first: people who look the same stop the registration, until `surely_new`. A form sent twice
    (`form_key`, which becomes the person's public id) gives back the person it registered.

    Raises:
        NotAllowedError: the actor does not work in that service.
        LikelyDuplicateError: somebody with these data is already there.
        CaseError: an invalid fiscal code, a code out of its list, dates out of order.
    """
    place = ServicePlace(comune.pk, ambito_id_of(comune, at=timezone.localdate(at)), body.pk)
    permit(rules.can_register_person(by, place))
    same = Person.objects.filter(public_id=form_key) if form_key is not None else Person.objects.none()
    if sent_before := same.current().filter(**asdict(place)).first():
        return sent_before
    texts = _checked(surname=surname, name=name, details=details, at=at)
    _check_citizenship(details.get("citizenship"), at=at)
    _refuse_duplicate(by, texts, details.get("birth_date"), place, surely_new=surely_new)
    with recorded("cases.register_person", by=by, at=at) as trace:
        key = uuid7() if form_key is None or same.exists() else form_key
        person = Person(public_id=key, **asdict(place), created_at=at, updated_at=at, **_plain(details))
        person.wrapped_key = new_wrapped_key(person.public_id)
        _seal(person, texts, details)
        _refuse_taken_code(person, texts.fiscal_code)
        person.save(force_insert=True)
        _add_tokens(person, texts)
        trace.touches(person, fields=["surname", "name", *sorted(set(details) & {*SEALED, *PLAIN})])
    return person


def _plain(details: Mapping[str, Any]) -> dict[str, Any]:
    return {field: details[field] for field in PLAIN if field in details}


def _refuse_duplicate(
    by: Actor, texts: _Texts, birth_date: date | None, place: ServicePlace, *, surely_new: bool
) -> None:
    found = likely_duplicates(
        by,
        surname=texts.surname,
        name=texts.name,
        birth_date=birth_date,
        fiscal_code=texts.fiscal_code,
        place=place,
    )
    if found.certain:
        raise LikelyDuplicateError(found.certain, certain=True)
    if found.likely and not surely_new:
        raise LikelyDuplicateError(found.likely)


def edit_person(*, by: Actor, at: datetime, person: Person, version: int, **changes: Any) -> Person:
    """Change any of the fields of a person; `version` is the one the form was made from.

    Raises:
        NotAllowedError: the actor neither follows a record of the person nor, without one, opens records there.
        ConflictError: somebody saved meanwhile.
        CaseError: an invalid fiscal code, one that another person of the service has, dates out of order.
    """
    permit(rules.can_edit_person(by, person))
    with recorded("cases.edit_person", by=by, at=at) as trace:
        row = lock(Person, person.pk, version=version)
        before = _Texts(*(open_text(row, field) for field in ("surname", "name", "fiscal_code")))
        merged = {**{field: getattr(row, field) for field in PLAIN}, **changes}
        texts = _checked(
            surname=changes.get("surname", before.surname),
            name=changes.get("name", before.name),
            details={**merged, "fiscal_code": changes.get("fiscal_code", before.fiscal_code)},
            at=at,
        )
        if merged["citizenship"] != row.citizenship:
            _check_citizenship(merged["citizenship"], at=at)
        if texts.fiscal_code != before.fiscal_code:
            _refuse_taken_code(row, texts.fiscal_code)
        changed = _changed(row, changes)
        change_person(row, {**changes, **asdict(texts)}, at=at)
        trace.touches(row, fields=changed)
    return row


def change_person(row: Person, changes: Mapping[str, Any], *, at: datetime) -> None:
    """Write fields of a person that were checked, inside an action; search tokens follow the name.

    A foreign key may be given by id and a date as ISO text, as JSON keeps them.

    Raises:
        CaseError: dead before being born.
    """
    before = _Texts(*(open_text(row, field) for field in ("surname", "name", "fiscal_code")))
    for field in PLAIN:
        if field in changes:
            column: Any = row._meta.get_field(field)  # noqa: SLF001 - Django's public name
            value = changes[field]
            setattr(row, field if isinstance(value, Model) else column.attname, _of_column(column, value))
    _check_lifetime(row.birth_date, row.deceased_on)
    texts = _Texts(*(changes.get(field, getattr(before, field)) for field in ("surname", "name", "fiscal_code")))
    _seal(row, texts, {field: changes.get(field, open_text(row, field)) for field in ("street", "phone", "email")})
    row.version += 1
    row.updated_at = at
    row.save()
    if (texts.surname, texts.name) != (before.surname, before.name):
        _drop_tokens(row, before)
        _add_tokens(row, texts)


def _of_column(column: Any, value: Any) -> Any:
    return value if isinstance(value, Model) else column.to_python(value)


def _checked(*, surname: str, name: str, details: dict[str, Any], at: datetime) -> _Texts:
    surname, name = " ".join(surname.split()), " ".join(name.split())
    if not surname:
        raise CaseError(_("Scrivi il cognome."), field="surname")
    code = details.get("fiscal_code") or ""
    if code:
        try:
            code = fiscal_codes.parse(code).text
        except fiscal_codes.InvalidFiscalCodeError as error:
            raise CaseError(_("Il codice fiscale non è valido: controllalo."), field="fiscal_code") from error
    check_not_future(details.get("birth_date"), at=at, field="birth_date")
    check_not_future(details.get("deceased_on"), at=at, field="deceased_on")
    _check_lifetime(details.get("birth_date"), details.get("deceased_on"))
    return _Texts(surname, name, code)


def _check_citizenship(citizenship: Code | None, *, at: datetime) -> None:
    check_code(citizenship, ListKey.CITIZENSHIP, at=timezone.localdate(at), field="citizenship")


def _check_lifetime(born: date | None, died: date | None) -> None:
    if born is not None and died is not None and died < born:
        raise CaseError(_("La data del decesso viene prima della nascita."), field="deceased_on")


def _seal(person: Person, texts: _Texts, details: dict[str, Any]) -> None:
    seal_texts(
        person,
        surname=texts.surname,
        name=texts.name,
        fiscal_code=texts.fiscal_code,
        **{field: (details.get(field) or "").strip() for field in ("street", "phone", "email")},
    )
    person.fiscal_code_index = fiscal_code_index(texts.fiscal_code)
    person.link = link_number(texts.fiscal_code, person.public_id, person.birth_date, person.sex)


def _refuse_taken_code(row: Person, code: str) -> None:
    """Of two who write the same code at once the second waits for the first, and is told."""
    index = fiscal_code_index(code)
    if index is not None:
        lock(Organisation, row.body_id)
    same = Person.objects.current().filter(body_id=row.body_id, fiscal_code_index=index).exclude(pk=row.pk)
    if index is not None and (others := list(same.values_list("pk", flat=True))):
        raise LikelyDuplicateError(others, certain=True)


def _changed(row: Person, changes: dict[str, Any]) -> list[str]:
    """Names of the fields whose value differs; values are never written to the audit."""
    return [
        field
        for field, value in changes.items()
        if (open_text(row, field) if field in SEALED else getattr(row, field)) != value
    ]


def _add_tokens(person: Person, texts: _Texts) -> None:
    tokens = name_tokens(f"{texts.surname} {texts.name}", person.ambito_id)
    SearchToken.objects.bulk_create([SearchToken(token=token, person_id=person.pk) for token in tokens])


def file_tokens(person: Person) -> None:
    """File a person that stands again under the words of their name."""
    _add_tokens(person, _Texts(open_text(person, "surname"), open_text(person, "name"), ""))


def drop_tokens(person: Person) -> None:
    """Take a person that no longer stands out of the search."""
    _drop_tokens(person, _Texts(open_text(person, "surname"), open_text(person, "name"), ""))


def _drop_tokens(person: Person, texts: _Texts) -> None:
    tokens = name_tokens(f"{texts.surname} {texts.name}", person.ambito_id)
    SearchToken.objects.filter(token__in=tokens, person_id=person.pk).delete()
