# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io

import docx
import pytest
from django.utils import timezone

from demo.actions.library import ADDED, load_library
from ordito.accounts.roles import REGIONAL_OFFICER
from ordito.files.actions import read_whole
from ordito.files.models import StoredFile
from ordito.library.models import Material
from tests.factories.accounts import make_user


@pytest.mark.django_db
def test_materials_are_brought_once_and_can_be_opened() -> None:
    make_user("regione", role=REGIONAL_OFFICER)
    for _time in range(2):
        load_library(at=timezone.now())
    guide = Material.objects.get(edition=2)
    current = guide.versions.get(number=2)
    document = docx.Document(io.BytesIO(read_whole(StoredFile.objects.get(pk=current.stored_file_id or 0))))
    assert ADDED in [paragraph.text for paragraph in document.paragraphs]
    assert sorted(Material.objects.values_list("visibility", flat=True)) == ["network", "public", "public"]
