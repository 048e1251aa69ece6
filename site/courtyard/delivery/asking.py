"""What is asked: a site, a moment, and the generation under which the answer may be kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from courtyard.localisation.site_map import SiteMap, site_map
from courtyard.publications import generation
from courtyard.publications.reading import Reader

from .problems import UnusableParameter


@dataclass(frozen=True)
class Asked:
    """One request's view of the public state; ``now`` is an aware moment.

    ``generation`` was read before anything else; None says that nothing may be kept.
    """

    now: dt.datetime
    generation: str | None
    sites: SiteMap

    def reader(
        self, code: str, parameters: Mapping[str, str] | None = None, *, plain: bool = False
    ) -> Reader:
        """The reader in a language of the site. Raises KeyError for another."""
        return Reader(
            self.sites.languages[code],
            self.sites,
            now=self.now,
            parameters=parameters,
            plain=plain,
        )


def asked(request: HttpRequest) -> Asked:
    """What a request asks, found out once."""
    known = getattr(request, "courtyard", None)
    if known is None:
        now = timezone.now()
        present = generation.current()
        known = Asked(now, present, site_map(request, now, present))
        request.courtyard = known  # type: ignore[attr-defined]
    return cast("Asked", known)


def reader_for(
    request: HttpRequest,
    language: str | None,
    parameters: Mapping[str, str] | None = None,
    *,
    plain: bool = False,
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
    return state.reader(language, parameters, plain=plain)
