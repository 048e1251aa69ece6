"""A call or an edition once more, for the next year: all but what was of its year is kept.

The copy is a draft of its own beside the page. Its translations are made from it as from any page;
what translators have written before is offered to them again.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page

from courtyard.localisation.originals import governed_by
from courtyard.localisation.slugs import slug_of_page

from .models import EditionPage, OpenCallPage

YEAR = re.compile(r"(?<!\d)(20\d\d)(?:([/–-])(\d\d))?(?!\d)")
"""A year, or a season that lies in two: 2026/27."""

OF_ITS_YEAR: dict[type[Page], tuple[str, ...]] = {
    EditionPage: ("starts", "ends", "participants", "outcome"),
    OpenCallPage: (
        *(name for name in OpenCallPage.date_facts if name not in ("time_zone", "is_rolling")),
        *OpenCallPage.result_facts,
    ),
}
"""What belongs to one year: the days, and who and what came of it."""

SCHEDULE = ("go_live_at", "expire_at", "expired")


def may_be_repeated(page: Page, user: Any) -> bool:
    """Whether a user may have a page once more: the original, beside which they may add pages."""
    model = page.specific_class
    if model not in OF_ITS_YEAR or page.alias_of_id:
        return False
    return governed_by(page) in (None, page.pk) and bool(
        page.get_parent().permissions_for_user(user).can_add_subpage()
        and page.permissions_for_user(user).can_edit()
    )


def title_of_next(title: str) -> str:
    """The title with its years counted on: AIR Wro 2026 is AIR Wro 2027 next.

    2026/2027 becomes 2027/2028, and 2026/27 becomes 2027/28. Without a year it stays.
    """
    return YEAR.sub(_next_year, title)


def _next_year(found: re.Match[str]) -> str:
    year = int(found[1]) + 1
    if found[2] is None:
        return str(year)
    is_season = int(found[3]) == year % 100
    return f"{year}{found[2]}{(year + 1) % 100 if is_season else int(found[3]):02}"


@transaction.atomic
def repeat(page: Page, title: str, user: Any) -> Any:
    """A draft beside a page, with all that is not of its year, owned by the user.

    Raises PermissionDenied where they may not copy the page to where it stands.
    """
    known: Any = page.specific
    cleared = {name: _nothing(known, name) for name in OF_ITS_YEAR[type(known)]}
    rows = {name for name, value in cleared.items() if value is ROWS}
    new = type(known)(title=title, locale=known.locale)
    values = {name: value for name, value in cleared.items() if name not in rows}
    action = CopyPageAction(
        page=page,
        update_attrs={
            **values,
            **{name: _nothing(known, name) for name in SCHEDULE},
            "title": title,
            "draft_title": title,
            "slug": slug_of_page(new, page.get_parent()),
        },
        exclude_fields=[*rows],
        copy_revisions=False,
        keep_live=False,
        user=user,
    )
    return action.execute()


ROWS = object()


def _nothing(page: Any, name: str) -> Any:
    """The empty value of a field; ROWS for rows."""
    field = page._meta.get_field(name)
    if field.one_to_many:
        return ROWS
    if field.null:
        return None
    return field.get_default()
