"""What the admin says of the statement on accessibility."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permission_policies.pages import PagePermissionPolicy

from .review import due


class Review(Component):
    """Statements that wait for their yearly review, on the dashboard of those who publish."""

    name = "home_review"
    template_name = "home/admin/review.html"
    order = 60

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"statements": list(due(timezone.localdate()))}


@hooks.register("construct_homepage_panels")
def show_review(request: HttpRequest, panels: list[Any]) -> None:
    """Remind those who may publish pages."""
    if PagePermissionPolicy().user_has_permission(request.user, "publish"):
        panels.append(Review())
