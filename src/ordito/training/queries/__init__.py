# SPDX-License-Identifier: EUPL-1.2
"""Reads that shape the pages of training."""
