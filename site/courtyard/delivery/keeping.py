"""Keeping whole answers, and answering from them until the public state changes.

The key is the generation that was read before the answer was built, the host and the address. An
answer is kept until the clock changes what it shows, and a minute at the most: so long may a
change stay unseen of which Django says nothing, such as a bulk update.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from courtyard.localisation.site_map import LONGEST

from .asking import Asked, asked

logger = logging.getLogger(__name__)

REVALIDATE = "public, max-age=0, must-revalidate"
NOT_KEPT = "private, no-store"

STATUS = "Cache-Status"
"""The header of RFC 9211 that says whether an answer was kept."""

_QUIET = 60.0
"""Seconds between two complaints about a cache that does not answer."""


@dataclass(frozen=True)
class _Kept:
    """An answer as it is kept. ``built_at`` and ``until`` are aware moments."""

    headers: dict[str, str]
    body: bytes
    built_at: dt.datetime
    until: dt.datetime

    def holds_at(self, now: dt.datetime) -> bool:
        # A clock that was set back makes no old answer true again.
        return self.built_at <= now < self.until


def answer(
    request: HttpRequest,
    build: Callable[[], HttpResponse | None],
    *,
    parameters: Collection[str] | None = None,
) -> HttpResponse | None:
    """The answer to a GET, from what was kept or built now.

    ``parameters`` names those of the address that make a difference; all do when it is left out.
    Only good answers (200) are kept; they carry an ETag and are not sent again to a reader who
    has them. None where ``build`` has no answer.
    """
    now = asked(request)
    key = _key(request, now, parameters)
    kept = _get(key) if key else None
    if kept is not None and now.now < kept.built_at:
        logger.warning("The clock was set back: an answer was built at %s.", kept.built_at)
    if kept is not None and kept.holds_at(now.now):
        changing = {"Cache-Control": _usable(now, kept.until), STATUS: "Courtyard; hit"}
        response = HttpResponse(kept.body, headers={**kept.headers, **changing})
        return conditional(request, response)
    built = build()
    if built is None or built.status_code != 200:
        return built
    built["ETag"] = etag_of(built.content)
    if key:
        _set(key, _Kept(dict(built.headers), built.content, now.now, now.sites.holds_until))
    built["Cache-Control"] = _usable(now, now.sites.holds_until)
    built[STATUS] = "Courtyard; fwd=miss"
    return conditional(request, built)


def _usable(now: Asked, until: dt.datetime) -> str:
    """How long others may use an answer: until the clock changes it, and as the settings say.

    ``COURTYARD_MAX_AGE`` are the seconds for which they may be late in seeing a change.
    """
    seconds = min(getattr(settings, "COURTYARD_MAX_AGE", 0), int((until - now.now).total_seconds()))
    return f"public, max-age={seconds}, must-revalidate" if seconds > 0 else REVALIDATE


def etag_of(body: bytes) -> str:
    """The name of some bytes."""
    return f'"{hashlib.blake2s(body, digest_size=16).hexdigest()}"'


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, which has an ETag, or that it has not changed, in which language it is.

    Whoever keeps an answer replaces its headers by those of a 304 (RFC 9111, 4.3.4).
    """
    answered: Any = get_conditional_response(request, etag=response["ETag"], response=response)
    for name in (STATUS, "Content-Language"):
        if name in response.headers:
            answered[name] = response[name]
    return cast("HttpResponse", answered)


def _key(request: HttpRequest, now: Asked, parameters: Collection[str] | None) -> str | None:
    if now.generation is None:
        return None
    names = sorted(request.GET if parameters is None else set(parameters) & set(request.GET))
    query = urlencode([(name, value) for name in names for value in request.GET.getlist(name)])
    parts = (
        now.generation,
        request.scheme or "",
        request.get_host(),
        request.get_port(),
        request.path,
        query,
    )
    return "courtyard:" + hashlib.blake2s("\n".join(parts).encode(errors="replace")).hexdigest()


_complained_at = -_QUIET


def _get(key: str) -> _Kept | None:
    try:
        found = cache.get(key)
    except Exception as error:  # noqa: BLE001 - whatever a cache raises, the site goes on
        _complain(error)
        return None
    return found if isinstance(found, _Kept) else None


def _set(key: str, kept: _Kept) -> None:
    try:
        cache.set(key, kept, timeout=LONGEST.total_seconds())
    except Exception as error:  # noqa: BLE001 - as above
        _complain(error)


def _complain(error: Any) -> None:
    """Say once a minute that the cache is down: it must not fill the log."""
    global _complained_at
    if time.monotonic() - _complained_at >= _QUIET:
        _complained_at = time.monotonic()
        logger.warning("The cache does not answer: %s. Pages are built anew.", type(error).__name__)
