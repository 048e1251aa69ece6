"""manage.py load_demo"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.content import SOURCE, TARGET, ContentError
from config.demo.loader import Loader, remove, set_address

WIDTH = 40
"""At least as long as whatever is said of the progress."""


class Command(BaseCommand):
    """Loads the demonstration content, or what is missing of it."""

    help = "Loads the demonstration content. Run again, it adds only what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="first remove the demonstration with all pages below it, then load it anew",
        )
        parser.add_argument(
            "--base-url", default=settings.BASE_URL, help="where the site is reached"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity: int = options["verbosity"]
        languages = list(dict(settings.LANGUAGES))
        if not {SOURCE, TARGET} <= {*languages} or languages[0] not in (SOURCE, TARGET):
            raise CommandError(
                "The demonstration is in Polish and English: COURTYARD_LANGUAGES must hold "
                f"{SOURCE} and {TARGET}, and begin with one of them; it is "
                f"{','.join(languages)}."
            )
        if options["reset"]:
            self.stdout.write("Removing the demonstration …")
            remove()
        try:
            changed = Loader(self._progress).load()
        except ContentError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            reasons = " ".join(error.messages)
            raise CommandError(f"A page of the demonstration cannot be made: {reasons}") from error
        call_command("set_up_roles", verbosity=0)
        set_address(options["base_url"])
        if self.verbosity:
            told = "The demonstration is loaded." if changed else "Nothing was missing."
            self.stdout.write(self._over(told))

    def _progress(self, line: str) -> None:
        if self.verbosity:
            self.stdout.write(self._over(line), ending="" if self.stdout.isatty() else "\n")
            self.stdout.flush()

    def _over(self, line: str) -> str:
        """On a terminal what is said stands in the place of what was said before."""
        return f"\r{line:<{WIDTH}}" if self.stdout.isatty() else line
