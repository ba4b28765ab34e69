# SPDX-License-Identifier: EUPL-1.2
"""Reading what is counted, what has left, and what harvesters are told."""
