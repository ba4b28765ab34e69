# SPDX-License-Identifier: EUPL-1.2
"""Uploaded workbooks before any library opens them: what a file is by its content, and how much it may hold.

Knows no Django, so that the engines of `imports` and of `questionnaires` both stand on it.
"""
