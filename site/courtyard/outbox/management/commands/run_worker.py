"""manage.py run_worker"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courtyard.outbox.worker import Worker


class Command(BaseCommand):
    """Runs the worker: mails, background tasks, scheduled publishing and expiry."""

    help = (
        "Does what waits in the outbox and in the task queue, and publishes and expires pages "
        "whose time has come. Start as many as you like; stop one with Ctrl-C or SIGTERM."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        if options["once"]:
            worker.run_once()
        else:
            worker.run()
