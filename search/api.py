"""Search in the content API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from courtyard.delivery.asking import reader_for
from courtyard.delivery.lists import Slug, answer
from courtyard.delivery.problems import PROBLEMS, UnusableParameter
from courtyard.publications.schema import Record
from courtyard.publications.types import registered
from programmes.life import CallStatus

from . import finding, log, results
from .asking import LONGEST
from .suggesting import MOST, suggest
from .traits import NAMES

router = Router(tags=["search"])

HIGHEST_PAGE = 10_000


class SearchParameters(Schema):
    """What is searched for."""

    q: str = Field(
        ...,
        min_length=1,
        max_length=LONGEST,
        description=(
            "All of the words are looked for, in any of their forms, with or without marks; "
            'those in "quotation marks" as they stand; what has a word with a minus before it is '
            "left out."
        ),
    )
    locale: str | None = Field(
        None, max_length=20, description="Language code; the site's first when left out."
    )
    everywhere: bool = Field(
        False, description="Whether to search in all languages of the site, and not in one."
    )
    type: str | None = Field(None, max_length=120, description="Type of page.")
    topic: Slug | None = Field(None, description="Slug of a topic.")
    discipline: Slug | None = Field(None, description="Slug of a discipline.")
    theme: Slug | None = Field(None, description="Slug of a theme.")
    tag: Slug | None = Field(None, description="Slug of a tag.")
    city: Slug | None = Field(None, description="Slug of a city.")
    year: int | None = Field(None, ge=1, le=9999, description="A year of its dates.")
    status: CallStatus | None = Field(None, description="Where a call stands.")
    page: int = Field(
        1, ge=1, le=HIGHEST_PAGE, description="Which part of the results, best first."
    )
    limit: int = Field(20, ge=1, le=100, description="How many results at the most.")

    def chosen(self) -> dict[str, str]:
        """The values of traits that are asked for. Raises UnusableParameter."""
        known = [kind.model._meta.label for kind in registered()]
        if self.type and self.type not in known:
            raise UnusableParameter("type", f"There are the types: {', '.join(known)}.")
        said = {name: getattr(self, name) for name in NAMES}
        if self.status:
            said["status"] = self.status.value
        return {name: str(value) for name, value in said.items() if value}


@router.get("/search", response={200: results.Found, **PROBLEMS})
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> HttpResponse:
    """Pages and partners that have some words, best first, with how they can be narrowed."""
    reader = reader_for(request, parameters.locale)
    query = finding.Query(
        words=parameters.q,
        chosen=parameters.chosen(),
        everywhere=parameters.everywhere,
        page=parameters.page,
        per_page=parameters.limit,
    )
    document = results.answer(reader, query)
    if parameters.page == 1 and not query.chosen:
        log.note(reader, parameters.q, results.as_typed(document))
    return answer(document, reader)


class Suggestions(Record):
    """Pages offered while somebody types."""

    items: list[results.Suggestion]


class SuggestParameters(Schema):
    """What has been typed so far."""

    q: str = Field(
        ..., min_length=1, max_length=LONGEST, description="Its last word may be unfinished."
    )
    locale: str | None = Field(
        None, max_length=20, description="Language code; the site's first when left out."
    )
    limit: int = Field(MOST, ge=1, le=20, description="How many at the most.")


@router.get("/search/suggest", response={200: Suggestions, **PROBLEMS})
def suggestions(request: HttpRequest, parameters: Query[SuggestParameters]) -> HttpResponse:
    """Pages whose titles have what somebody types, for a box that offers them meanwhile."""
    reader = reader_for(request, parameters.locale)
    return answer({"items": suggest(reader, parameters.q, parameters.limit)}, reader)
