"""What is wrong with a translation is said before it is taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from courtyard.localisation.faults import faults_in
from courtyard.localisation.places import place_of
from home.models import ContentPage


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


LINK = 'Napisz <a id="a1">do nas</a> i <b>przyjdź</b>.'


SPAN = 'Witaj, <span id="span1">Києве</span>, i <em>cześć</em>!'


@pytest.mark.parametrize(
    ("words", "translation", "told"),
    [
        (LINK, 'Write <a id="a1">to us</a> and <b>come</b>.', ""),
        (LINK, '<strong>Come</strong>, <a id="a1">write</a>, <b>come</b>.', ""),
        (LINK, 'Write <a id="a1">to us</a> and come.', "<b> is lost"),
        (LINK, 'Write <a id="a1"></a> and <b>come</b>.', 'The link <a id="a1"> is lost'),
        (LINK, 'Write <a id="a1">to us and <b>come</b>.', "<a> is not closed"),
        (LINK, 'Write <a id="a1">to us</a> and come</b>.', "</b> ends nothing"),
        (LINK, 'Write <a id="a1">to <b>us</a></b>.', "</a> ends nothing"),
        (LINK, 'Write <a id="a1"to us.', "not finished"),
        (LINK, "Write to us and come.", 'The link <a id="a1"> is lost'),
        (LINK, 'Write <a id="a1">to</a> <a id="a1">us</a>.', "more than once"),
        (LINK, 'Write <a id="a1">to</a> <a id="a2">us</a>.', "a2"),
        (LINK, 'Write <a id="a1" href="/">to us</a>.', "attributes"),
        (LINK, 'Write <a id="a1">to us</a> <h1>and</h1>.', "<h1>"),
        (SPAN, 'Hello, <span id="span1">Києве</span>, and <i>hi</i>!', ""),
        (SPAN, "Hello, Kyiv, and <i>hi</i>!", '<span id="span1"> is lost'),
        (SPAN, f"{SPAN} {SPAN}", '<span id="span1"> is there more than once'),
        (SPAN, 'Hello, <span id="span2">Києве</span>, and <i>hi</i>!', "span2"),
        (SPAN, 'Hello, <span id="span1">Києве</span>, and <code>hi</code>!', "<i> is lost"),
        (SPAN, 'Hello, <span id="span1">Києве, and <em>hi</em>!', "<span> is not closed"),
        ("Jeden <abbr>CK</abbr>", "One CC", "<abbr> is lost"),
        ("Dzień dobry, {name}!", "Hello!", "{name} is lost"),
        ("%s z %(all)d", "%(all)d of them", "%s is lost"),
        ("100% sukces, 2 &lt; 3", "A 100% success, 2 < 3", ""),
        ("Jeden<br>dwa", "One<br/>two<br>", ""),
        ("Tytuł", "A title that is long", "20 characters"),
        ("R&amp;B", "R&amp;B &amp; <b>jazz</b>", ""),
    ],
)
def test_it_is_said(words: str, translation: str, told: str) -> None:
    found = " ".join(faults_in(words, translation, longest=19 if words == "Tytuł" else None))
    assert told in found
    assert bool(told) == bool(found)


@pytest.mark.parametrize(
    ("path", "names", "longest"),
    [
        ("title", ("Title",), 255),
        ("summary", ("Summary",), 300),
        ("body.text", ("Text",), None),
        ("body.quote.text", ("Text", "Quote", "Text"), None),
        ("body.no_such_block", ("body.no_such_block",), None),
    ],
)
def test_a_place_is_named_as_in_the_form(
    path: str, names: tuple[str, ...], longest: int | None
) -> None:
    place = place_of(ContentPage, path)
    assert place.names == names
    assert place.longest == longest
