"""What templates say in each language."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from courtyard.templatetags import courtyard as tags


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", "1 maja 2026"),
        ("en", "1 May 2026"),
        ("uk", "1 травня 2026 р."),
        ("de", "1. Mai 2026"),
    ],
)
def test_dates_are_written_as_the_language_does(language: str, expected: str) -> None:
    with translation.override(language):
        assert (
            tags.long_date("2026-05-01").replace("\u202f", " ").replace("\u00a0", " ") == expected
        )


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("pl", "Sieci i miejsca", "Sieci i\u00a0miejsca"),
        ("pl", "W stronę miasta", "W\u00a0stronę miasta"),
        ("uk", "Мережі і місця", "Мережі і\u00a0місця"),
        ("en", "A place to meet", "A place to meet"),
    ],
)
def test_short_words_do_not_stand_at_the_end_of_a_line(
    language: str, text: str, expected: str
) -> None:
    with translation.override(language):
        assert tags.nbsp(text) == expected


@given(st.text(max_size=80))
def test_only_spaces_are_changed(text: str) -> None:
    with translation.override("pl"):
        assert str(tags.nbsp(text)).replace("\u00a0", " ") == text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "since", "until", "expected"),
    [
        ("pl", 2012, 2016, "2012–2016"),
        ("pl", 2012, None, "od 2012"),
        ("uk", None, 2016, "до 2016 року"),
        ("en", None, None, ""),
    ],
)
def test_a_period_may_lack_its_beginning_or_its_end(
    language: str, since: int | None, until: int | None, expected: str
) -> None:
    with translation.override(language):
        assert tags.years(since, until) == expected


def rendered(source: str, **values: Any) -> str:
    return Template("{% load courtyard %}" + source).render(Context(values))


def test_a_fact_is_a_line_only_where_there_is_one() -> None:
    assert rendered('{% fact "For <b>whom</b>" value %}', value="A & B") == (
        '<div class="facts__row"><dt>For <b>whom</b></dt><dd>A &amp; B</dd></div>'
    )
    assert rendered('{% fact "Founded" value %}', value=None) == ""


def test_a_link_of_a_menu_says_where_it_leads_and_whether_one_is_there() -> None:
    page = {"key": "me", "breadcrumb": [{"key": "front"}, {"key": "section"}]}
    said = [
        rendered(
            "{% leads_to label above=above %}",
            label={"key": key, "url": "/?a&b", "content_language": code},
            above=above,
            language="pl",
            page=page,
        )
        for key, above, code in (
            ("me", False, "pl"),
            ("section", True, "en"),
            ("section", False, "pl"),
            ("front", True, "pl"),
        )
    ]
    assert said == [
        'href="/?a&amp;b" aria-current="page"',
        'href="/?a&amp;b" lang="en" aria-current="true"',
        'href="/?a&amp;b"',
        'href="/?a&amp;b"',
    ]
    alone = rendered("{% leads_to label %}", label={"key": "", "url": "/"}, language="pl")
    assert alone == 'href="/"'


def test_a_picture_says_its_sizes_and_its_focus() -> None:
    image = {
        "focal_point": {"x": 0.52, "y": 1},
        "sources": [
            {"url": "/a.webp", "width": 480, "height": 300},
            {"url": "/b.webp", "width": 960, "height": 600},
        ],
    }
    assert rendered("{% picture_attributes image %}", image=image) == (
        'class="picture focus-x-5 focus-y-10" src="/b.webp" srcset="/a.webp 480w, /b.webp 960w"'
        ' width="960" height="600"'
    )
    centred = rendered("{% picture_attributes image %}", image={**image, "focal_point": None})
    assert centred.startswith('class="picture" ')


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ({"name": "a & b", "content_language": "pl"}, "a &amp; b"),
        ({"name": "a & b", "content_language": "en"}, '<span lang="en">a &amp; b</span>'),
    ],
)
def test_a_term_says_in_which_other_language_its_name_is(
    term: dict[str, str], expected: str
) -> None:
    assert tags.named(term, "pl") == expected
    assert tags.named([term, term], "pl") == f"{expected}, {expected}"


def test_what_is_kept_is_rendered_once() -> None:
    numbers = iter("12")
    source = "{% kept as x %}<{{ call }}>{% endkept %}{{ x }}{{ x }}"
    assert rendered(source, call=lambda: next(numbers)) == "<1><1>"


@pytest.mark.parametrize(
    ("language", "card", "expected"),
    [
        ("pl", {"date": "2026-05-01"}, ("1", "maja 2026", "")),
        ("de", {"date": "2026-05-01"}, ("1.", "Mai 2026", "")),
        ("ja", {"date": "2026-05-01"}, ("", "2026年5月1日", "")),
        (
            "pl",
            {"deadline": "2026-05-01T22:30:00Z", "time_zone": "Europe/Warsaw"},
            ("2", "maja 2026", "00:30 CEST"),
        ),
        (
            "en",
            {
                "starts": "2026-05-01T10:00:00Z",
                "next": {"starts": "2026-06-01T10:00:00Z"},
                "time_zone": "Europe/Warsaw",
            },
            ("1", "June 2026", "12:00 CEST"),
        ),
        (
            "pl",
            {"starts": "2026-05-01T10:00:00Z", "time_zone": "Europe/Warsaw", "all_day": True},
            ("1", "maja 2026", ""),
        ),
        ("pl", {"starts": "2026-05-01", "ends": "2026-05-03"}, ("", "1–3 maja 2026", "")),
        ("pl", {"title": "kiedyś"}, ("", "", "")),
    ],
)
def test_what_has_a_date_is_set_like_a_timetable(
    language: str, card: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    with translation.override(language):
        when = tags.timetable(card)
    shown = (when[name].replace("\u00a0", " ") for name in ("day", "rest", "time"))
    assert tuple(shown) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("AIR Wro", "fit fit-6 fit--short"),
        ("Przygotowujemy nabór", "fit fit-14"),
        ("EU-Japan Fest w\u00a0Krakowie 2026", "fit fit-8"),
        ("x" * 60, "fit fit-24 fit--long"),
        ("", "fit fit-6 fit--short"),
    ],
)
def test_a_title_knows_its_longest_word(title: str, expected: str) -> None:
    assert tags.fit(title) == expected
