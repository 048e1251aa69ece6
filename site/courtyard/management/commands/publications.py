"""``manage.py publications check`` and ``rebuild``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtyard.publications import upkeep


class Command(BaseCommand):
    """Compare what is stored of each page with what the page says, or write it anew."""

    help = (
        "check: compare the publication of each page with the page; ends with 1 where they "
        "differ. rebuild: write all publications anew; goes on where it was interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("check", help="report differences and change nothing")
        rebuild = verbs.add_parser("rebuild", help="write all publications anew")
        rebuild.add_argument(
            "--restart", action="store_true", help="begin with the first page in any case"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "check":
            self._check()
        else:
            self._rebuild(restart=options["restart"])

    def _check(self) -> None:
        differences = list(upkeep.check())
        for difference in differences:
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(f"{len(differences)} differences.")
        self.stdout.write("Every page has the publication that it should have.")

    def _rebuild(self, *, restart: bool) -> None:
        def report(done: int, total: int) -> None:
            self.stdout.write(f"{done} of {total} pages")

        written = upkeep.rebuild(restart=restart, report=report)
        self.stdout.write(f"{written} publications were written.")
