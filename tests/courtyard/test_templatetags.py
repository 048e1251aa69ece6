"""What templates say in each language."""

from __future__ import annotations

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
