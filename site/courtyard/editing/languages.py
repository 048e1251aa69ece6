"""How one page stands in each language, for those who edit it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from courtyard.localisation import freshness
from courtyard.localisation.scaffolding import is_scaffolding
from courtyard.publications.stored import Original, Publication

NAMES = {
    "original": gettext_lazy("original"),
    "current": gettext_lazy("up to date"),
    "partial": gettext_lazy("published in part"),
    "outdated": gettext_lazy("out of date"),
    "machine": gettext_lazy("translated by a machine, read by nobody"),
    "missing": gettext_lazy("missing"),
}
"""What editors read of each state."""


@dataclass(frozen=True)
class InLanguage:
    """A page in one language. ``page`` is None where there is none; ``since`` an aware moment.

    ``done`` of ``texts`` texts of the present source are translated; there are none where it is
    written by hand.
    """

    locale: Locale
    state: str
    page: Page | None = None
    is_live: bool = False
    since: dt.datetime | None = None
    texts: int = 0
    done: int = 0
    may_edit: bool = False

    @property
    def name(self) -> str:
        """The state in words."""
        return str(NAMES[self.state])

    @property
    def remarks(self) -> list[str]:
        """What else an editor wants to know."""
        remarks = []
        if self.since:
            day = date_format(timezone.localtime(self.since), "SHORT_DATE_FORMAT")
            remarks.append(_("The original has said other words since %(day)s.") % {"day": day})
        if self.done < self.texts:
            told = ngettext(
                "%(done)d of %(texts)d text is translated.",
                "%(done)d of %(texts)d texts are translated.",
                self.texts,
            )
            remarks.append(told % {"done": self.done, "texts": self.texts})
        if self.page and not self.is_live:
            remarks.append(_("A draft: visitors do not see it."))
        return remarks


def of_page(page: Page, user: Any) -> list[InLanguage]:
    """A page in each language, that of the original first: a number of queries by languages."""
    pages = {
        one.locale_id: one
        for one in Page.objects.filter(translation_key=page.translation_key)
        if not is_scaffolding(one)
    }
    known = Original.objects.filter(pk=page.translation_key).first()
    original = known.page_id if known else None
    stored = Publication.stored.in_bulk([one.pk for one in pages.values()])
    translations = {
        one.target_locale_id: one
        for one in Translation.objects.filter(source__object_id=page.translation_key, enabled=True)
    }
    found = [
        _in_language(
            locale,
            pages.get(locale.pk),
            original,
            stored,
            translations.get(locale.pk),
            user,
        )
        for locale in Locale.objects.all()
    ]
    return sorted(found, key=lambda one: one.state != "original")


def _in_language(
    locale: Locale,
    page: Page | None,
    original: int | None,
    stored: dict[int, Publication],
    translation: Translation | None,
    user: Any,
) -> InLanguage:
    if page is None:
        return InLanguage(locale, "missing")
    publication = stored.get(page.pk)
    is_original = page.pk == original
    state = "original" if is_original else "missing"
    since = None
    if publication is not None:
        row = {name: getattr(publication, name) for name in freshness.COLUMNS}
        state = freshness.state({**row, "is_original": is_original})
        since = publication.outdated_since
    texts, done = translation.get_progress() if translation else (0, 0)
    return InLanguage(
        locale=locale,
        state=state,
        page=page,
        is_live=page.live,
        since=since,
        texts=texts,
        done=done,
        may_edit=page.permissions_for_user(user).can_edit(),
    )
