# SPDX-License-Identifier: EUPL-1.2
"""What has left the house as systems of equations, as files and as descriptions for harvesters, without Django."""
