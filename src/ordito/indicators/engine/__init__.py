# SPDX-License-Identifier: EUPL-1.2
"""Counting and disclosure control, without Django: everything here works on arrays and knows no user, page or table."""
