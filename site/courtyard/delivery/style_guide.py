"""All components on one page, with long and short words: for work on the look.

Include its address where a project wants it, as Courtyard's own does in development.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courtyard.templatetags.courtyard import INKS, PATTERNS

from .html import plain_response

COLOURS = (
    *("paper", "paper-raised", "ink", "ink-soft", "line", "rule", "accent", "on-accent"),
    *("focus", "mistake", "night", "unlit"),
)
SIZES = ("hero", "1", "part", "2", "3", "lede", "text", "label", "small")


class _Form(forms.Form):
    """What a sign-up asks for."""

    email = forms.EmailField()
    consent = forms.BooleanField()


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """The page, with its examples; it is in no search engine and in no menu."""
    response = plain_response(request, "courtyard/style_guide.html", examples())
    response["X-Robots-Tag"] = "noindex"
    return response


def examples() -> dict[str, Any]:
    """What the components are shown with."""
    form = _Form({"email": "", "consent": ""})
    form.is_valid()
    return {
        "colours": COLOURS,
        "sizes": SIZES,
        "plates": [
            f"plate--{one} plate--{ink}" for one, ink in zip(PATTERNS, _inks(), strict=True)
        ],
        "titles": TITLES,
        "cards": [card(title, summary) for title, summary in WORDS],
        "few": [card(*WORDS[0])],
        "entries": [
            {**card(title, summary), "date": f"2026-0{number}-1{number}"}
            for number, (title, summary) in enumerate(WORDS[:3], start=1)
        ],
        "terms": [
            term(name) for name in ("Networking", "Środowisko i przyroda w mieście", "Ґанок")
        ],
        "mistaken": form,
        "sample_text": SAMPLE_TEXT,
    }


def _inks() -> list[str]:
    return [INKS[number % len(INKS)] for number in range(len(PATTERNS))]


TITLES = (
    "AIR",
    "Culture across borders and in the courtyard",
    "Kulturwirtschaftsförderung und Nachbarschaft",
    "Як розмовляти, коли сусіди не погоджуються",
    "A very long title that an editor in a hurry has pasted from a letter, with its date and place",
)
WORDS = (
    ("Ruska 46", "A courtyard lit by neon signs."),
    ("Zażółć gęślą jaźń", "All nine Polish letters at once, in a sentence of a usual length."),
    ("Ґрунт, єдність, їжа, ірис", "Літери, яких не має жодна інша абетка."),
    ("Größenwahn in der Straßenbahn", "Ein Satz, der zeigt, wie lange Wörter sich benehmen."),
    (
        "A meeting of everybody who has ever wanted to know how a festival is made, and of those "
        "who know",
        "A summary as long as the field allows makes three lines here and nobody the worse for it; "
        "it goes on for quite a while, mentions a date, a place and three names, and then it ends.",
    ),
)
SAMPLE_TEXT = (
    "<p>Running text is set in <b>Literata</b>, with <a href='#content'>links</a> that can be seen "
    "without colour, <i>stress where it is due</i>, and lines of about seventy signs.</p>"
    "<ul><li>A list has its own marks.</li><li>Its second line stands under the first, however "
    "long the item becomes, as this one shows on a narrow screen.</li></ul>"
    "<ol><li>First</li><li>Second</li></ol>"
)


def card(title: str, summary: str) -> dict[str, Any]:
    """A card of no page."""
    return {
        "key": title,
        "type": "sample",
        "content_language": get_language(),
        "title": title,
        "summary": summary,
        "url": "#content",
        "image": None,
        "kind": {"value": "sample", "label": "sample"},
        "since": 2018,
        "until": None,
        "topics": [term("Networking")],
    }


def term(name: str) -> dict[str, Any]:
    """A term of no taxonomy."""
    return {"key": name, "slug": "sample", "name": name, "content_language": ""}
