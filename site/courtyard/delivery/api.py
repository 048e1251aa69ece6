"""The content API: read-only, typed, in the language asked for, the same to everybody."""

import base64
import binascii
import functools
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, cast
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Query, Router, Schema
from ninja.errors import ValidationError as InvalidRequest
from pydantic import create_model
from wagtail.models import Page

from courtyard.publications.public import public
from courtyard.publications.reading import CARD, Found, Reader
from courtyard.publications.schema import Card, Record, as_json
from courtyard.publications.stored import Publication
from courtyard.publications.types import registered, type_of
from courtyard.terms import KINDS, Term

from . import keeping
from .asking import asked
from .problems import InvalidParameter, Problem, problem

logger = logging.getLogger(__name__)

C = TypeVar("C", bound=Card)

PROBLEMS: dict[int, type[Problem]] = {404: Problem, 422: Problem}
"""The errors that every operation may answer with."""

NOTHING = "No public page has this path."

IN_TREE = {"original__page__path__gt": "0", "original__page__path__lt": "1"}
"""Where all paths are: a range by which SQLite too goes through their index, in its order."""

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


class TermParameters(Schema):
    """How pages are chosen by what they are about: by slugs, the same in every language."""

    topic: str | None = Field(None, description="Slug of a topic.")
    discipline: str | None = Field(None, description="Slug of a discipline.")
    theme: str | None = Field(None, description="Slug of a theme.")
    tag: str | None = Field(None, description="Slug of a tag.")

    def terms(self) -> dict[type[Term], str | None]:
        """The slugs by the models of their terms."""
        return {kind.model: getattr(self, kind.name) for kind in KINDS}


class Redirect(Record):
    """Where a page is now; ``to`` is a path of the HTML site or a whole address."""

    to: str
    permanent: bool


class Moved(Record):
    """What is answered in place of a page that has another address now."""

    type: Literal["redirect"] = "redirect"
    redirect: Redirect


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
    api.add_decorator(_keep, mode="view")
    for router in (_pages_router(), *_routers):
        api.add_router("", router)
    return api


def reader_for(
    request: HttpRequest, language: str | None, parameters: Mapping[str, str] | None = None
) -> Reader:
    """The reader that an operation answers: the language asked for, or the site's first.

    Raises UnusableParameter for a language that the site does not have.
    """
    state = asked(request)
    languages = [one.code for one in state.sites.shown()]
    if language is None and languages:
        language = languages[0]
    if language not in languages:
        known = ", ".join(languages) or "none yet"
        raise UnusableParameter("locale", f"The site's languages are: {known}.")
    return state.reader(language, parameters)


def answer(document: Any, reader: Reader) -> HttpResponse:
    """A good answer, in the reader's language."""
    return JsonResponse(document, headers={"Content-Language": reader.code})


def card_list(
    request: HttpRequest,
    reader: Reader,
    choose: Callable[[Reader], QuerySet[Publication]],
    parameters: ListParameters,
    fields: Mapping[str, str],
) -> HttpResponse:
    """One part of a list of publications, by keyset: exact however deep, and equally fast.

    ``choose`` gives those of the list, in any order, by the ``parameters``. The ``order`` among
    them names a key of ``fields``, with ``-`` for descending; its value is the path of relations
    from a publication to what is sorted by.
    """
    order: str = parameters.order  # type: ignore[attr-defined]
    sign, field = "-" if order.startswith("-") else "", fields[order.lstrip("-")]

    def rows(reader: Reader) -> QuerySet[Any, Any]:
        pages = choose(reader)
        if parameters.cursor:
            pages = pages.filter(after(parameters.cursor, order, field, pages))
        pages = pages.order_by(f"{sign}{field}", f"{sign}original")
        found: QuerySet[Any, Any] = pages.values(*CARD, sorted_by=F(field))
        return found[: parameters.limit + 1]

    if parameters.dict(exclude_defaults=True).keys() <= {"locale", "order", "limit"}:
        # The beginning of the whole list is what most ask for.
        question = (type(parameters), order, parameters.limit)
        chosen = reader.ask(question, lambda reader, _slots: rows(reader))
    else:
        chosen = list(rows(reader))
    more = len(chosen) > parameters.limit
    chosen = chosen[: parameters.limit]
    following = next_part(request, cursor_of(order, chosen[-1])) if more else None
    return answer({"items": reader.cards(chosen), "next": following}, reader)


