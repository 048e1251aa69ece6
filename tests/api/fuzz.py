"""Asking the content API whatever its OpenAPI document allows and forbids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)
from wagtail.models import Page

from courtyard.terms import KINDS, Term
from network.models import City

ADDRESS = "/api/content/v1/openapi.json"

LANGUAGES = ["pl", "en", "uk", "de"]
KEYS = ["programme", "edition", "partner", "network", "related", "key"]

load_all_checks()

NOT_JUDGED: list[Any] = [
    # What the document allows may still be unknown: a path, a key, a language, a cursor.
    positive_data_acceptance,
    # A number is written as text in an address, so that much of what it takes for wrong is right;
    # tests/api/test_openapi.py has a wrong value for each parameter.
    negative_data_rejection,
]


def slugs_of(model: type[Term]) -> list[str]:
    """The slugs of all terms of a kind."""
    return [*model._default_manager.values_list("slug", flat=True)]


def what_leads_to_something(host: str) -> dict[str, list[str]]:
    """Values of parameters that lead to something in the demonstration, by their names."""
    pages = Page.objects.live().filter(depth__gt=1)
    keys = [str(key) for key in pages.values_list("translation_key", flat=True).distinct()]
    client = Client(HTTP_HOST=host)
    lists = ("news", "programmes", "open-calls", "events", "editions", "partners", "pages")
    parts = [client.get(f"/api/content/v1/{name}?limit=1").json() for name in lists]
    cursors = [part["next"].rpartition("cursor=")[2] for part in parts if part["next"]]
    return {
        "path": [page.url for page in pages],
        "locale": LANGUAGES,
        "city": slugs_of(City),
        "country": ["PL", "DE", "UA"],
        "month": ["2026-12", "2027-01"],
        "cursor": [cursor.replace("%3D", "=") for cursor in cursors],
        **{
            kind.name: [*kind.model._default_manager.values_list("slug", flat=True)]
            for kind in KINDS
        },
        **dict.fromkeys(KEYS, keys),
    }


def ask_everything(
    host: str, known: Mapping[str, Sequence[str]], *, examples: int
) -> Counter[tuple[str, int]]:
    """Ask each operation in both manners so many questions; how often each was answered how.

    ``known`` holds values by the names of parameters that lead to something. Raises what
    schemathesis finds: an error of the server, a status or an answer that is not in the document.
    """
    found: Counter[tuple[str, int]] = Counter()
    signals = (request_started, request_finished)
    # A test's transaction lives in its connection.
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        schema = schemathesis.openapi.from_wsgi(ADDRESS, WSGIHandler(), base_url=f"http://{host}")
        for result in schema.get_all_operations():
            operation: Any = result.ok()  # type: ignore[union-attr]
            for mode in GenerationMode:
                _ask(operation, mode, known, examples, found)
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
    return found


def _ask(
    operation: Any,
    mode: GenerationMode,
    known: Mapping[str, Sequence[str]],
    examples: int,
    found: Counter[tuple[str, int]],
) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        replaced=st.fixed_dictionaries(
            {}, optional={name: st.sampled_from(values) for name, values in known.items()}
        ),
    )
    def ask(case: Case[Any], replaced: dict[str, str]) -> None:
        for values in (case.query, case.path_parameters):
            for name in (values or {}).keys() & replaced.keys():
                values[name] = replaced[name]
        response = case.call()
        found[operation.definition.raw["operationId"], response.status_code] += 1
        case.validate_response(response, excluded_checks=NOT_JUDGED)

    ask()
