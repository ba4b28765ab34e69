# SPDX-License-Identifier: EUPL-1.2
"""A synthetic region: pure, deterministic, knows no Django. The same seed and day give the same region."""
