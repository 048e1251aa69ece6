"""The worker: outbox, Wagtail's background tasks, and what the clock asks for."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import FrameType

from django.conf import settings
from django.db import OperationalError, close_old_connections

from . import services

logger = logging.getLogger(__name__)

BATCH = 50
"""How many outbox rows are done before the worker looks at its other chores."""
BATCH_SECONDS = 10.0
"""After how long it looks at them anyway."""
DATABASE_BACKEND = "django_tasks_db.DatabaseBackend"


@dataclass
class Chore:
    """Something that is done again and again, ``every`` so many seconds."""

    name: str
    run: Callable[[], object]
    every: float
    next_at: float = 0.0


def run_background_tasks() -> None:
    """Do what Wagtail put into the task queue, where that queue is a database table."""
    # A project may keep its tasks elsewhere and lack this package.
    try:
        from django_tasks_db.management.commands.db_worker import (  # noqa: PLC0415
            Worker as TaskWorker,
        )
    except ImportError:
        return

    for alias, options in getattr(settings, "TASKS", {}).items():
        if options["BACKEND"] != DATABASE_BACKEND:
            continue
        TaskWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=alias,
            startup_delay=False,
            max_tasks=None,
            worker_id=f"courtyard-{alias}",
            excluded_queue_names=[],
        ).run()


_chores: list[Chore] = []


def register_chore(name: str, run: Callable[[], object], *, every: float) -> None:
    """Have the worker do something regularly; called by an app's ``ready()``."""
    _chores.append(Chore(name, run, every))


@dataclass
class Worker:
    """Works until it is asked to stop; a failing chore is logged and tried again.

    ``pause`` is how many seconds it rests when nothing is due.
    """

    pause: float = 1.0
    stopping: bool = False
    busy: bool = False
    chores: list[Chore] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chores = self.chores or [
            Chore("outbox", self.work, every=0),
            Chore("background tasks", run_background_tasks, every=0),
            Chore("what was given up", services.forget_failed, every=3600),
            *(replace(chore) for chore in _chores),
        ]

    def work(self) -> None:
        """Do a batch of the outbox, so that a full or slow one keeps no other chore waiting."""
        until = time.monotonic() + BATCH_SECONDS

        def should_stop() -> bool:
            return self.stopping or time.monotonic() > until

        done = services.work(limit=BATCH, should_stop=should_stop)
        self.busy = done == BATCH or time.monotonic() > until

    def run(self) -> None:
        """Work until a SIGTERM or SIGINT; what is being done is finished first."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        while not self.stopping:
            # Connections that are too old or broken are opened anew at the next query.
            close_old_connections()
            self.run_once()
            self._rest()

    def run_once(self, *, now: float | None = None) -> None:
        """Do every chore whose time has come."""
        now = time.monotonic() if now is None else now
        for chore in self.chores:
            if self.stopping or chore.next_at > now:
                continue
            chore.next_at = now + chore.every
            self._do(chore)

    def _do(self, chore: Chore) -> None:
        try:
            chore.run()
        except OperationalError as error:
            logger.warning("%s: the database did not answer: %s", chore.name, error)
        except Exception:
            logger.exception("%s failed; it will be tried again.", chore.name)

    def _rest(self) -> None:
        until = time.monotonic() + (0 if self.busy else self.pause)
        while not self.stopping and time.monotonic() < until:
            time.sleep(min(0.1, self.pause))

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True
