# SPDX-License-Identifier: EUPL-1.2
"""The full cube with exact distinct persons: the kernel against a CUBE written by hand on two databases."""
