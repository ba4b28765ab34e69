# SPDX-License-Identifier: EUPL-1.2
"""Pages: the catalogue and its versions, answers that were sent, exports, filling, devices."""
