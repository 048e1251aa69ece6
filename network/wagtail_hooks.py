"""What the admin has of networks and partners."""

from __future__ import annotations

from wagtail import hooks

from .listings import Networks

hooks.register("register_admin_viewset", Networks)
