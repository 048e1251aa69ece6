"""Who may do what with subscribers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache


def permitted(permission: str) -> Callable[[Any], Any]:
    """A view for those alone who may do something with subscribers; nothing of it is kept."""

    def decorate(view: Any) -> Any:
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(f"newsletter.{permission}_subscriber"):
                raise PermissionDenied
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return checked

    return decorate
