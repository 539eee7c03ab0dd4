"""A Spark session: the one that runs, the one the surroundings describe, or a quiet local one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from analysis.error import AnalysisError
from analysis.spark.refusals import refusing

DESCRIBED = (
    "SPARK_REMOTE",
    "SPARK_CONF_DIR",
    "SPARK_HOME",
    "PYSPARK_SUBMIT_ARGS",
    "PYSPARK_GATEWAY_PORT",
)
"""Variables by which a user or `spark-submit` says which Spark to use: then nothing is set here."""

LOOPBACK = "127.0.0.1"
LOCAL = {
    "spark.master": "local[*]",
    "spark.app.name": "ydan-analysis",
    "spark.driver.host": LOOPBACK,
    "spark.driver.bindAddress": LOOPBACK,
    "spark.log.level": "OFF",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    # A folder `code=012` must stay the text 012.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}


@contextmanager
def spark_session() -> Iterator[SparkSession]:
    """Yield the active session, else start one and stop it afterwards.

    Raises AnalysisError("no_spark") when there is no Java to start one with, or it does not start.
    """
    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    session = _start()
    try:
        yield session
    finally:
        session.stop()


def _start() -> SparkSession:
    builder = SparkSession.builder
    if not any(name in os.environ for name in DESCRIBED):
        _check_java()
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
        builder = builder.config(map=LOCAL)
    with refusing("no_spark", "Spark does not start"):
        return builder.getOrCreate()


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java") if not home else shutil.which(Path(home) / "bin" / "java")
    if found is None:
        raise AnalysisError(
            "no_spark",
            "the Spark engine needs Java 17 or newer: apt-get install default-jre-headless",
        )
