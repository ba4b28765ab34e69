# SPDX-License-Identifier: EUPL-1.2
"""Forms of the social record: what was typed becomes values, or a sentence that says what to correct."""
