"""``manage.py publish_scheduled``: Wagtail's command, in which nothing holds up the rest."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from wagtail.management.commands.publish_scheduled import Command as StockCommand

from courtyard.publications.schedule import publish_due


class Command(StockCommand):
    """Publishes and expires what is due, each thing by itself."""

    help = "Publishes and expires what is due. The worker does it each minute."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError at the end where something was refused; the log says why."""
        if options["dryrun"]:
            super().handle(*args, **options)
        elif failed := publish_due():
            raise CommandError(f"{failed} could not be published or expired.")
