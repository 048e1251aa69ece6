"""Wagtail's actions that publish, asking at the gate before they write anything."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import Resolver404, resolve
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.models import Page

from courtyard.editing import translating, twins
from courtyard.localisation import facts, freshness
from courtyard.localisation.originals import below_or_among, leave_untranslated
from courtyard.localisation.scaffolding import is_scaffolding
from courtyard.publications import gate
from courtyard.publications.writing import lock_concerned


class PublishAction(PublishPageRevisionAction):
    """Publishing by v3. The stock action drops the page's schedule before it fails."""

    def check(self, skip_permission_checks: bool = False) -> None:
        """Raises PermissionDenied, or NotPublishable."""
        super().check(skip_permission_checks=skip_permission_checks)
        gate.check(self.object)


def keep_facts_of_deleted_originals() -> None:
    """Have a page that is deleted leave its facts to its twins; to be called once.

    What stood in place of its translations waits to be translated from now on.
    Wagtail asks no hook when code or its APIs delete, and signals come once Django has decided
    what else goes. Deleting by querysets passes by here: then rows of facts are lost.
    """
    stock = DeletePageAction._delete_page

    def delete(self: DeletePageAction, page: Page, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            lock_concerned(below_or_among([page]))
            facts.leave_to_twins(page)
            leave_untranslated(page)
            return stock(self, page, *args, **kwargs)

    DeletePageAction._delete_page = delete  # type: ignore[method-assign]


def copy_pages_with_their_facts() -> None:
    """Have a copy of a translation say what it showed; to be called once.

    The copy is a page of its own, and rows of facts stand on the original of the other. A copy
    that is made to be translated says nothing yet: it waits until somebody says that it does.
    """
    stock = CopyPageAction._copy_page

    def copy_page(self: CopyPageAction, page: Page, *args: Any, **kwargs: Any) -> Any:
        said: Any = facts.with_facts(page.specific)
        if hasattr(said, "basis"):
            said = copy.copy(said)
            said.__dict__.pop("specific", None)  # remembered: the page that is copied
            said.basis = None
            if not self.reset_translation_key:
                said.basis = freshness.untranslated(said, facts.original_of(page.specific))
        return stock(self, said, *args, **kwargs)

    CopyPageAction._copy_page = copy_page  # type: ignore[method-assign]


def convert_aliases_with_their_facts() -> None:
    """Have an alias that becomes a page of its own say what it showed; to be called once.

    Scaffolding showed nothing: it becomes a draft, in the words of its original, that waits to be
    translated.
    """
    stock = ConvertAliasPageAction._convert_alias

    def convert(self: ConvertAliasPageAction, page: Page, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            row: Any = page.specific
            original = facts.governing(row)
            facts.keep_what_is_shown(row)
            if is_scaffolding(row) and hasattr(row, "basis"):
                row.live, row.has_unpublished_changes = False, True
                row.basis = freshness.untranslated(row, original)
                type(row)._base_manager.filter(pk=row.pk).update(
                    live=False, has_unpublished_changes=True, basis=row.basis
                )
            return stock(self, row, *args, **kwargs)

    ConvertAliasPageAction._convert_alias = convert  # type: ignore[method-assign]


class OfOneList(PageBulkAction):
    """An action on many pages: all of a list are those that the list shows, and no others.

    Wagtail's own takes every page of the site where a list has no parent, and leaves filters out.
    """

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Iterable[int]:
        """Primary keys of what stands on all pages of the list that the editor comes from.

        Where that is no list of pages, the children of the parent; nothing without one.
        """
        shown = self._shown()
        if shown is None and parent_id is not None:
            return cast("Iterable[int]", super().get_all_objects_in_listing_query(parent_id))
        return shown or []

    def _shown(self) -> list[int] | None:
        try:
            view, args, kwargs = resolve(urlsplit(self.next_url).path)
        except Resolver404:
            return None
        request: Any = copy.copy(self.request)
        request.method, request.GET = "GET", self.request.GET.copy()
        keys: list[int] = []
        number = 1
        while number:
            request.GET["p"] = str(number)
            shown = getattr(view(request, *args, **kwargs), "context_data", None) or {}
            if "page_obj" not in shown or shown.get("model_opts") is not Page._meta:
                return None
            keys += [page.pk for page in shown["page_obj"].object_list]
            number = shown["page_obj"].has_next() and number + 1
        return keys


class MoveMany(OfOneList, MoveBulkAction):
    """Moving many pages."""


class PublishMany(OfOneList, PublishBulkAction):
    """Publishing many pages in the explorer: what is refused stays, the others go live."""

    @classmethod
    def execute_action(
        cls,
        objects: list[Page],
        include_descendants: bool = False,
        user: Any = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Publish pages; gives how many of them, and how many below them, went live."""
        facts.lock_originals(facts.keys_of(below_or_among(objects)))
        below = [
            page
            for parent in objects
            for page in (parent.get_descendants().not_live() if include_descendants else [])
            if user is None or page.permissions_for_user(user).can_publish()
        ]
        return (
            sum(cls._is_published(page, user) for page in objects),
            sum(cls._is_published(page, user) for page in below),
        )

    @classmethod
    def _is_published(cls, page: Page, user: Any) -> bool:
        try:
            with transaction.atomic():
                if missing := translating.missing_texts(page):
                    raise gate.refusal(page, ValidationError(missing))
                if page.latest_revision_id is None:
                    gate.check(page.specific)
                translating.draft_what_is_saved(page, user)
                super().execute_action([page], user=user)
        except gate.NotPublishable:
            return False
        return True

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """What has been published; nothing where nothing has."""
        if not num_parent_objects + num_child_objects:
            return None
        message: str = super().get_success_message(num_parent_objects, num_child_objects)
        return message


class UnpublishMany(OfOneList, UnpublishBulkAction):
    """Unpublishing many pages in the explorer."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """For the question: it says which translations disappear with the pages."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        twins.tell_of_hidden(self.request, [row["item"] for row in context["items"]])
        return context

    @classmethod
    def execute_action(cls, objects: list[Page], *args: Any, **kwargs: Any) -> tuple[int, int]:
        """Unpublish pages; gives how many of them, and how many below them."""
        facts.lock_originals(facts.keys_of(below_or_among(objects)))
        # Only pages of their own types take their publications back.
        specific = [page.specific for page in objects]
        return cast("tuple[int, int]", super().execute_action(specific, *args, **kwargs))


class DeleteMany(OfOneList, DeleteBulkAction):
    """Deleting many pages in the explorer."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """For the question: it says which translations lose their originals."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        twins.tell_of_left(self.request, [row["item"] for row in context["items"]])
        return context

    @classmethod
    def execute_action(cls, objects: list[Page], *args: Any, **kwargs: Any) -> tuple[int, int]:
        """Delete pages; gives how many of them, and how many below them."""
        lock_concerned(below_or_among(objects))
        return cast("tuple[int, int]", super().execute_action(objects, *args, **kwargs))
