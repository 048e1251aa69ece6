"""Rich text for the public."""

from __future__ import annotations

from typing import Any

import pytest

from courtyard.publications.reading import Reader
from courtyard.publications.references import resolve
from courtyard.publications.schema import LinkedHtml, as_json
from courtyard.text.richtext import published_html
from tests.trees import ContentFactory, Tree


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


def read(tree: Tree, built: LinkedHtml | str, locale: Any) -> Any:
    document = built if isinstance(built, str) else as_json(built)
    return resolve([{"html": document}], Reader(locale, tree.site))[0]["html"]


def test_text_without_links_is_kept(tree: Tree) -> None:
    assert published_html("<p>Ala <b>ma</b> kota</p>") == "<p>Ala <b>ma</b> kota</p>"


def test_a_link_to_a_page_leads_to_the_page_in_the_language_of_the_text(
    tree: Tree, about: Any
) -> None:
    tree.in_english(about, title="About us", slug="about")
    built = published_html(f'<p><a linktype="page" id="{about.pk}">my</a></p>')
    assert read(tree, built, tree.pl) == '<p><a href="/pl/o-nas/">my</a></p>'
    assert read(tree, built, tree.en) == '<p><a href="/en/about/">my</a></p>'


def test_a_link_to_a_page_that_is_not_public_leaves_its_words(tree: Tree, about: Any) -> None:
    built = published_html(f'<p><a linktype="page" id="{about.pk}">my</a></p>')
    about.unpublish()
    assert read(tree, built, tree.pl) == "<p>my</p>"


def test_the_key_of_a_link_is_the_same_from_either_twin(tree: Tree, about: Any) -> None:
    english = tree.in_english(about, title="About us", slug="about")
    from_polish = published_html(f'<a linktype="page" id="{about.pk}">x</a>')
    from_english = published_html(f'<a linktype="page" id="{english.pk}">x</a>')
    assert from_polish == from_english


def test_an_external_link_is_kept(tree: Tree) -> None:
    html = '<p><a href="https://example.org/?a=1&amp;b=2">strona</a></p>'
    assert published_html(html) == html
