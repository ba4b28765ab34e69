# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world in which a course has ended: certificates, one of them the worker's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.factories.certificates import make_certificates, make_link
from tests.factories.training import make_school

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.journeys.conftest import World


def certify(world: World) -> tuple[User, dict[str, tuple[Any, ...]]]:
    """Who manages training, and something on every page of certificates."""
    school = make_school()
    school.worker = world.worker
    row, _other = make_certificates(school, people=2)
    secret = make_link(row)
    return school.manager, {
        **{f"training:{name}": (row.edition_id,) for name in ("certificates", "edition")},
        **{f"training:{name}": (row.pk,) for name in ("certificate_paper", "certificate_badge", "certificate_revoke")},
        "training:certificate_link": (row.pk,),
        **{f"training:certificate_mine{name}": (secret,) for name in ("", "_paper", "_badge")},
        "training:certificate_check": (row.code,),
        "training:certificate_key": ("x",),
        "training:credits_file": (row.edition_id, "csv"),
    }
