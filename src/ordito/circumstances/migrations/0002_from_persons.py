# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import migrations
from django.utils import timezone

from ordito.core import crypto

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

AT_ONCE = 2_000
ENTRIES = {
    "source": ("fact_source", "record", "Dalla scheda della persona"),
    "residence": ("address_kind", "residence", "Residenza"),
    "italy": ("country", "380", "Italia"),
    "homeless": ("living_place", "homeless", "Senza dimora"),
    "unaccompanied": ("vulnerability", "unaccompanied_minor", "Minore straniero non accompagnato"),
}


def first_facts(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What each person's row says becomes their first dated facts, known since the day the row was made."""
    persons = apps.get_model("cases", "Person")._base_manager.filter(annulled_at__isnull=True)  # noqa: SLF001 - Django's public name
    if not persons.exists():
        return
    entries = {name: _entry(apps, *values) for name, values in ENTRIES.items()}
    for name, made in (
        ("Address", _address),
        ("Citizenship", _citizenship),
        ("LivingPlace", _living_place),
        ("Vulnerability", _vulnerability),
    ):
        model = apps.get_model("circumstances", name)
        rows = persons.select_related("citizenship").order_by("pk").iterator(AT_ONCE)
        batch: list[Any] = []
        for fact in _facts(model, rows, entries, made):
            batch.append(fact)
            if len(batch) == AT_ONCE:
                model._base_manager.bulk_create(batch)  # noqa: SLF001 - Django's public name
                batch.clear()
        model._base_manager.bulk_create(batch)  # noqa: SLF001 - Django's public name


def _entry(apps: Apps, key: str, code: str, label: str) -> int:
    """The id of an entry, made when its list was never loaded; the next start loads the rest of it."""
    found, _made = apps.get_model("cases", "CodeList")._base_manager.get_or_create(key=key, defaults={"label": key})  # noqa: SLF001
    entry, _made = apps.get_model("cases", "Code")._base_manager.get_or_create(  # noqa: SLF001
        code_list=found, code=code, defaults={"label": label}
    )
    pk: int = entry.pk
    return pk


def _facts(
    model: Any, persons: Iterator[Any], entries: dict[str, int], made: Callable[[Any, dict[str, int]], dict[str, Any]]
) -> Iterator[Any]:
    for person in persons:
        values = made(person, entries)
        if values:
            yield model(
                person_id=person.pk,
                source_id=entries["source"],
                valid_from=timezone.localdate(person.created_at),
                recorded_at=person.created_at,
                recorded_by_name="",
                **values,
            )


def _address(person: Any, entries: dict[str, int]) -> dict[str, Any]:
    street = _moved_street(person)
    if not street and person.residence_id is None:
        return {}
    return {"kind_id": entries["residence"], "comune_id": person.residence_id, "street": street}


def _moved_street(person: Any) -> bytes:
    """The street sealed again for its new place; empty when the person's key was destroyed."""
    if not person.street:
        return b""
    owner = str(person.public_id)
    try:
        key = crypto.unwrap(bytes(person.wrapped_key), owner=owner)
        text = key.open(bytes(person.street), place=f"cases.person.street/{owner}")
    except crypto.CryptoError:
        return b""
    return key.seal(text, place=f"circumstances.address.street/{owner}")


def _citizenship(person: Any, entries: dict[str, int]) -> dict[str, Any]:
    """Only the Italian one names its State."""
    italian = person.citizenship is not None and person.citizenship.code == "italian"
    return {"country_id": entries["italy"]} if italian else {}


def _living_place(person: Any, entries: dict[str, int]) -> dict[str, Any]:
    return {"kind_id": entries["homeless"]} if person.no_fixed_abode else {}


def _vulnerability(person: Any, entries: dict[str, int]) -> dict[str, Any]:
    return {"kind_id": entries["unaccompanied"]} if person.unaccompanied_minor else {}


class Migration(migrations.Migration):
    """The present values of persons become their first dated facts."""

    dependencies: ClassVar = [("circumstances", "0001_initial"), ("cases", "0012_edited_codes")]

    operations: ClassVar = [migrations.RunPython(first_facts, migrations.RunPython.noop)]
