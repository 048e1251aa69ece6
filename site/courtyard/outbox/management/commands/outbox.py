"""manage.py outbox"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courtyard.outbox import services


class Command(BaseCommand):
    """Says what waits in the outbox and what was given up."""

    help = (
        "Says how much of each kind waits in the outbox, and what was given up, with the error of "
        "the last attempt. What was given up is forgotten after 30 days."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--try-again", action="store_true", help="have all that was given up tried once more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["try_again"]:
            self.stdout.write(f"To be tried once more: {services.try_again()}.")
        for kind, count in services.waiting():
            self.stdout.write(f"{kind}: {count} waiting")
        for kind, error, count in services.failed():
            self.stdout.write(f"{kind}: {count} given up ({error})")
