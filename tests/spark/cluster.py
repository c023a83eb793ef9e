"""A standalone Spark cluster on loopback, each daemon a process group of its own that a test may kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTING_SECONDS = 120

# Two workers of one core: what a run needs at the least, four gigabytes with the driver and the daemons.
SETTINGS = """\
spark.driver.memory 1g
spark.driver.host 127.0.0.1
spark.executor.memory 600m
spark.executor.cores 1
spark.sql.shuffle.partitions 4
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.driver.extraJavaOptions -XX:+UseSerialGC -XX:TieredStopAtLevel=1
spark.executor.extraJavaOptions -XX:+UseSerialGC -XX:TieredStopAtLevel=1
"""


@dataclass
class Cluster:
    """A running cluster. environment: what a driver needs to find its settings."""

    master: str
    environment: dict[str, str]
    workers: list[subprocess.Popen[bytes]]

    def kill_a_worker(self) -> None:
        """End a worker and its executors at once, as a machine that loses its power."""
        os.killpg(self.workers.pop().pid, signal.SIGKILL)


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A master and workers that keep their files in a folder; all of them end with the block."""
    (folder / "conf").mkdir(parents=True)
    (folder / "conf" / "spark-defaults.conf").write_text(SETTINGS, encoding="utf-8")
    environment = {
        **os.environ,
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }
    port = _free_port()
    master = f"spark://127.0.0.1:{port}"
    started = []

    def start(name: str, *words: str) -> subprocess.Popen[bytes]:
        with (folder / f"{name}-{len(started)}.log").open("wb") as log:
            command = [str(_spark_class()), f"org.apache.spark.deploy.{name}", *words]
            process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        started.append(process)
        return process

    try:
        start("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(_free_port()))
        running = [
            start("worker.Worker", "--cores", "1", "--memory", "1g", "--webui-port", str(_free_port()), master)
            for _ in range(workers)
        ]
        _wait_until_registered(folder, workers)
        yield Cluster(master, environment, running)
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _spark_class() -> Path:
    import pyspark

    return Path(pyspark.__file__).parent / "bin" / "spark-class"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_registered(folder: Path, workers: int) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        logs = [path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("worker*.log")]
        if sum("Successfully registered with master" in log for log in logs) == workers:
            return
        time.sleep(0.5)
    raise TimeoutError("\n".join(path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("*.log")))
