"""The system check of search."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from . import server


def check_server(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The server of search, where one is named, can be asked through django-modelsearch."""
    if not server.is_used():
        return []
    try:
        server.backend()
    except server.WrongSetting as error:
        return [
            Error(
                f"{server.SETTING} names no server of search: {error}.",
                hint="docs/search.md says what it may be, and which client has to be installed.",
                id="search.E001",
            )
        ]
    return []
