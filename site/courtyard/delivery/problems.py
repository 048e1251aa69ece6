"""Errors of the content API, as RFC 9457 describes them."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, JsonResponse

from courtyard.publications.schema import Record


class InvalidParameter(Record):
    """One parameter that could not be used, and why."""

    name: str
    reason: str


class ElsewhereInLanguage(Record):
    """A language in which a page can be read, and where."""

    locale: str
    url: str


class Problem(Record):
    """An error as ``application/problem+json`` (RFC 9457).

    ``languages`` are those of a page that is not there in the language that was asked for.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    parameters: list[InvalidParameter] = []
    languages: list[ElsewhereInLanguage] = []


def problem(
    status: int,
    detail: str,
    parameters: Sequence[InvalidParameter] = (),
    languages: Sequence[ElsewhereInLanguage] = (),
) -> JsonResponse:
    """An error answer with a sentence for the developer who reads it."""
    body: dict[str, Any] = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        parameters=list(parameters),
        languages=list(languages),
    ).model_dump(mode="json")
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        headers={"Content-Language": "en"},
    )


PROBLEMS: dict[int, type[Problem]] = {404: Problem, 422: Problem}
"""The errors that an operation says it may answer with; the document adds the others."""


class NotThere(Http404):
    """Nothing is there in the language that was asked for, but in ``languages``, if any."""

    def __init__(self, detail: str, languages: Sequence[ElsewhereInLanguage] = ()) -> None:
        super().__init__(detail)
        self.languages = languages


class UnusableParameter(ValueError):
    """A parameter has a value that cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.parameter = InvalidParameter(name=name, reason=reason)
