"""The threads of the server that do the queued work: one for the jobs, one for the clock.

One job runs at a time in a process, so that memory stays bounded; the heavy part of it is a
process of its own (`printing.many`), and the threads that answer citizens go on.
"""

import logging
from threading import Thread

from huey import crontab
from huey.api import TaskWrapper
from huey.consumer import Consumer

from survey_app.jobs.queue import add_work, make_queue
from survey_app.services.context import Context
from survey_app.services.jobs.work import clear_expired, take_up

WORKERS = 1
LONGEST_WAIT_S = 1.0
"""How long a queued job may lie before the thread looks again."""


class QuietConsumer(Consumer):  # type: ignore[misc]  # huey is untyped
    """Huey's consumer inside a server: signals belong to the server."""

    def _set_signal_handlers(self) -> None:
        """Leave the server's handlers alone."""


def start_consumer(context: Context) -> Consumer:
    """Start the threads, after taking up what was interrupted; they end with the process."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    queue = make_queue(context.settings.data)
    run = add_work(queue, context)
    _add_clock(queue, context, run)
    consumer = QuietConsumer(
        queue, workers=WORKERS, max_delay=LONGEST_WAIT_S, check_worker_health=False
    )
    for process in _threads(consumer):
        process.daemon = True
    _look(context, run, is_start=is_alone(context))
    consumer.start()
    return consumer


def is_alone(context: Context) -> bool:
    """Whether no other process of this installation serves: so it is where SQLite keeps data."""
    return context.settings.box_url.startswith("sqlite")


def _add_clock(queue: object, context: Context, run: TaskWrapper) -> None:
    periodic = queue.periodic_task(crontab(minute="*"), name="look")  # type: ignore[attr-defined]  # untyped

    def look() -> None:
        _look(context, run, is_start=False)

    periodic(look)


def _look(context: Context, run: TaskWrapper, *, is_start: bool) -> None:
    """Queue again what was interrupted, delete what has had its day."""
    for job_id in take_up(context, is_start=is_start):
        run(job_id)
    clear_expired(context)


def _threads(consumer: Consumer) -> list[Thread]:
    return [consumer.scheduler, *(thread for _, thread in consumer.worker_threads)]
