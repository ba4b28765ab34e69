# SPDX-License-Identifier: EUPL-1.2
"""A real Spark on this machine: a master and two workers, each a process of its own, started from the package."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyspark
from pyspark.sql import SparkSession

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
PATIENCE = 60.0
DEPLOY = "org.apache.spark.deploy"


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """The address of a standalone master with its workers; all are stopped at the end."""
    port = _free_port()
    address, started = f"spark://{HOST}:{port}", []
    try:
        started.append(_start(folder, "master", f"{DEPLOY}.master.Master", "--port", str(port)))
        _wait_for(folder / "master.log", "I have been elected leader")
        for number in range(workers):
            work = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"work{number}"), address)
            started.append(_start(folder, f"worker{number}", f"{DEPLOY}.worker.Worker", *work))
        for number in range(workers):
            _wait_for(folder / f"worker{number}.log", "Successfully registered with master")
        yield address
    finally:
        for process in reversed(started):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


@contextmanager
def session(address: str) -> Iterator[SparkSession]:
    """A session on the cluster, with as little ceremony as small tables deserve."""
    builder = SparkSession.builder.master(address).appName("ordito")
    told = {
        "spark.driver.host": HOST,
        "spark.driver.bindAddress": HOST,
        "spark.executor.memory": "512m",
        "spark.cores.max": "2",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.ui.enabled": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    for name, value in told.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    try:
        yield made
    finally:
        made.stop()


def _start(folder: Path, name: str, main: str, *words: str) -> subprocess.Popen[bytes]:
    """One process of the cluster in a group of its own, its words in a file."""
    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "384m"}
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [home / "bin" / "spark-class", main, "--host", HOST, "--webui-port", "0", *words],
            env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip


def _wait_for(path: Path, words: str) -> None:
    """Until a process has said what shows that it is ready."""
    end = time.monotonic() + PATIENCE
    while words not in path.read_text(encoding="utf-8", errors="replace"):
        if time.monotonic() > end:
            raise TimeoutError(path.read_text(encoding="utf-8", errors="replace")[-2000:])
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as some:
        some.bind((HOST, 0))
        return int(some.getsockname()[1])
