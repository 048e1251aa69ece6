"""What the admin has of news."""

from __future__ import annotations

from wagtail import hooks

from .listings import NewsListing

hooks.register("register_admin_viewset", NewsListing)
