"""What was changed in a text is told word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtyard.text.differences import as_html, differences, likeness

TEXTS = st.lists(
    st.sampled_from(["Nabór", "trwa", " ", "  ", ",", ".", "\n", "&amp;", "<b>", "</b>", "<", "ó"])
    | st.sampled_from(['<a id="a1">', "</a>", "do", "{name}", "2026"])
).map("".join)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Nabór trwa.", "Nabór trwa.", "Nabór trwa."),
        ("Nabór trwa", "Nabór trwa.", "Nabór trwa<ins>.</ins>"),
        (
            "Nabór trwa do maja.",
            "Nabór trwa do końca czerwca.",
            "Nabór trwa do <del>maja</del><ins>końca czerwca</ins>.",
        ),
        ("Teatr, kino i muzyka", "Kino, teatr i muzyka", "<del>Teatr, kino</del>"),
        (
            'Napisz <a id="a1">do nas</a>',
            "Napisz <b>do nas</b>",
            "Napisz <del>&lt;a id=&quot;a1&quot;&gt;</del><ins>&lt;b&gt;</ins>do nas"
            "<del>&lt;/a&gt;</del><ins>&lt;/b&gt;</ins>",
        ),
        ("", "Nowe", "<ins>Nowe</ins>"),
        ("Stare", "", "<del>Stare</del>"),
    ],
)
def test_words_are_kept_gone_or_new(before: str, after: str, told: str) -> None:
    assert as_html(differences(before, after)).startswith(told)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_in_their_differences(before: str, after: str) -> None:
    parts = differences(before, after)
    assert "".join(words for kind, words in parts if kind != "new") == before
    assert "".join(words for kind, words in parts if kind != "gone") == after
    assert all(words for _kind, words in parts)
    assert not any(one[0] == other[0] for one, other in zip(parts, parts[1:], strict=False))


@given(TEXTS, TEXTS)
def test_likeness_is_found_fast_as_well_as_slowly(before: str, after: str) -> None:
    like = likeness(before, after)
    assert 0 <= like <= 1
    assert likeness(before, before) == 1
    assert likeness(before, after, over=0.6) == (like if like > 0.6 else 0)


def test_one_more_full_stop_is_little_and_another_text_is_all() -> None:
    assert likeness("Nabór trwa do maja", "Nabór trwa do maja.") > 0.9
    assert likeness("Nabór trwa do maja", "Kontakt z biurem") == 0
