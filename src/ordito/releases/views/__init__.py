# SPDX-License-Identifier: EUPL-1.2
"""Pages of the ledger, for the network; pages and files of open data, for everybody."""
