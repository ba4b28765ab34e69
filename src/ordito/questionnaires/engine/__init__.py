# SPDX-License-Identifier: EUPL-1.2
"""Questionnaires without Django: expressions, forms, answers, checks. Texts in, texts out; nothing is run."""
