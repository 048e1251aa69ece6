"""What templates say in each language."""

from __future__ import annotations

from typing import Any

import pytest
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
