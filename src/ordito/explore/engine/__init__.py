# SPDX-License-Identifier: EUPL-1.2
"""What is said of two figures beside each other, and how a text with figures is read: no Django, no table."""
