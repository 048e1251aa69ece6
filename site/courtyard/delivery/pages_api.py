"""The content API of pages of all types: by path, by key, and in one list."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, Union
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import uri_to_iri
from ninja import Field, Query, Router, Schema
from pydantic import create_model
from typing_extensions import TypeAliasType
from wagtail.models import Page

from courtyard.localisation.addresses import address_in_api
from courtyard.publications.public import public
from courtyard.publications.reading import LABEL, Found, Reader
from courtyard.publications.schema import Record, as_json
from courtyard.publications.stored import Publication
from courtyard.publications.structured_data import structured_data
from courtyard.publications.types import registered, type_of

from .asking import asked, reader_for
from .chrome import chrome, logo_of, said_around
from .lists import (
    CardList,
    CardParameters,
    Names,
    Slug,
    answer,
    card_list,
    first_moment,
    first_moment_after,
)
from .problems import PROBLEMS, ElsewhereInLanguage, NotThere, UnusableParameter

NOTHING = "No public page has this path."

IN_TREE = {"original__page__path__gt": "0", "original__page__path__lt": "1"}
"""Where all paths are: a range by which SQLite too goes through their index, in its order."""


AS_FILTERS_SAY: Any = (
    Slug | None,
    Field(None, description="Of an index: what it is narrowed by, as its `filters` say."),
)
"""How a parameter is taken of which page types have told its name alone."""


class Redirect(Record):
    """Where a page is now; ``to`` is a path of the HTML site or a whole address."""

    to: str
    permanent: bool


class Moved(Record):
    """What is answered in place of a page that has another address now."""

    type: Literal["redirect"] = "redirect"
    redirect: Redirect


class PublishedBetween(CardParameters):
    """How pages are chosen by the days on which they were first published."""

    since: dt.date | None = Field(
        None, alias="from", description="The first day on which they were first published."
    )
    until: dt.date | None = Field(
        None, alias="to", description="The last day on which they were first published."
    )
    order: Literal["path", "-path"] = "path"


class WholeParameters(Schema):
    """What is wanted of one page."""

    include: Names[Literal["siblings", "structured_data"]] = Field(
        (),
        description=(
            "What is wanted beside it: the pages before and after it in their section, and what it "
            "says to machines in the words of schema.org (JSON-LD)."
        ),
    )
    rich_text: Literal["html", "plain"] = Field(
        "html", description="Whether texts with markup come as HTML, or as plain text by lines."
    )

    def is_plain(self) -> bool:
        """Whether texts with markup are wanted as plain text."""
        return self.rich_text == "plain"


class PathParameters(WholeParameters):
    """Which page is wanted: the one at a path."""

    path: str = Field(
        ...,
        max_length=2000,
        description=(
            "As in the address of the HTML page: `/en/…/`, percent-encoded or not. What follows a "
            "`?` in it counts for old addresses alone."
        ),
    )


class KeyParameters(WholeParameters):
    """In which language a page is wanted."""

    locale: str | None = Field(
        None, max_length=20, description="Language code; the site's first when left out."
    )


def pages_router() -> Router:
    """Operations over pages of all types; their schemas are those of the installed apps."""
    router = Router(tags=["pages"])
    wholes = [kind.whole_schema for kind in registered()]
    any_page: Any = TypeAliasType("AnyPage", _one_of(wholes))
    page_or_redirect = _one_of([*wholes, Moved])
    any_card = _one_of([kind.card_schema for kind in registered()])
    card_lists = create_model("PageList", __base__=CardList[any_card])  # type: ignore[valid-type]
    page_parameters = _page_parameters(any_card)
    path_parameters, key_parameters = _whole_parameters(PathParameters, KeyParameters)

    @router.get("/pages", response={200: card_lists, **PROBLEMS})
    def list_pages(request: HttpRequest, parameters: Query[page_parameters]) -> HttpResponse:  # type: ignore[valid-type]
        """Pages of all types, in the order of the originals in the site's tree."""
        chosen: Any = parameters
        reader = reader_for(request, chosen.locale)
        orders = {"path": "original__page__path"}
        return card_list(request, reader, lambda reader: _pages(reader, chosen), chosen, orders)

    @router.get("/pages/by-path", response={200: page_or_redirect, **PROBLEMS})
    def page_by_path(request: HttpRequest, parameters: Query[path_parameters]) -> HttpResponse:  # type: ignore[valid-type]
        """One page with everything it says, by the path at which visitors read it.

        A page that has another address now is answered as a `redirect` to it.
        """
        asked_for: Any = parameters
        return _page_at(request, asked_for)

    @router.get("/pages/{key}", response={200: any_page, **PROBLEMS})
    def page_by_key(
        request: HttpRequest,
        key: UUID,
        parameters: Query[key_parameters],  # type: ignore[valid-type]
    ) -> HttpResponse:
        """One page with everything it says, by its key."""
        asked_for: Any = parameters
        reader = reader_for(
            request, asked_for.locale, _typed(asked_for), plain=asked_for.is_plain()
        )
        found = reader.find_key(key)
        if found is None:
            raise _nothing_for(reader, [key], "No public page has this key.")
        return _whole(request, reader, found, asked_for)

    return router


def _pages(reader: Reader, parameters: Any) -> QuerySet[Publication]:
    """The pages that are asked for. Raises UnusableParameter."""
    kinds = [kind.model for kind in registered() if parameters.type == kind.model._meta.label]
    pages = reader.published(*kinds).filter(**IN_TREE)
    if parameters.since:
        since = first_moment("from", parameters.since)
        pages = pages.filter(page__first_published_at__gte=since)
    if parameters.until:
        until = first_moment_after("to", parameters.until)
        pages = pages.filter(page__first_published_at__lt=until)
    return pages


