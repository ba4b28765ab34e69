# SPDX-License-Identifier: EUPL-1.2
"""Engine of campaigns: no Django here."""
