# SPDX-License-Identifier: EUPL-1.2
"""Reads what people keep in spreadsheets. No table, no request, no practice: bytes in, rows and problems out."""
