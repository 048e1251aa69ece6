"""``manage.py set_up_roles``: groups with their permissions, and the review by moderators."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page, Site

from courtyard.editing import roles


class Command(BaseCommand):
    """Makes what is missing and takes nothing away, however often it is run."""

    help = (
        "Makes the groups of editors, moderators, translators into each language and newsletter "
        "managers, and has pages reviewed before they are published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--section",
            action="append",
            default=[],
            metavar="PATH",
            help="also make a group of editors of one section, such as /pl/sieciowanie/",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where there is no page at the path of a section."""
        wanted = [*roles.shipped()]
        wanted += [roles.editors_of(self._page_at(path)) for path in options["section"]]
        changed = roles.set_up(wanted)
        review = roles.set_up_review()
        if options["verbosity"]:
            for name in changed:
                self.stdout.write(f"{name}: made, or given what was missing.")
            if review:
                self.stdout.write("Pages are reviewed by moderators before they are published.")
            if not (changed or review):
                self.stdout.write("Nothing was missing.")

    def _page_at(self, path: str) -> Any:
        for site in Site.objects.all():
            for front in site.root_page.get_translations(inclusive=True):
                address = front.get_url()
                if address and path.startswith(address):
                    stored = front.url_path + path.removeprefix(address)
                    if page := Page.objects.filter(url_path=stored).first():
                        return page
        raise CommandError(f"There is no page at {path}; write its path as in the browser.")