def short_list(
    request: HttpRequest,
    reader: Reader,
    things: Sequence[Mapping[str, Any]],
    parameters: ListParameters,
) -> HttpResponse:
    """One part of a list of which all is read at once, such as terms; the cursor is a ``key``.

    Raises UnusableParameter for a cursor that is the key of none of the ``things``.
    """
    start = 0
    if parameters.cursor is not None:
        keys = [thing["key"] for thing in things]
        if parameters.cursor not in keys:
            raise UnusableParameter("cursor", "Take it unchanged from the answer before.")
        start = keys.index(parameters.cursor) + 1
    part = things[start : start + parameters.limit]
    more = start + parameters.limit < len(things)
    following = next_part(request, part[-1]["key"]) if more else None
    return answer({"items": list(part), "next": following}, reader)


def next_part(request: HttpRequest, cursor: str) -> str:
    """The address of the part of a list that comes after a cursor."""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"


def cursor_of(order: str, row: Mapping[str, Any]) -> str:
    """What names a publication in a list: it has ``sorted_by`` and ``original_id``."""
    held = [order, str(row["sorted_by"]), str(row["original_id"])]
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode()


def after(
    cursor: str,
    order: str,
    field: str,
    pages: QuerySet[Publication],
    *,
    including: bool = False,
) -> Q:
    """What comes after the publication that a cursor names, or begins with it.

    Raises UnusableParameter.
    """
    try:
        made_for, value, key = _read_cursor(cursor)
        if made_for != order:
            raise ValueError
        beyond = "lt" if order.startswith("-") else "gt"
        rest = f"original__{beyond}e" if including else f"original__{beyond}"
        # Said first of the field alone: a condition by which an index is entered there.
        after = Q(**{f"{field}__{beyond}e": value}) & (
            Q(**{f"{field}__{beyond}": value}) | Q(**{rest: key})
        )
        # Whether the value is one of the field shows when the condition is put to it.
        pages.filter(after)
    except (ValueError, TypeError, RecursionError, ValidationError, binascii.Error):
        raise UnusableParameter(
            "cursor", "Take it unchanged from the answer before, with the same order."
        ) from None
    return after


def _read_cursor(cursor: str) -> tuple[str, str, UUID]:
    """What a cursor holds. Raises ValueError and its kin for what no answer has ever held."""
    made_for, text, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    if not isinstance(text, str) or not isinstance(key, str) or "\x00" in text:
        raise ValueError
    text.encode()  # a lone surrogate is no text
    return made_for, text, UUID(key)


