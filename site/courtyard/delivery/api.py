"""The content API: read-only, typed, in the language asked for, the same to everybody."""

import base64
import binascii
import functools
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, cast

from django.core.exceptions import ValidationError
from django.db.models import Field as ModelField
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Query, Router, Schema
from ninja.errors import ValidationError as InvalidRequest
from pydantic import create_model
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page, Site

from courtyard.pages import BasePage
from courtyard.publications.reading import Reader
from courtyard.publications.schema import Card, Record
from courtyard.publications.types import registered

from .chrome import root_paths
from .problems import InvalidParameter, Problem, problem

C = TypeVar("C", bound=Card)

PROBLEMS: dict[int, type[Problem]] = {404: Problem, 422: Problem}
"""The errors that every operation may answer with."""

_routers: list[Router] = []


class UnusableParameter(ValueError):
    """A parameter has a value that cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.parameter = InvalidParameter(name=name, reason=reason)


class ListParameters(Schema):
    """What every list takes."""

    locale: str | None = Field(None, description="Language code; the site's first when left out.")
    limit: int = Field(20, ge=1, le=100, description="How many items at the most.")
    cursor: str | None = Field(None, description="From ``next`` of the answer before.")


class CardList(Record, Generic[C]):
    """A part of a list, in order."""

    items: list[C]
    next: str | None = Field(description="Address of the next part; null at the end.")


def register(router: Router) -> None:
    """Offer an app's operations in the content API; called by the app's ``ready()``."""
    _routers.append(router)


def make_api() -> NinjaAPI:
    """The API with the operations of all installed apps; to be made once, in the URL map."""
    api = NinjaAPI(
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
    api.add_exception_handler(UnusableParameter, _unusable_parameter)
    api.add_exception_handler(Http404, _not_found)
    api.add_decorator(_refuse_unknown, mode="view")
    for router in (_pages_router(), *_routers):
        api.add_router("", router)
    return api


def reader_for(request: HttpRequest, language: str | None) -> Reader:
    """The reader that an operation answers: the language asked for, or the site's first.

    Raises UnusableParameter for a language that the site does not have.
    """
    site = Site.find_for_request(request)
    available = root_paths(site)
    languages = [code for code in get_content_languages() if code in available]
    if language is None and languages:
        language = languages[0]
    if language not in languages:
        known = ", ".join(languages) or "none yet"
        raise UnusableParameter("locale", f"The site's languages are: {known}.")
    return Reader(Locale.objects.get_for_language(language), site, request=request)


def card_list(
    request: HttpRequest,
    reader: Reader,
    pages: QuerySet[Any],
    parameters: ListParameters,
    *,
    rows: bool = False,
) -> HttpResponse:
    """One part of a list of public pages, by keyset: exact however deep, and equally fast.

    ``parameters.order`` names a field, with ``-`` for descending; ``rows`` says that the
    queryset is of plain ``Page`` and not of a page type.
    """
    order: str = parameters.order  # type: ignore[attr-defined]
    field, descending = order.lstrip("-"), order.startswith("-")
    if parameters.cursor:
        pages = pages.filter(_after(parameters.cursor, order, pages))
    pages = pages.order_by(order, "-pk" if descending else "pk")
    chosen = list(pages[: parameters.limit + 1])
    more = len(chosen) > parameters.limit
    chosen = chosen[: parameters.limit]
    items = reader.cards_of_rows(chosen) if rows else reader.cards(chosen)
    following = None
    if more:
        query = request.GET.copy()
        query["cursor"] = _cursor(order, chosen[-1], field)
        following = f"{request.path}?{query.urlencode()}"
    return JsonResponse({"items": items, "next": following})


def _cursor(order: str, page: Page, field: str) -> str:
    value = cast("ModelField[Any, Any]", page._meta.get_field(field)).value_to_string(page)
    return base64.urlsafe_b64encode(json.dumps([order, value, page.pk]).encode()).decode()


def _after(cursor: str, order: str, pages: QuerySet[Any]) -> Q:
    """What comes after the page that a cursor names. Raises UnusableParameter."""
    field = order.lstrip("-")
    try:
        made_for, text, primary_key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        value = pages.model._meta.get_field(field).to_python(text)
        if made_for != order or not isinstance(primary_key, int) or value is None:
            raise ValueError
    except (ValueError, TypeError, ValidationError, binascii.Error):
        raise UnusableParameter(
            "cursor", "Take it unchanged from the answer before, with the same order."
        ) from None
    beyond = "lt" if order.startswith("-") else "gt"
    return Q(**{f"{field}__{beyond}": value}) | Q(**{field: value, f"pk__{beyond}": primary_key})


def _refuse_unknown(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 422 to query parameters that the operation does not declare."""
    operation = run.__self__  # type: ignore[attr-defined]
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }

    @functools.wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        unknown = [
            InvalidParameter(name=name, reason="This operation does not know it.")
            for name in sorted(set(request.GET) - known)
        ]
        if unknown:
            return problem(422, "A parameter is not known.", unknown)
        return run(request, **kwargs)

    return checked


