"""The button by which a page is handed in, in the language of whoever presses it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.action_menu import SubmitForModerationMenuItem

from .roles import REVIEW


class HandIn(SubmitForModerationMenuItem):
    """Wagtail's, which tells to whom by the name of the workflow: that has one language.

    The review that every site has is called what it is; a workflow of the institute's own by its
    name.
    """

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """With the words of the button."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        if REVIEW in context["label"]:
            page = context.get("page")
            state = page.current_workflow_state if page else None
            if state and state.status == state.STATUS_NEEDS_CHANGES:
                context["label"] = _("Hand in for review again")
            else:
                context["label"] = _("Hand in for review")
        return context


def say_what_it_is(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Receiver of ``construct_page_action_menu``: put it in the place of Wagtail's."""
    for place, item in enumerate(menu_items):
        if type(item) is SubmitForModerationMenuItem:
            menu_items[place] = HandIn(order=item.order)
