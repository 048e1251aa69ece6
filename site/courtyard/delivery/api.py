"""The content API: read-only, typed, in the language asked for, the same to everybody."""

import base64
import binascii
import functools
import json
import logging
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, cast

from django.core.exceptions import ValidationError
from django.db.models import Field as ModelField
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Query, Router, Schema
from ninja.errors import ValidationError as InvalidRequest
from pydantic import create_model
from wagtail.models import Locale, Page, Site

from courtyard.localisation.addresses import locate, root_paths
from courtyard.pages import BasePage
from courtyard.publications.reading import Reader
from courtyard.publications.schema import Card, Record
from courtyard.publications.types import registered

from .problems import InvalidParameter, Problem, problem

logger = logging.getLogger(__name__)

C = TypeVar("C", bound=Card)

PROBLEMS: dict[int, type[Problem]] = {404: Problem, 422: Problem}
"""The errors that every operation may answer with."""

LARGEST_KEY = 2**63
"""Beyond the primary keys of either database."""

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
    cursor: str | None = Field(
        None, max_length=2000, description="From ``next`` of the answer before."
    )


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
    api.add_exception_handler(Exception, _failed)
    api.add_decorator(_refuse_unknown, mode="view")
    for router in (_pages_router(), *_routers):
        api.add_router("", router)
    return api


def reader_for(request: HttpRequest, language: str | None) -> Reader:
    """The reader that an operation answers: the language asked for, or the site's first.

    Raises UnusableParameter for a language that the site does not have.
    """
    site = Site.find_for_request(request)
    languages = list(root_paths(site))
    if language is None and languages:
        language = languages[0]
    if language not in languages:
        known = ", ".join(languages) or "none yet"
        raise UnusableParameter("locale", f"The site's languages are: {known}.")
    return Reader(Locale.objects.get(language_code=language), site, request=request)


def answer(document: Any, reader: Reader) -> HttpResponse:
    """A good answer, in the reader's language."""
    headers = {"Content-Language": reader.locale.language_code}
    return JsonResponse(document, headers=headers)


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
    return answer({"items": items, "next": following}, reader)


def _cursor(order: str, page: Page, field: str) -> str:
    value = cast("ModelField[Any, Any]", page._meta.get_field(field)).value_to_string(page)
    return base64.urlsafe_b64encode(json.dumps([order, value, page.pk]).encode()).decode()


def _after(cursor: str, order: str, pages: QuerySet[Any]) -> Q:
    """What comes after the page that a cursor names. Raises UnusableParameter."""
    field = order.lstrip("-")
    try:
        made_for, text, primary_key = _read_cursor(cursor)
        value = pages.model._meta.get_field(field).to_python(text)
        if made_for != order or value is None:
            raise ValueError
    except (ValueError, TypeError, RecursionError, ValidationError, binascii.Error):
        raise UnusableParameter(
            "cursor", "Take it unchanged from the answer before, with the same order."
        ) from None
    beyond = "lt" if order.startswith("-") else "gt"
    return Q(**{f"{field}__{beyond}": value}) | Q(**{field: value, f"pk__{beyond}": primary_key})


def _read_cursor(cursor: str) -> tuple[str, str, int]:
    """What a cursor holds. Raises ValueError and its kin for what no answer has ever held."""
    made_for, text, primary_key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    is_text = isinstance(text, str) and "\x00" not in text
    if not is_text or type(primary_key) is not int or not 0 < primary_key < LARGEST_KEY:
        raise ValueError
    text.encode()  # a lone surrogate is no text
    return made_for, text, primary_key


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


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("%s could not be answered.", request.path, exc_info=error)
    return problem(500, "Something went wrong on our side.")


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
        return answer(reader.whole(page), reader)

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
    located = locate(path, site)
    if located is None:
        raise nothing
    language, url_path = located
    reader = Reader(Locale.objects.get(language_code=language), site, request=request)
    row = _published_types(reader.public(Page.objects.filter(url_path=url_path)), None).first()
    if row is None:
        raise nothing
    return reader, cast("BasePage", row.specific)
