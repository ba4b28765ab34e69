# SPDX-License-Identifier: EUPL-1.2
"""Families as plain graphs: who is what to whom, what cannot be, and how they are drawn."""
