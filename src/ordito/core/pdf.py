# SPDX-License-Identifier: EUPL-1.2
"""PDF by typst: a template of ours and data as JSON. What people wrote is data, never markup."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import typst

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

STANDARD: Final = "ua-1"  # PDF/UA: tagged, with a title and a language, read by screen readers


def make_pdf(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The document that `template` (a .typ file) makes of `data`, which it reads with `json(bytes(sys.inputs.data))`.

    The compiler sees only the folder of the template, and only the fonts of the design system. The same data at the
    same time make the same bytes.
    """
    fonts = files("bootstrap_italia_template").joinpath("static/fonts/Titillium_Web")
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARD,
        timestamp=int(at.timestamp()),
    )
