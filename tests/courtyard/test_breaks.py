"""Lines do not break after words of one letter, nor before dashes and units."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from courtyard.text.breaks import bind, bind_html
from tests.trees import ContentFactory, Tree, settle

ROOT = Path(__file__).parents[2]
NBSP = "\u00a0"
HEADING = re.compile(r"<h([1-6])\b.*?</h\1>", re.DOTALL)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("pl", "O czym i z kim w Łodzi", "O~czym i~z~kim w~Łodzi"),
        ("pl", "a i w domu", "a~i~w~domu"),
        (
            "pl",
            "Dom (w budowie) „O nas” «i wy» [z nami]",
            "Dom (w~budowie) „O~nas” «i~wy» [z~nami]",
        ),
        ("pl", "A kto? I ty! U siebie", "A~kto? I~ty! U~siebie"),
        ("pl", "Plan B na jutro", "Plan B na jutro"),
        ("pl", "koniec i", "koniec i"),
        ("pl", "koniec i ", "koniec i "),
        ("pl", "raz – dwa — trzy", "raz~– dwa~— trzy"),
        ("pl", "od 5 km do 100 zł w 2026 r. i 3 minuty", "od 5~km do 100~zł w~2026~r. i~3 minuty"),
        ("uk", "Я і ти в Києві з 2012 р.", "Я~і~ти в~Києві з~2012~р."),
        ("uk", "Хто й де — у Львові", "Хто й~де~— у~Львові"),
        ("de", "A und o in 5 Uhr – ja", "A und o in 5~Uhr~– ja"),
        ("en", "I saw a cat", "I saw a cat"),
    ],
)
def test_a_line_does_not_break_there(language: str, text: str, expected: str) -> None:
    assert bind(text, language) == expected.replace("~", NBSP)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>W domu i <b>w pracy</b></p>", "<p>W~domu i~<b>w~pracy</b></p>"),
        ("<p><b>w</b> domu</p>", "<p><b>w</b>~domu</p>"),
        ("<p>raz <i>– dwa</i></p>", "<p>raz~<i>– dwa</i></p>"),
        ("<p>lista i </p><p>dalej</p>", "<p>lista i </p><p>dalej</p>"),
        (
            '<a title="w domu – i" href="/a i b/">o nas</a>',
            '<a title="w domu – i" href="/a i b/">o~nas</a>',
        ),
        ("<img alt='a > w domu'>w domu", "<img alt='a > w domu'>w~domu"),
        ("<p>R&amp;B i jazz &lt; w domu</p>", "<p>R&amp;B i~jazz &lt; w~domu</p>"),
        ("<p>a&nbsp;i w domu</p>", "<p>a&nbsp;i w~domu</p>"),
    ],
)
def test_tags_and_entities_stay_as_they_are(html: str, expected: str) -> None:
    assert bind_html(html, "pl") == expected.replace("~", NBSP)


@given(
    st.lists(
        st.sampled_from(["<b>", "</b>", '<a title="w a – b" href="/i w/">', "</a>", "<p>", "</p>"])
        | st.sampled_from(["w ", "i", " ", "domu", " – ", "&amp;", "5 km", "ż <", "„o "])
    )
)
def test_nothing_but_spaces_changes(parts: list[str]) -> None:
    html = "".join(parts)
    for language in ("pl", "uk", "en"):
        assert bind_html(html, language).replace(NBSP, " ") == html
        assert bind(html, language).replace(NBSP, " ") == html


def test_plain_text_is_no_html() -> None:
    with translation.override("pl"):
        shown = Template("{% load courtyard %}{{ text|nbsp }}").render(
            Context({"text": "<b>w domu</b> i 1 < 2"})
        )
    assert shown == f"&lt;b&gt;w domu&lt;/b&gt; i{NBSP}1 &lt; 2"


def public_templates() -> list[Path]:
    """All templates that make pages for the public; mails have no headings.

    The style guide is for developers, and says some titles as they are.
    """
    folders = ("site/courtyard/templates", "home", "network", "news", "programmes")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.html")]
    return [path for path in found if "admin" not in path.parts and path.name != "style_guide.html"]


def test_every_heading_of_every_template_is_bound() -> None:
    headings = [
        (path.name, found[0])
        for path in public_templates()
        for found in HEADING.finditer(path.read_text(encoding="utf-8"))
    ]
    assert len(headings) > 15
    assert [one for one in headings if "nbsp" not in one[1]] == []


def test_titles_of_windows_and_answers_of_the_api_are_not(tree: Tree, client: Any) -> None:
    title = "O czym i z kim w Łodzi"
    ContentFactory(
        parent=tree.home, title=title, slug="o", summary="W domu", search_description="i w"
    )
    settle()
    html = client.get("/pl/o/", HTTP_HOST="localhost").content.decode()
    assert re.search(f'<h1 class="[^"]*">{bind(title, "pl")}</h1>', html)
    assert bind("W domu", "pl") in html
    head = html.partition("</head>")[0]
    assert title in head
    assert NBSP not in head
    answer = client.get("/api/content/v1/pages/by-path?path=/pl/o/", HTTP_HOST="localhost").json()
    assert (answer["title"], answer["summary"]) == (title, "W domu")
