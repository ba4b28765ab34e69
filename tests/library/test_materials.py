# SPDX-License-Identifier: EUPL-1.2
"""Materials: who reads what, versions, what is refused."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from ordito.accounts.roles import ADMINISTRATOR, REGIONAL_OFFICER, TRAINING_MANAGER
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.core.declare import MaterialHolder
from ordito.files.models import StoredFile
from ordito.library import rules
from ordito.library.actions import materials
from ordito.library.actions.downloads import hand_out
from ordito.library.actions.errors import LibraryConflictError, LibraryError
from ordito.library.actions.materials import Holder, Upload
from ordito.library.enums import Visibility
from ordito.library.models import Material, MaterialVersion, PublicDownloads
from ordito.library.queries.materials import downloads_of, materials_for, materials_of, narrowed
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Organisation
from tests.factories.accounts import make_membership, make_user
from tests.factories.library import NOW, SYSTEM, keep_for, make_material, make_version, material_values, pdf
from tests.factories.territory import make_organisation, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
LINK = "https://www.esempio.it/guida"


def titles(rows: Any) -> set[str]:
    return set(rows.values_list("title", flat=True))


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch) -> Holder:
    """A body that stands for a course: whoever works for it takes part, whose name begins with T writes."""
    body = make_organisation()

    def readable(actor: Any) -> Any:
        return Organisation.objects.filter(members__user=actor.actor_id).values_list("pk", flat=True)

    def writable(actor: Any) -> Any:
        name = "T" if actor.actor_name.startswith("T") else "-"
        return Organisation.objects.filter(members__user__full_name__startswith=name).values_list("pk", flat=True)

    holder = MaterialHolder("territory.organisation", "Percorso", str, lambda pk: f"/{pk}/", readable, writable)
    for module in ("ordito.library.models.materials", "ordito.library.rules"):
        monkeypatch.setattr(f"{module}.declared", lambda _kind: (holder,))
    return Holder("territory.organisation", body.pk)


def test_public_is_for_all_and_the_networks_for_its_people(reader: User) -> None:
    make_material(title="Della rete")
    make_material(title="Pubblico", visibility=Visibility.PUBLIC)
    assert titles(materials_for(None)) == {"Pubblico"}
    assert titles(materials_for(reader)) == {"Della rete", "Pubblico"}
    assert titles(materials_for(make_user(role=ADMINISTRATOR))) == {"Pubblico"}, "who does not read the library"


def test_reserved_is_for_who_takes_part_and_for_who_writes(course: Holder, reader: User) -> None:
    body = Organisation.objects.get(pk=course.pk)
    taking = make_user(role=ADMINISTRATOR, organisation=body, full_name="Pia Partecipa")
    tutor = make_user(role=ADMINISTRATOR, organisation=body, full_name="Tea Tutor")
    row = make_material(by=tutor, holder=course, visibility=Visibility.RESERVED)
    assert [person for person in (taking, tutor, reader) if row in materials_for(person)] == [taking, tutor]
    assert row not in materials_for(None)
    assert [one.current[0].number for one in materials_of(course.kind, course.pk, taking)] == [1]  # type: ignore[attr-defined] # `with_current`
    assert not materials_of(course.kind, course.pk + 1, taking)
    assert [rules.can_keep(person, row) for person in (taking, tutor, reader)] == [False, True, False]
    with pytest.raises(NotAllowedError):
        make_material(by=taking, holder=course)
    with pytest.raises(NotAllowedError):
        make_material(by=tutor, holder=Holder("nessuno.niente", 1))


def test_what_is_reserved_is_not_kept_by_the_library_of_who_brought_it(course: Holder) -> None:
    library = make_organisation()
    tutor = make_user(role=TRAINING_MANAGER, organisation=library, full_name="Tea Tutor")
    make_membership(tutor, role=ADMINISTRATOR, organisation=Organisation.objects.get(pk=course.pk))
    colleague = make_user(role=TRAINING_MANAGER, organisation=library, full_name="Cora Collega")
    row = make_material(by=tutor, holder=course, visibility=Visibility.RESERVED)
    assert rules.can_keep(tutor, row)
    assert row not in materials_for(colleague)


def test_a_withdrawn_one_is_left_to_who_keeps_it(keeper: User, reader: User) -> None:
    row = make_material(by=keeper, visibility=Visibility.PUBLIC)
    with pytest.raises(LibraryError, match="perché"):
        materials.withdraw_material(by=keeper, at=NOW, material=row, because=" ")
    with pytest.raises(NotAllowedError):
        materials.withdraw_material(by=reader, at=NOW, material=row, because="Superato.")
    materials.withdraw_material(by=keeper, at=NOW, material=row, because="Superato.")
    assert [row in materials_for(person) for person in (None, reader, keeper)] == [False, False, True]
    with pytest.raises(LibraryError, match="ritirato"):
        make_version(row)


def test_who_keeps_what() -> None:
    region = make_territory(kind=TerritoryKind.REGION)
    body, other = make_organisation(), make_organisation()
    regional = make_user(role=REGIONAL_OFFICER, territory=region)
    school = make_user(role=TRAINING_MANAGER, organisation=body)
    everywhere = make_user(role=TRAINING_MANAGER)
    of_region, of_body = make_material(by=regional, title="R"), make_material(by=school, title="E")
    of_other = keep_for(make_material(title="A"), organisation=other)
    assert (of_region.territory, of_region.organisation) == (region, None)
    assert (of_body.territory, of_body.organisation) == (None, body)
    assert titles(Material.objects.kept_by(regional)) == {"R"}
    assert titles(Material.objects.kept_by(school)) == {"E"}
    assert Material.objects.kept_by(everywhere).count() == Material.objects.kept_by(SYSTEM).count() == 3
    assert of_other not in Material.objects.kept_by(school)


def test_versions_follow_one_another_and_old_ones_stay(keeper: User) -> None:
    row = make_material(by=keeper)
    make_version(row, by=keeper)
    first, second = row.versions.order_by("number")
    assert (row.edition, row.version, second.note) == (2, 2, "Corretta.")
    assert first.sha256 != second.sha256
    assert [StoredFile.objects.get(pk=one.stored_file_id or 0).sha256 for one in (first, second)] == [
        first.sha256,
        second.sha256,
    ]


def renew(row: Material, source: Upload | str, **values: Any) -> MaterialVersion:
    usual: dict[str, Any] = {"by": SYSTEM, "at": NOW, "version": row.version, "note": "Altro.", "form_key": uuid4()}
    return materials.renew_material(source, material=row, **{**usual, **values})


def test_what_is_not_taken_in() -> None:
    same = io.BytesIO(b"%PDF-1.7\nuguale")
    row = make_material(source=Upload(same, "uguale.pdf"))
    same.seek(0)
    with pytest.raises(LibraryError, match="identico") as refused:
        renew(row, Upload(same, "altro-nome.pdf"))
    assert refused.value.field == "file"
    with pytest.raises(LibraryError, match="cosa cambia"):
        renew(row, pdf(), note=" ")
    with pytest.raises(LibraryConflictError):
        renew(row, pdf(), version=0)
    for content in (b"MZ\x90\x00" + bytes(80), b"<html>", b""):
        with pytest.raises(LibraryError, match="tipo di file"):
            renew(row, Upload(io.BytesIO(content), "dispensa.pdf"))
    with pytest.raises(LibraryError, match="titolo"):
        make_material(title=" ")
    with pytest.raises(LibraryError, match="percorso"):
        make_material(visibility=Visibility.RESERVED)
    link = make_material(source=LINK)
    with pytest.raises(LibraryError, match="identico") as refused:
        renew(link, LINK)
    assert refused.value.field == "link"
    assert Material.objects.count() == MaterialVersion.objects.count() == StoredFile.objects.count() + 1 == 2


def test_the_same_form_twice_writes_once() -> None:
    key, renewing = uuid4(), uuid4()
    twice = [materials.add_material(material_values(), pdf(), by=SYSTEM, at=NOW, form_key=key).pk for _time in range(2)]
    row = Material.objects.get()
    assert twice == [row.pk, row.pk]
    versions = [renew(row, pdf(), form_key=renewing).number for _time in range(2)]
    assert versions == [2, 2]
    assert StoredFile.objects.count() == 2


def test_two_people_at_one_card() -> None:
    row = make_material()
    values = material_values(title="Dispensa nuova")
    materials.change_material(values, by=SYSTEM, at=NOW, material=row, version=1)
    with pytest.raises(LibraryConflictError) as conflict:
        materials.change_material(replace(values, title="Altra"), by=SYSTEM, at=NOW, material=row, version=1)
    assert str(conflict.value.current) == "Dispensa nuova"
    assert Entry.objects.filter(action="library.change_material").get().fields_changed == ["title"]


def test_every_word_is_looked_for_without_accents() -> None:
    make_material(title="Équipe e famiglie", description="Lavorare insieme")
    make_material(title="Équipe", description="Altro")
    everything = materials_for(SYSTEM)
    assert titles(narrowed(everything, {"q": "EQUIPE insieme"})) == {"Équipe e famiglie"}
    assert not narrowed(everything, {"q": "équipe scuola"})
    assert not narrowed(everything, {"tipo": "slides"})
    assert narrowed(everything, {"chi": "network", "tipo": "handout", "q": ""}).count() == 2


def test_who_took_it_is_known_of_the_network_alone(reader: User) -> None:
    row = make_material(visibility=Visibility.PUBLIC)
    version = row.versions.get()
    for _time in range(2):
        hand_out(by=None, at=NOW, version=version)
    file = hand_out(by=reader, at=NOW, version=version)
    assert isinstance(file, StoredFile)
    assert file.sha256 == version.sha256
    assert list(PublicDownloads.objects.values_list("version", "times")) == [(version.pk, 2)]
    [entry] = downloads_of(row)
    assert (entry.actor_name, entry.detail) == ("Livia Lettrice", {"version": 1})
    assert hand_out(by=None, at=NOW, version=make_material(source=LINK).versions.get()) == LINK


def test_files_are_seen_with_their_material(keeper: User, reader: User) -> None:
    row = make_material(by=keeper)
    assert StoredFile.objects.visible_to(reader).count() == 1
    materials.withdraw_material(by=keeper, at=NOW, material=row, because="Superato.")
    assert not StoredFile.objects.visible_to(reader)