def _page_at(request: HttpRequest, parameters: Any) -> HttpResponse:
    """The public page, or the redirect, at an address of the HTML site. Raises Http404."""
    state = asked(request)
    # As the site itself writes it: percent-encoded where it is not in ASCII.
    path = uri_to_iri(parameters.path.partition("?")[0])
    language, rest = state.sites.locate(path.rstrip("/") + "/") or (state.sites.first, None)
    if language is None:
        raise Http404(NOTHING)
    reader = state.reader(language.code, _typed(parameters), plain=parameters.is_plain())
    found = None if rest is None else reader.find(rest)
    if found is not None and not found.moved_to:
        return _whole(request, reader, found, parameters)
    if found is not None:
        moved: Redirect | None = Redirect(to=found.moved_to, permanent=True)
    elif path == "/":
        # Visitors are led on by the languages that they read; here nobody says any.
        moved = Redirect(to=language.front, permanent=False)
    else:
        moved = _redirect_of_editors(request, path, parameters.path)
    if moved is None:
        raise _nothing_for(reader, [] if rest is None else _keys_at(reader, rest), NOTHING)
    return answer(as_json(Moved(redirect=moved)), reader)


def _keys_at(reader: Reader, rest: str) -> QuerySet[Any, Any]:
    """The keys of pages that have, in any language, a path below the front page of theirs."""
    paths = [f"{one.root}{rest}" for one in reader.sites.languages.values() if one.root]
    found = reader.everything(few=True).filter(page__url_path__in=paths)
    return found.order_by().values("original")


def _nothing_for(reader: Reader, keys: Any, nothing: str) -> NotThere:
    """Why there is no page of some keys for a reader: the languages in which it can be read."""
    rows = reader.everything(few=True).filter(original__in=keys)
    there = {row["locale_id"]: row for row in rows.order_by("-pk").values("pk", *LABEL)}
    languages = [
        ElsewhereInLanguage(locale=one.code, url=reader.own_url(there[one.locale_id]))
        for one in reader.sites.shown()
        if one.locale_id in there
    ]
    if not languages:
        return NotThere(nothing)
    codes = ", ".join(one.locale for one in languages)
    return NotThere(
        f"This page is not there in {reader.code}; its languages are: {codes}.", languages
    )


def _whole(
    request: HttpRequest, reader: Reader, found: Found, parameters: WholeParameters
) -> HttpResponse:
    """The page with everything it says, and with what else is asked for.

    Raises UnusableParameter for a parameter that its type does not know.
    """
    kind = type_of(found.row["type"])
    for name in reader.parameters:
        if name not in kind.parameters:
            raise UnusableParameter(name, f"A page of the type {found.row['type']} has none.")
    around = found.surroundings
    if "siblings" in parameters.include:
        around.siblings = reader.siblings(found.row)
    if "structured_data" not in parameters.include:
        [whole] = reader.whole(found.row, around)
        return answer(whole, reader)
    whole, said, logo = reader.whole(
        found.row, around, said_around(reader), wordless=[logo_of(reader)]
    )
    whole["structured_data"] = structured_data(
        whole,
        chrome(reader, around, {**said, "logo": logo}),
        url=request.build_absolute_uri(whole["canonical"]),
        api_url=address_in_api(whole["key"], whole["locale"]),
        absolute=request.build_absolute_uri,
    )
    return answer(whole, reader)


def _redirect_of_editors(request: HttpRequest, path: str, address: str) -> Redirect | None:
    """What editors wrote under Redirects for a path that nothing else stands at.

    The ``address`` is the path as it was asked for, with a query perhaps.
    """
    if not apps.is_installed("wagtail.contrib.redirects"):
        return None
    # Without the app its models must not be imported: another app would adopt them.
    from .redirects import redirect_at, stand_in_of_old_address  # noqa: PLC0415

    redirect = redirect_at(request, address)
    if redirect is None:
        moved = stand_in_of_old_address(request, path)
        return Redirect(to=moved, permanent=True) if moved else None
    page = redirect.redirect_page
    if page is not None and not public(Page.objects.filter(pk=page.pk)).exists():
        return None
    return Redirect(to=redirect.link, permanent=redirect.is_permanent)


def _whole_parameters(*bases: type[Schema]) -> list[Any]:
    """How one page is asked for: by ``bases``, each with the parameters that page types have."""
    known: dict[str, Any] = {}
    for kind in registered():
        known |= {name: kind.typed_parameters.get(name, AS_FILTERS_SAY) for name in kind.parameters}
    return [create_model(base.__name__, __base__=base, **known) for base in bases]


def _typed(parameters: Any) -> dict[str, str]:
    """Those parameters of page types that are asked for, as they stand in an address."""
    names = {name for kind in registered() for name in kind.parameters}
    return {
        name: str(value)
        for name in sorted(names)
        if (value := getattr(parameters, name)) is not None
    }


def _page_parameters(any_card: Any) -> Any:
    """How pages of all types are chosen: by the types of the installed apps."""
    labels: Any = Literal[tuple(kind.model._meta.label for kind in registered())]
    return create_model(
        "PageParameters",
        __base__=PublishedBetween,
        item=(ClassVar[Any], any_card),
        type=(labels | None, Field(None, description="Only pages of this type.")),
    )


def _one_of(schemas: Sequence[type[Record]]) -> Any:
    union: Any = Union[tuple(schemas)]  # noqa: UP007 - made of a list that is known at run time
    return Annotated[union, Field(discriminator="type")] if len(schemas) > 1 else union
