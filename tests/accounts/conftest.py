# SPDX-License-Identifier: EUPL-1.2
from tests.browser import chromium, visit

__all__ = ["chromium", "visit"]
