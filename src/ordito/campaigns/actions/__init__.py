# SPDX-License-Identifier: EUPL-1.2
"""Every write on campaigns and returns."""
