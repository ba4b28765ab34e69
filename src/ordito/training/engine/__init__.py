# SPDX-License-Identifier: EUPL-1.2
"""What is counted without a database: seniority, attendance."""