def _invalid_request(request: HttpRequest, error: Any) -> HttpResponse:
    parameters = [
        InvalidParameter(name=str(fault["loc"][-1]), reason=str(fault["msg"]))
        for fault in error.errors
    ]
    return problem(422, "A parameter cannot be used.", parameters)


def _unusable_parameter(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(422, "A parameter cannot be used.", [error.parameter])


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, str(error) or "Nothing is published at this address.")


def _pages_router() -> Router:
    """Operations over pages of all types; their schemas are those of the installed apps."""
    router = Router(tags=["pages"])
    any_page = _one_of([kind.whole_schema for kind in registered()])
    any_card = _one_of([kind.card_schema for kind in registered()])
    card_lists = create_model("PageList", __base__=CardList[any_card])  # type: ignore[valid-type]
    page_parameters = _page_parameters()

    @router.get("/pages", response={200: card_lists, **PROBLEMS})
    def list_pages(request: HttpRequest, parameters: Query[page_parameters]) -> HttpResponse:  # type: ignore[valid-type]
        """Pages of all types, in the order of the site's tree."""
        chosen: Any = parameters
        reader = reader_for(request, chosen.locale)
        pages = reader.public(_published_types(Page.objects.all(), chosen.type))
        return card_list(request, reader, pages, chosen, rows=True)

    @router.get("/pages/by-path", response={200: any_page, **PROBLEMS})
    def page_by_path(
        request: HttpRequest,
        path: str = Query(  # type: ignore[type-arg]
            ..., description="As in the address of the HTML page: `/en/…/`."
        ),
    ) -> HttpResponse:
        """One page with everything it says, by the path at which visitors read it."""
        reader, page = _find(request, path)
        return JsonResponse(reader.whole(page))

    return router


def _page_parameters() -> Any:
    """How pages of all types are chosen: by the types of the installed apps."""
    labels: Any = Literal[tuple(kind.model._meta.label for kind in registered())]
    orders: Any = Literal["path", "-path"]
    return create_model(
        "PageParameters",
        __base__=ListParameters,
        type=(labels | None, Field(None, description="Only pages of this type.")),
        order=(orders, "path"),
    )


def _one_of(schemas: Sequence[type[Record]]) -> Any:
    union: Any = Union[tuple(schemas)]  # noqa: UP007 - made of a list that is known at run time
    return Annotated[union, Field(discriminator="type")] if len(schemas) > 1 else union


def _published_types(pages: QuerySet[Page], label: str | None) -> QuerySet[Page]:
    models = [kind.model for kind in registered() if label in (None, kind.model._meta.label)]
    return cast("QuerySet[Page]", pages.exact_type(*models))  # type: ignore[attr-defined]


def _find(request: HttpRequest, path: str) -> tuple[Reader, BasePage]:
    """The public page at an address of the HTML site. Raises Http404."""
    nothing = Http404("No public page has this path.")
    site = Site.find_for_request(request)
    prefix, _slash, rest = path.lstrip("/").partition("/")
    root = root_paths(site).get(prefix)
    if root is None or not path.startswith("/"):
        raise nothing
    url_path = root + (rest if rest.endswith("/") or not rest else f"{rest}/")
    reader = Reader(Locale.objects.get_for_language(prefix), site, request=request)
    row = _published_types(reader.public(Page.objects.filter(url_path=url_path)), None).first()
    if row is None:
        raise nothing
    return reader, cast("BasePage", row.specific)
