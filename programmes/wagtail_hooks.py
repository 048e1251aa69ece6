"""What the admin has of programmes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from courtyard.editing import desk

from .desk import ClosingCalls, ComingEvents
from .listings import Programmes

hooks.register("register_admin_viewset", Programmes)


@hooks.register("construct_homepage_panels")
def show_what_comes(request: HttpRequest, panels: list[Any]) -> None:
    """Put on the dashboard what closes and what takes place soon."""
    if desk.may_edit_any(request.user):
        panels += [ClosingCalls(request.user), ComingEvents(request.user)]
