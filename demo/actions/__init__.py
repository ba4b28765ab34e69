# SPDX-License-Identifier: EUPL-1.2
"""Loading the invented region into an installation, in stages; today there is one, "mid-year"."""
