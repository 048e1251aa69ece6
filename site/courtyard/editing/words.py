"""Words of Wagtail's admin that its own catalogues lack, or say wrongly, in our languages.

They are translated in Courtyard's catalogue, which goes before Wagtail's where Courtyard is
installed before it. After a verb, languages with cases would need another form of a name than the
one that they are given: a colon stands between the two there.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_noop as _
from django.views.i18n import JavaScriptCatalog

WORDS = (
    # What was refused, and where.
    _("Go to the first error"),
    _("The page could not be created due to validation errors."),
    _("The page could not be saved due to validation errors."),
    _("The page could not be saved as it is locked."),
    _("There are validation errors, click save to highlight them."),
    _("Correct the validation errors to resume preview (saving will highlight errors)"),
    _("The slug '%(page_slug)s' is already in use within the parent page."),
    _("Expiry date/time must be in the future."),
    # What is kept while one writes.
    _("Saved"),
    _("Autosave is paused"),
    _("Autosave is <span>paused</span>"),
    _("Saving will overwrite a newer version."),
    _("View latest version"),
    _("Proceeding will overwrite the changes you made in that window."),
    _("Proceeding will overwrite the changes made by %(user_name)s."),
    _("Alternatively, you can view the latest version in a new tab."),
    _("Schedule to publish"),
    # Lists and choosers.
    _("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"),
    _("No %(model_name)s match your query."),
    _("There are no %(model_name)s to display."),
    _("Locale"),
    _("Locales"),
    _("Add %(label)s"),
    _("Add %(model_name)s"),
    _("Choose %(object)s"),
    _("Choose another %(object)s"),
    # The buttons at the side.
    _("Toggle checks"),
    _("Toggle minimap"),
    _("Checks"),
    _("Readability"),
    # The first page, the heads of pages and what stands at the side.
    _("Search all pages…"),
    _("Wagtail %(current_version)s editor guide"),
    _("Editor Guide"),
    _("What's new in Wagtail %(version)s"),
    _("Shortcuts"),
    _("Sidebar"),
    _("Edit account avatar"),
    _("Your pages and snippets in a workflow"),
    _("Toggle breadcrumbs"),
    _("Show filters"),
    _("Filter by"),
    _("Clear"),
    _("Close dialog"),
    _("Visible to all. Visit the live page"),
    _("Visible to all"),
    _("Side panels"),
    _("Toggle side panel"),
    _("Toggle status"),
    _("Toggle comments"),
    _("Toggle preview"),
    _("Preview in new tab"),
    _("Preview mode"),
    _("Loading"),
    _("No other translations"),
    _("Switch locales"),
    _("Available in %(translations_total)s locales"),
    _("View details"),
)

PAGES = ngettext_lazy(
    '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>',
    '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>',
    "total",
)
"""How many pages the site has, on the admin's first page."""

OF_THE_EDITOR = (
    # Ukrainian has one word for both directions there.
    _("Download PO file"),
    _("Download PO file and input translations offline"),
    _("Upload PO file"),
    _("Upload translated PO file to submit translations"),
)
"""Words of wagtail-localize's editor that Courtyard's catalogue says instead."""


class WordsOfTranslating(JavaScriptCatalog):
    """wagtail-localize's words in the browser, which puts names of languages behind some of them.

    Some of its catalogues lack the space at their end: "Publish in " and English.
    """

    packages = ["wagtail_localize"]

    def get_catalog(self) -> dict[str, Any]:
        """Each text, ending with a space where the English one does."""
        catalog: dict[str, Any] = super().get_catalog()
        catalog |= {said: gettext(said) for said in OF_THE_EDITOR}
        return {
            said: f"{text.rstrip()} " if said.endswith(" ") and isinstance(text, str) else text
            for said, text in catalog.items()
        }
