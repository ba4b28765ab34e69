# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from ordito.config.checks import START, is_this_machine, refuse_to_start

if TYPE_CHECKING:
    from pytest_django import Settings

ROOT = Path(__file__).resolve().parents[2]
AT_HOME = ["localhost", "127.0.0.1", "[::1]"]


def found() -> list[str | None]:
    return [error.id for error in run_checks(tags=[START])]


@pytest.mark.parametrize(
    ("demonstration", "hosts", "tls", "ids"),
    [
        (True, AT_HOME, False, []),
        (True, [*AT_HOME, "ordito.esempio.it"], False, ["ordito.E001"]),
        (True, ["*"], False, ["ordito.E001"]),
        (True, AT_HOME, True, ["ordito.E002"]),
        (True, ["ordito.esempio.it"], True, ["ordito.E001", "ordito.E002"]),
        (False, ["ordito.esempio.it"], True, []),
    ],
)
def test_demonstration_stays_on_this_machine(
    settings: Settings, *, demonstration: bool, hosts: list[str], tls: bool, ids: list[str]
) -> None:
    settings.DEMONSTRATION, settings.ALLOWED_HOSTS, settings.BEHIND_TLS = demonstration, hosts, tls
    assert found() == ids


@pytest.mark.parametrize(
    ("engine", "at", "there", "ids"),
    [
        ("kernel", "", False, []),
        ("abacus", "", True, ["ordito.E003"]),
        ("postgresql", "postgresql:///figures", True, []),
        ("spark", "spark://master:7077", False, ["ordito.E004"]),
        ("spark", "", True, ["ordito.E005"]),
        ("spark", "", False, ["ordito.E004", "ordito.E005"]),
    ],
)
def test_engine_is_known_installed_and_told_where_it_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, *, engine: str, at: str, there: bool, ids: list[str]
) -> None:
    monkeypatch.setattr("ordito.config.checks.find_spec", lambda _name: there or None)
    settings.DEMONSTRATION, settings.ENGINE, settings.ENGINE_AT = False, engine, at
    assert found() == ids


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.0.1.1", True),
        ("[::1]", True),
        ("127.0.0.1.esempio.it", False),
        ("192.168.1.10", False),
        ("0.0.0.0", False),  # noqa: S104 - a name that is refused, nothing listens on it
        ("", False),
    ],
)
def test_names_of_this_machine(host: str, *, here: bool) -> None:
    assert is_this_machine(host) is here


def test_sentence_names_the_address_and_says_what_to_set(settings: Settings) -> None:
    settings.DEMONSTRATION, settings.ALLOWED_HOSTS, settings.BEHIND_TLS = True, ["ordito.esempio.it"], False
    with pytest.raises(ImproperlyConfigured, match=r"ordito\.esempio\.it.*ORDITO_DEMONSTRATION=0"):
        refuse_to_start()
    settings.DEMONSTRATION = False
    refuse_to_start()


@pytest.mark.parametrize("start", [["manage.py", "prepare"], ["-c", "import ordito.config.wsgi"]])
def test_preparation_and_web_server_do_not_start(tmp_path: Path, start: list[str]) -> None:
    wrong = {"ORDITO_STATE": str(tmp_path), "ORDITO_HOSTS": "ordito.esempio.it", "ORDITO_DEMONSTRATION": "1"}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = os.environ | wrong | {"PYTHONPATH": paths, "DATABASE_URL": f"sqlite:///{tmp_path}/database"}
    ended = subprocess.run(
        [sys.executable, *start], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert "ORDITO_DEMONSTRATION=0" in ended.stderr
    assert not (tmp_path / "keys/ring.json").exists()
