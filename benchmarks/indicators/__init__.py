# SPDX-License-Identifier: EUPL-1.2
"""Counting, refreshing and protecting figures at the size of a region."""
