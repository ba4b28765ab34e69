# SPDX-License-Identifier: EUPL-1.2
"""The tests on Spark are there only where its package is, in an environment of its own (`distributed.txt`)."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("pyspark") else ["test_spark.py"]
