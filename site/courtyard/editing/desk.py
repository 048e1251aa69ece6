"""What an editor finds on the desk: panels on the admin's first page, and what is past its date.

A panel asks for at most ``AT_MOST`` pages in one question and shows nothing where there are none.
What is past its date is registered by the app that knows the type of page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from courtyard.text import cldr
from courtyard.text.world import own_time_zone

AT_MOST = 8
"""How many pages a panel shows."""

SOON = dt.timedelta(days=14)
"""How far the panels look ahead."""


@dataclass(frozen=True)
class Task:
    """A page that waits for somebody, and what there is to say of it.

    ``changes`` are differences as HTML, and ``more`` of them are not shown. What is not there yet
    is told by its original, with the language ``into`` which it is translated and the address
    ``to`` which one goes for it.
    """

    page: Page
    note: str
    changes: tuple[SafeString, ...] = ()
    more: int = 0
    into: Locale | None = None
    to: str = ""

    @property
    def title(self) -> str:
        """As the editor knows it: the draft's."""
        return str(self.page.draft_title or self.page.title)

    @property
    def language(self) -> str:
        """In its own words."""
        return str((self.into or self.page.locale).get_display_name())

    @property
    def url(self) -> str:
        """Of the form in which it is edited."""
        return self.to or reverse("wagtailadmin_pages:edit", args=[self.page.pk])


class DeskPanel(Component):
    """Pages that wait for whoever is logged in."""

    template_name = "courtyard/admin/desk_panel.html"
    heading: Any = ""
    icon = "doc-empty"
    hint: Any = ""
    """What is said below the pages, where changes are shown with them."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def tasks(self) -> Iterable[Task]:
        """What there is to do, the most urgent first."""
        raise NotImplementedError

    def all_url(self) -> str:
        """Where all of it is listed; "" where it is not."""
        return ""

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """With everything that the template shows."""
        tasks = list(self.tasks())
        hint = self.hint if any(task.changes for task in tasks) else ""
        return {"panel": self, "tasks": tasks, "hint": hint}


def may_edit_any(user: Any) -> bool:
    """Whether somebody edits pages at all."""
    return bool(PagePermissionPolicy().user_has_permission(user, "change"))


def editable(pages: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Those of some pages that a user may edit, with their languages."""
    theirs = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    if not user.is_superuser:
        pages = pages.filter(pk__in=theirs.values("pk"))
    return pages.filter(alias_of=None).select_related("locale")


def originals(pages: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """The live originals among some pages that a user may edit: each thing stands once."""
    return editable(pages.filter(live=True, original_of_key__isnull=False), user)


class MyDrafts(DeskPanel):
    """What somebody has begun and not published."""

    name = "courtyard_drafts"
    order = 200
    heading = gettext_lazy("My drafts")
    icon = "edit"

    def tasks(self) -> Iterator[Task]:
        """The last ones that they saved first."""
        mine = Page.objects.filter(has_unpublished_changes=True, latest_revision__user=self.user)
        for page in editable(mine, self.user).order_by("-latest_revision_created_at")[:AT_MOST]:
            yield Task(page, _("saved %(day)s") % {"day": day_of(page.latest_revision_created_at)})


def day_of(moment: Any) -> str:
    """An aware moment by the institution's clocks, in the editor's language."""
    return cldr.moment(moment, own_time_zone(), get_language())


# Past their date


@dataclass(frozen=True)
class Overdue:
    """One way in which pages are past their date.

    ``heading`` and ``advice`` are lazy texts; ``find`` gives the pages of it that a user may edit.
    """

    name: str
    heading: Any
    advice: Any
    find: Callable[[Any, dt.datetime], Iterable[Task]]


_overdue: dict[str, Overdue] = {}


def register_overdue(one: Overdue) -> None:
    """Have it in the report; one that is registered twice replaces the former."""
    _overdue[one.name] = one


def past_their_date(user: Any) -> Sequence[tuple[Overdue, list[Task]]]:
    """All that is past its date, by the way in which it is; nothing empty."""
    now = timezone.now()
    found = [(one, list(one.find(user, now))) for one in _overdue.values()]
    return [(one, tasks) for one, tasks in found if tasks]
