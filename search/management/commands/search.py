"""``manage.py search prepare``, ``rebuild`` and ``send``."""

from __future__ import annotations

import contextlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale

from courtyard.text.analysis import has_dictionary
from search import dictionaries, indexing, sending, server
from search.models import Entry


class Command(BaseCommand):
    """Compile the dictionaries that search reads, or write its index anew."""

    help = (
        "prepare: compile the dictionaries of the site's languages, once on each machine. rebuild: "
        "write the index anew; goes on where it was interrupted. send: bring the server of search "
        "up to date, where the site has one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        prepare = verbs.add_parser("prepare", help="compile the dictionaries that are missing")
        prepare.add_argument("--all", action="store_true", help="compile all of them anew")
        rebuild = verbs.add_parser("rebuild", help="write the index anew")
        rebuild.add_argument(
            "--restart", action="store_true", help="begin with the first page in any case"
        )
        send = verbs.add_parser("send", help="send what the server of search has not got")
        send.add_argument("--all", action="store_true", help="send everything, into a new index")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "prepare":
            self._prepare(anew=options["all"])
        elif options["verb"] == "rebuild":
            self._rebuild(restart=options["restart"])
            if server.is_used():
                self._send(anew=False)
        elif server.is_used():
            self._send(anew=options["all"])
        else:
            raise CommandError(f"The site has no server of search: {server.SETTING} is not set.")

    def _prepare(self, *, anew: bool) -> None:
        languages = _languages()
        missing = languages if anew else dictionaries.missing(languages)
        for code in missing:
            if has_dictionary(code):
                self.stdout.write(f"Compiling the dictionary of {code} …")
                dictionaries.prepare(code)
        self.stdout.write("Search has its dictionaries.")
        if missing and _is_indexed():
            self.stdout.write("Now run manage.py search rebuild: pages are indexed without them.")

    def _rebuild(self, *, restart: bool) -> None:
        read = indexing.rebuild(restart=restart, report=self._report)
        self.stdout.write(f"{read} publications were indexed.")

    def _send(self, *, anew: bool) -> None:
        try:
            sent = sending.send(anew=anew, report=self._report)
        except sending.NotTaken as error:
            raise CommandError(f"The server of search has refused {error} pages.") from error
        except Exception as error:
            raise CommandError(
                f"The server of search does not answer ({type(error).__name__}); what it has not "
                "got is found by the database, and sent by run_worker or when this is run again."
            ) from error
        self.stdout.write(f"{sent} publications were sent.")

    def _report(self, done: int, total: int) -> None:
        filled = 30 * done // total if total else 30
        self.stdout.write(f"[{'#' * filled}{'.' * (30 - filled)}] {done} of {total} pages")


def _languages() -> list[str]:
    """The languages that the site has, or may have."""
    codes = dict.fromkeys(get_content_languages())
    # There may be no tables yet.
    with contextlib.suppress(OperationalError, ProgrammingError):
        codes |= dict.fromkeys(Locale.objects.values_list("language_code", flat=True))
    return list(codes)


def _is_indexed() -> bool:
    try:
        return Entry.objects.exists()
    except (OperationalError, ProgrammingError):
        return False
