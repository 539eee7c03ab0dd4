"""Logs: one JSON object a line on stderr, an event name and ids, never what a person said."""

import logging
import os
import sys

import structlog


def configure_logs(level: int | None = None) -> None:
    """Set up structlog for the process: from INFO on for a server, warnings only for a command.

    Example: `structlog.get_logger().info("survey_opened", survey=4)`.
    """
    if level is None:
        level = logging.WARNING if os.environ.get("FLASK_RUN_FROM_CLI") else logging.INFO
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
