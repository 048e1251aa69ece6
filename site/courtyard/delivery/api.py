"""The content API: read-only, typed, in the language asked for, the same to everybody."""

import functools
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import HttpError
from ninja.errors import ValidationError as InvalidRequest

from . import keeping
from .openapi import DocumentedApi
from .pages_api import pages_router
from .problems import InvalidParameter, UnusableParameter, problem

logger = logging.getLogger(__name__)

_routers: list[Router] = []


def register(router: Router) -> None:
    """Offer an app's operations in the content API; called by the app's ``ready()``."""
    _routers.append(router)


def make_api(examples: Path | None = None) -> NinjaAPI:
    """The API with the operations of all installed apps; to be made once, in the URL map.

    Its document shows the ``examples`` of a folder, as ``DocumentedApi`` takes them.
    """
    api = DocumentedApi(
        examples=examples,
        title="Courtyard content API",
        version="1",
        description=(
            "Everything that the institute publishes, one language at a time. Errors are "
            "`application/problem+json` (RFC 9457); a parameter that an operation does not know "
            "is an error, never ignored."
        ),
        urls_namespace="courtyard-content-v1",
        docs_url="/docs/",
        openapi_url="/openapi.json",
    )
    api.add_exception_handler(InvalidRequest, _invalid_request)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(RequestDataTooBig, _too_long)
    api.add_exception_handler(UnusableParameter, _unusable_parameter)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(Exception, _failed)
    api.add_decorator(_refuse_unusable, mode="view")
    api.add_decorator(_keep, mode="view")
    for router in (pages_router(), *_routers):
        api.add_router("", router)
    return api


def _keep(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer GETs from what was kept; every parameter makes a difference here."""

    @functools.wraps(run)
    def kept(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method != "GET":
            return run(request, **kwargs)
        return cast("HttpResponse", keeping.answer(request, lambda: run(request, **kwargs)))

    return kept


def _refuse_unusable(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 422 to query parameters of which the framework says nothing.

    Those are parameters that the operation does not declare, that hold nothing, or that stand
    twice in an address although they have one value: the last one would count alone.
    """
    operation = run.__self__  # type: ignore[attr-defined]
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    known = {name for model in models for name in model.__ninja_flatten_map__}
    lists = {name for model in models for name in model.__ninja_collection_fields__}
    forms = {name: form for model in models for name, form in _forms(model)}

    def reason(name: str, values: list[str]) -> str | None:
        if name not in known:
            return "This operation does not know it."
        if not all(values):
            return "It is empty. Leave it out where nothing is meant."
        if len(values) > 1 and name not in lists:
            return "It has one value, and is given more than once."
        if name in forms and not forms[name].pattern.fullmatch(values[0]):
            return forms[name].said
        return None

    @functools.wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        wrong = [
            InvalidParameter(name=name, reason=said)
            for name, values in sorted(request.GET.lists())
            if (said := reason(name, values))
        ]
        if wrong:
            return problem(422, "A parameter cannot be used.", wrong)
        return run(request, **kwargs)

    return checked


class Form(NamedTuple):
    """How a value stands in an address, in a pattern and in words."""

    pattern: re.Pattern[str]
    said: str


FORMS = {
    "integer": Form(re.compile(r"-?[0-9]+"), "It is a whole number, in digits."),
    "boolean": Form(re.compile("true|false"), "It is `true` or `false`."),
    "date": Form(re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "It is a day, such as 2026-05-31."),
    "uuid": Form(
        re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
        "It is a key, as answers have them.",
    ),
}
"""The forms of values by their type or format in the document.

The framework takes much more: `yes` and `on`, moments for days, numbers with a point."""


def _forms(model: Any) -> Iterator[tuple[str, Form]]:
    """The parameters of a model that are written in one of the ``FORMS``."""
    schema = model.model_json_schema()
    for schema_of_one in (schema, *schema.get("$defs", {}).values()):
        for name, said in schema_of_one.get("properties", {}).items():
            for one in said.get("anyOf", [said]):
                form = FORMS.get(one.get("format", one.get("type")))
                if form and name in model.__ninja_flatten_map__:
                    yield name, form


def _invalid_request(request: HttpRequest, error: Any) -> HttpResponse:
    parameters = []
    for fault in error.errors:
        # The name stands last, or before the number of the item that is meant.
        *_around, name = [part for part in fault["loc"] if isinstance(part, str)]
        parameters.append(InvalidParameter(name=name, reason=str(fault["msg"])))
    return problem(422, "A parameter cannot be used.", parameters)


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """The body is no JSON."""
    return problem(error.status_code, str(error))


def _too_long(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(400, "The body is too long.")


def _unusable_parameter(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(422, "A parameter cannot be used.", [error.parameter])


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    detail = str(error) or "Nothing is published at this address."
    return problem(404, detail, languages=getattr(error, "languages", ()))


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("%s could not be answered.", request.path, exc_info=error)
    return problem(500, "Something went wrong on our side.")
