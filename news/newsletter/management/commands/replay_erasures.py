"""manage.py replay_erasures"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from news.newsletter import services
from news.newsletter.journal import DamagedJournal, path


class Command(BaseCommand):
    """Erases subscribers anew after an older database has been restored."""

    help = (
        "Erases whoever the journal of erasures names and a restored database has brought back. "
        "To be run after each restore, before mails are sent; running it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            erased = services.replay_erasures()
        except DamagedJournal as error:
            raise CommandError(f"Not all of the journal can be replayed: {error}") from error
        self.stdout.write(f"Erased again, as {path()} says: {erased}.")
