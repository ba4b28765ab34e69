# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from ordito.training.engine.qr import qr_svg


def test_the_drawing_has_the_modules_of_the_code() -> None:
    text = "https://ordito.example/formazione/attestati/verifica/abcd2345efgh6789/"
    drawing = qr_svg(text)
    code = QRCode(border=0, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    dark = {(row, column) for row, line in enumerate(code.get_matrix()) for column, module in enumerate(line) if module}
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawing)]
    drawn = [(row, column + step) for column, row, length in runs for step in range(length)]
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == dark
