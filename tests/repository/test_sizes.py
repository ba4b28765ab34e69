# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.repository.sources import python_files, text_of, with_suffix

if TYPE_CHECKING:
    from pathlib import Path

CODE_LINES = 400
TEST_LINES = 600
FUNCTION_LINES = 40
TEMPLATE_LINES = 120


def too_long(paths: tuple[Path, ...], limit: int) -> dict[str, int]:
    lengths = {path.as_posix(): len(text_of(path).splitlines()) for path in paths}
    return {path: length for path, length in lengths.items() if length > limit}


def is_test(path: Path) -> bool:
    return path.parts[0] == "tests"


def long_functions(path: Path, source: str) -> dict[str, int]:
    """Functions beyond the limit, from `def` to the last line; decorators do not count."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION_LINES:
                found[f"{path.as_posix()}:{node.name}"] = length
    return found


def test_code_files_are_short() -> None:
    code = tuple(path for path in (*python_files(), *with_suffix(".js", ".css")) if not is_test(path))
    assert code
    assert too_long(code, CODE_LINES) == {}


def test_test_files_are_short() -> None:
    assert too_long(tuple(path for path in python_files() if is_test(path)), TEST_LINES) == {}


def test_templates_are_short() -> None:
    templates = with_suffix(".html")
    assert templates
    assert too_long(templates, TEMPLATE_LINES) == {}


def test_functions_are_short() -> None:
    found: dict[str, int] = {}
    for path in python_files():
        if not is_test(path):
            found |= long_functions(path, text_of(path))
    assert found == {}


def test_long_function_is_found() -> None:
    from pathlib import Path as RealPath

    source = "def long():\n" + "    pass\n" * FUNCTION_LINES
    assert long_functions(RealPath("x.py"), source) == {"x.py:long": FUNCTION_LINES + 1}
    assert long_functions(RealPath("x.py"), "def short():\n    pass\n") == {}
