"""What the tests of search share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models.signals import post_delete

from search import dictionaries, sending, server
from search.models import Entry

from .wire import Wire, running, setting

LANGUAGES = ["pl", "en", "uk", "de"]


@pytest.fixture(scope="session", autouse=True)
def _dictionaries() -> None:
    """They are compiled once on a machine, which takes most of a minute."""
    for code in dictionaries.missing(LANGUAGES):
        dictionaries.prepare(code)


@pytest.fixture(params=["elasticsearch9", "opensearch3"])
def wire(request: pytest.FixtureRequest, settings: Any) -> Iterator[Wire]:
    """A server of search, for each of the two clients."""
    with serving(settings, request.param) as server_:
        yield server_


@pytest.fixture(params=["database", "elasticsearch9"])
def store(request: pytest.FixtureRequest, settings: Any) -> Iterator[Wire | None]:
    """By what is searched: the database, or a server that gets all before anything is asked."""
    if request.param == "database":
        yield None
        return
    with serving(settings, request.param) as server_:
        yield server_


@contextmanager
def serving(settings: Any, kind: str) -> Iterator[Wire]:
    """A site with a server of search."""
    with running() as wire_:
        settings.COURTYARD_SEARCH_INDEX = setting(wire_, kind)
        server._silent_until = 0.0
        post_delete.connect(sending.entry_gone, sender=Entry, dispatch_uid="search.entry")
        yield wire_
        post_delete.disconnect(sender=Entry, dispatch_uid="search.entry")
        for _setting, made in server._backends.values():
            made.es.close()
        server._backends.clear()
        server._silent_until = 0.0
