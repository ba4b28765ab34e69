# SPDX-License-Identifier: EUPL-1.2
"""Timings, one folder a subject, each run as `.venv/bin/python -m benchmarks.<subject>` from the project's folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))  # as the launcher does for Django
