# SPDX-License-Identifier: EUPL-1.2
"""What is asked of a table as an address says it, and how a text with figures is read: no Django, no table."""