def _keep(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer GETs from what was kept; every parameter makes a difference here."""

    @functools.wraps(run)
    def kept(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method != "GET":
            return run(request, **kwargs)
        return cast("HttpResponse", keeping.answer(request, lambda: run(request, **kwargs)))

    return kept


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
    any_page = _one_of([*(kind.whole_schema for kind in registered()), Moved])
    any_card = _one_of([kind.card_schema for kind in registered()])
    card_lists = create_model("PageList", __base__=CardList[any_card])  # type: ignore[valid-type]
    page_parameters = _page_parameters()
    path_parameters = _whole_parameters(
        path=(str, Field(..., description="As in the address of the HTML page: `/en/…/`."))
    )
    key_parameters = _whole_parameters(
        locale=(
            str | None,
            Field(None, description="Language code; the site's first when left out."),
        )
    )

    @router.get("/pages", response={200: card_lists, **PROBLEMS})
    def list_pages(request: HttpRequest, parameters: Query[page_parameters]) -> HttpResponse:  # type: ignore[valid-type]
        """Pages of all types, in the order of the originals in the site's tree."""
        chosen: Any = parameters
        reader = reader_for(request, chosen.locale)
        kinds = [kind.model for kind in registered() if chosen.type == kind.model._meta.label]
        return card_list(
            request,
            reader,
            lambda reader: reader.published(*kinds).filter(**IN_TREE),
            chosen,
            {"path": "original__page__path"},
        )

    @router.get("/pages/by-path", response={200: any_page, **PROBLEMS})
    def page_by_path(request: HttpRequest, parameters: Query[path_parameters]) -> HttpResponse:  # type: ignore[valid-type]
        """One page with everything it says, by the path at which visitors read it.

        A page that has another address now is answered as a `redirect` to it.
        """
        asked_for: Any = parameters
        return _page_at(request, asked_for.path, _typed(asked_for))

    @router.get("/pages/{key}", response={200: any_page, **PROBLEMS})
    def page_by_key(
        request: HttpRequest,
        key: UUID,
        parameters: Query[key_parameters],  # type: ignore[valid-type]
    ) -> HttpResponse:
        """One page with everything it says, by its key."""
        asked_for: Any = parameters
        reader = reader_for(request, asked_for.locale, _typed(asked_for))
        found = reader.find_key(key)
        if found is None:
            raise Http404(_nothing_for(reader, key))
        return _whole(reader, found)

    return router


def _page_at(request: HttpRequest, path: str, typed: Mapping[str, str]) -> HttpResponse:
    """The public page, or the redirect, at an address of the HTML site. Raises Http404."""
    state = asked(request)
    located = state.sites.locate(path)
    if located is None:
        raise Http404(NOTHING)
    language, rest = located
    reader = state.reader(language.code, typed)
    found = reader.find(rest)
    if found is None:
        redirect = _redirect_of_editors(request, path)
        if redirect is None:
            raise Http404(NOTHING)
        return answer(as_json(redirect), reader)
    if found.moved_to:
        return answer(as_json(Moved(redirect=Redirect(to=found.moved_to, permanent=True))), reader)
    return _whole(reader, found)


def _nothing_for(reader: Reader, key: UUID) -> str:
    """Why there is no page of a key for a reader: the languages in which it can be read."""
    locales = set(reader.everything().filter(original=key).values_list("locale_id", flat=True))
    codes = [one.code for one in reader.sites.shown() if one.locale_id in locales]
    if not codes:
        return "No public page has this key."
    return f"This page is not there in {reader.code}; its languages are: {', '.join(codes)}."


def _whole(reader: Reader, found: Found) -> HttpResponse:
    """The page with everything it says.

    Raises UnusableParameter for a parameter that its type does not know.
    """
    kind = type_of(found.row["type"])
    for name in reader.parameters:
        if name not in kind.typed_parameters:
            raise UnusableParameter(name, f"A page of the type {found.row['type']} has none.")
    [whole] = reader.whole(found.row, found.surroundings)
    return answer(whole, reader)


def _redirect_of_editors(request: HttpRequest, path: str) -> Moved | None:
    """What editors wrote under Redirects for a path that nothing else stands at."""
    if not apps.is_installed("wagtail.contrib.redirects"):
        return None
    # Without the app its models must not be imported: another app would adopt them.
    from wagtail.contrib.redirects.middleware import get_redirect  # noqa: PLC0415
    from wagtail.contrib.redirects.models import Redirect as EditorsRedirect  # noqa: PLC0415

    from .redirects import stand_in_of_old_address  # noqa: PLC0415

    # Stored paths end in no slash.
    redirect = get_redirect(request, EditorsRedirect.normalise_path(path, decode_unicode=False))
    if redirect is None or not redirect.link:
        moved = stand_in_of_old_address(request, path)
        return Moved(redirect=Redirect(to=moved, permanent=True)) if moved else None
    page = redirect.redirect_page
    if page is not None and not public(Page.objects.filter(pk=page.pk)).exists():
        return None
    return Moved(redirect=Redirect(to=redirect.link, permanent=redirect.is_permanent))


def _whole_parameters(**common: Any) -> Any:
    """How one page is asked for: by ``common`` fields, and by those that page types have."""
    typed: dict[str, Any] = {}
    for kind in registered():
        typed |= kind.typed_parameters
    return create_model("WholeParameters", __base__=Schema, **common, **typed)


def _typed(parameters: Any) -> dict[str, str]:
    """Those parameters of page types that are asked for, as they stand in an address."""
    names = {name for kind in registered() for name in kind.typed_parameters}
    return {
        name: str(value)
        for name in sorted(names)
        if (value := getattr(parameters, name)) is not None
    }


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
