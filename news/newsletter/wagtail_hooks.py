"""What the admin has of the newsletter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import managing

hooks.register("register_admin_urls", managing.admin_urls)


class ForManagers(MenuItem):
    """An entry of the menu that those see who look after subscribers."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this visitor of the admin does."""
        return bool(request.user.has_perm("newsletter.view_subscriber"))


@hooks.register("register_admin_menu_item")
def offer_subscribers() -> Any:
    """The entry for subscribers."""
    return ForManagers(
        _("Subscribers"), reverse_lazy("newsletter_overview"), icon_name="mail", order=700
    )
