"""manage.py read_unsubscriptions"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from news.newsletter import mailbox


class Command(BaseCommand):
    """Unsubscribes whoever has written to the mailbox for it, as the worker does regularly."""

    help = "Unsubscribes whoever has written to the mailbox of COURTYARD_NEWSLETTER_MAILBOX."

    def handle(self, *args: Any, **options: Any) -> None:
        if not mailbox.address():
            raise CommandError("COURTYARD_NEWSLETTER_MAILBOX names no mailbox.")
        self.stdout.write(f"{mailbox.read()} unsubscribed by mail.")
