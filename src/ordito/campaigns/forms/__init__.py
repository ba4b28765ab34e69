# SPDX-License-Identifier: EUPL-1.2
"""Validation of what is typed on the pages of campaigns."""
