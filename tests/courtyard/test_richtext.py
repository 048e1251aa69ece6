"""Rich text for the public."""

from __future__ import annotations

from typing import Any

import pytest

from courtyard.publications.reading import Reader
from courtyard.publications.references import resolve
from courtyard.text.richtext import as_json_html, published_html, with_page_keys
from tests.trees import ContentFactory, Tree


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


def build(source: str) -> Any:
    return with_page_keys(as_json_html(source))


def read(tree: Tree, built: Any, locale: Any) -> Any:
    return resolve([{"html": built}], Reader.at(tree.site, locale.language_code))[0]["html"]


def test_text_without_links_is_kept(tree: Tree) -> None:
    assert read(tree, build("<p>Ala <b>ma</b> kota</p>"), tree.pl) == "<p>Ala <b>ma</b> kota</p>"


def test_a_link_to_a_page_leads_to_the_page_in_the_language_of_the_text(
    tree: Tree, about: Any
) -> None:
    tree.in_english(about, title="About us", slug="about")
    built = build(f'<p><a linktype="page" id="{about.pk}">my</a></p>')
    assert read(tree, built, tree.pl) == '<p><a href="/pl/o-nas/">my</a></p>'
    assert read(tree, built, tree.en) == '<p><a href="/en/about/">my</a></p>'


def test_a_link_to_a_page_that_is_not_public_leaves_its_words(tree: Tree, about: Any) -> None:
    built = build(f'<p><a linktype="page" id="{about.pk}">my</a></p>')
    about.unpublish()
    assert read(tree, built, tree.pl) == "<p>my</p>"


def test_the_key_of_a_link_is_the_same_from_either_twin(tree: Tree, about: Any) -> None:
    english = tree.in_english(about, title="About us", slug="about")
    from_polish = build(f'<a linktype="page" id="{about.pk}">x</a>')
    from_english = build(f'<a linktype="page" id="{english.pk}">x</a>')
    assert from_polish == from_english


def test_an_external_link_is_kept(tree: Tree) -> None:
    html = '<p><a href="https://example.org/?a=1&amp;b=2">strona</a></p>'
    assert linked(published_html(html)) == html


def test_the_links_of_a_document_take_one_query(
    tree: Tree, about: Any, django_assert_num_queries: Any
) -> None:
    link = as_json_html(f'<a linktype="page" id="{about.pk}">x</a>')
    with django_assert_num_queries(1):
        document = with_page_keys({"body": [{"html": link}] * 20})
    assert f"page:{about.translation_key}" in str(document)
    assert "page-id" not in str(document)


def test_a_link_to_a_page_that_is_gone_leaves_its_words(tree: Tree, about: Any) -> None:
    source = f'<p><a linktype="page" id="{about.pk}">my</a></p>'
    about.delete()
    assert read(tree, build(source), tree.pl) == "<p>my</p>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "link",
    [
        '<a linktype="page">a</a>',
        '<a linktype="document" id="x">a</a>',
        f'<a linktype="page" id="{9 * 10**22}">a</a>',
    ],
)
def test_a_link_that_names_nothing_is_none(link: str) -> None:
    assert linked(published_html(link)) == "<a>a</a>"


@pytest.mark.django_db
def test_an_embed_is_left_out() -> None:
    source = '<p>a <embed embedtype="image" id="1" format="left" alt="b"/></p>'
    assert linked(published_html(source)) == "<p>a </p>"


def linked(html: Any) -> str:
    return str(getattr(html, "linked_html", html))
