"""What Wagtail's v3 is asked: each operation's parameters, checked before it begins.

v3 ignores parameters that it does not know, and then answers with everything.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from importlib import import_module
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from ninja.params.models import BodyModel, PathModel, QueryModel
from pydantic import ValidationError
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import problem_response
from wagtail.api.validators import APIFieldValidator
from wagtail.coreutils import resolve_model_string
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from . import finding, refusing

View = Callable[..., HttpResponse]

_BY_ADDRESS = {"pages_find"}
"""The operations that find a page by its address."""

_COPY = {"pages_actions_copy", "pages_actions_create_alias"}
"""The operations that look for a free slug beside a page; the root has no place beside it."""


_OF_REVISIONS = {
    "user_id": "user",
    "created_at_from": "created_at",
    "created_at_to": "created_at",
    "approved_go_live_at_from": "approved_go_live_at",
    "approved_go_live_at_to": "approved_go_live_at",
}
"""The filters of revisions, and the fields that they ask."""


def refusing_what_it_cannot_use(view: View) -> View:
    """Decorate an operation of v3: what it cannot use is refused, in v3's form, and named."""
    operation = inspect.unwrap(view).__self__
    ways = operation.auth_callbacks
    takes_token_only = bool(ways) and all(isinstance(one, BearerTokenAuth) for one in ways)

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if takes_token_only and "Authorization" not in request.headers:
            # Who may ask nothing is told nothing but that.
            return view(request, *args, **kwargs)
        try:
            _check(operation, request, kwargs)
        except refusing.Refused as refused:
            error = {"type": "value_error", "loc": [refused.name], "msg": refused.reason}
            return problem_response(status=422, detail="Validation failed", errors=[error])
        except (Http404, SuspiciousOperation, MultiPartParserError, ValidationError) as error:
            return operation.api.on_exception(request, error)  # type: ignore[no-any-return]
        return view(request, *args, **kwargs)

    return answered


def _check(operation: Any, request: HttpRequest, path: Mapping[str, Any]) -> None:
    """Raises Refused, or what v3 has an answer for."""
    for model in operation.models:
        if issubclass(model, PathModel):
            model.resolve(request, operation.api, dict(path))
    request.GET = asked = refusing.usable(request.GET)  # type: ignore[assignment]
    filters = _FILTERS.get(operation.operation_id)
    filtered, names = filters(asked, path) if filters else (None, ())
    known = _known(operation)
    refusing.refuse_unknown(asked, {*known, *names})
    if filtered:
        refusing.refuse_filters(asked, filtered, known)
    _check_keys(operation.operation_id, asked, path)
    if operation.operation_id in _BY_ADDRESS:
        request.GET = _by_key(request, asked)  # type: ignore[assignment]
    if _takes_json(operation) and request.body:
        sent = refusing.refuse_body(request.body)
        if operation.operation_id == "pages_actions_move":
            _check_destination(sent.get("destination_id"))
    if operation.operation_id == "images_create":
        for file in request.FILES.getlist("file"):
            refusing.refuse_picture(file)


def _known(operation: Any) -> set[str]:
    """The parameters that an operation declares, and those that it reads besides."""
    known = {"rich_text_format"}
    for model in operation.models:
        if issubclass(model, QueryModel):
            known |= set(model.__ninja_flatten_map__)
    if operation.operation_id in _BY_ADDRESS:
        known.add("locale")
    if operation.operation_id.startswith("pages_"):
        known.add("site")
    return known


def _takes_json(operation: Any) -> bool:
    return any(issubclass(model, BodyModel) for model in operation.models)


def _by_key(request: HttpRequest, asked: QueryDict) -> QueryDict:
    """What asks for a page by its address, as Wagtail asks for it."""
    if "id" in asked:
        refusing.refuse_value("id", str(asked["id"]), Page._meta.pk)
    changed = asked.copy()
    try:
        changed["id"] = str(finding.wanted_key(request, asked))
    except Http404 as missing:
        # As Wagtail says it of a page that only some may see.
        raise Http404("No Page matches the given query.") from missing
    for name in ("html_path", "locale"):
        changed.pop(name, None)
    return changed


def _check_keys(operation: str, asked: QueryDict, path: Mapping[str, Any]) -> None:
    """Primary keys, which v3 declares as texts because those of some models are; and moments."""
    for name in set(asked) & set(_OF_REVISIONS):
        field: Any = Revision._meta.get_field(_OF_REVISIONS[name])
        refusing.refuse_value(name, str(asked[name]), field)
    if operation.startswith("snippets_"):
        key = resolve_model_string(path["type"])._meta.pk
        for name, values in (
            ("pk", [path.get("pk")]),
            ("translation_of", asked.getlist("translation_of")),
        ):
            for value in filter(None, values):
                refusing.refuse_value(name, value, key)
    if operation in _COPY and Page.objects.filter(pk=path["page_id"], depth=1).exists():
        raise refusing.Refused("page_id", "the root of all pages cannot be copied")


def _check_destination(key: Any) -> None:
    """The root of all pages, below which no page of a site stands. Raises Refused."""
    try:
        destination = int(key)
    except (ValueError, TypeError, OverflowError):
        return  # Wagtail says itself what is wrong with it
    if Page.objects.filter(pk=destination, depth=1).exists():
        raise refusing.Refused("destination_id", "no page can be moved to the root of all pages")


# Lists can be filtered by fields of what they list; v3 declares none of these.

_Filters = tuple[type[Model], set[str]]


def _filters(model: Any, names: Collection[str]) -> _Filters:
    """A model, and the fields that v3 takes as filters beside those of ``api_fields``."""
    known = APIFieldValidator(
        model=model, fields=[], base_fields=list(names), db_fields_only=True
    ).allowed_fields
    return model, set(known)


def _of_pages(asked: QueryDict, path: Mapping[str, Any]) -> _Filters:
    types = asked.getlist("type")
    try:
        model = resolve_model_string(types[0]) if len(types) == 1 else Page
    except (LookupError, ValueError):
        model = Page  # v3 says itself which types there are
    return _filters(model, import_module("wagtail.api.v3.routers.pages").BASE_PAGE_READ_FIELDS)


def _of_images(asked: QueryDict, path: Mapping[str, Any]) -> _Filters:
    names = import_module("wagtail.images.api.v3.router").BASE_IMAGE_READ_FIELDS
    return _filters(get_image_model(), names)


def _of_documents(asked: QueryDict, path: Mapping[str, Any]) -> _Filters:
    names = import_module("wagtail.documents.api.v3.router").BASE_DOCUMENT_READ_FIELDS
    return _filters(get_document_model(), names)


def _of_redirects(asked: QueryDict, path: Mapping[str, Any]) -> _Filters:
    redirects = import_module("wagtail.contrib.redirects.api.v3.router")
    return _filters(redirects.Redirect, redirects.BASE_REDIRECT_READ_FIELDS)


def _of_snippets(asked: QueryDict, path: Mapping[str, Any]) -> _Filters:
    model: Any = resolve_model_string(path["type"])
    return _filters(model, [model._meta.pk.name])


_FILTERS: Mapping[str, Callable[[QueryDict, Mapping[str, Any]], _Filters]] = {
    "pages_list": _of_pages,
    "images_list": _of_images,
    "documents_list": _of_documents,
    "redirects_list": _of_redirects,
    "snippets_list": _of_snippets,
}
