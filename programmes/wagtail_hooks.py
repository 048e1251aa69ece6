"""What the admin has of programmes."""

from __future__ import annotations

from wagtail import hooks

from .listings import Programmes

hooks.register("register_admin_viewset", Programmes)
