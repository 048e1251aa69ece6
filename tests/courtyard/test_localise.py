"""From objects in any language to the objects of one language."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Locale

from courtyard.localisation.localise import localise
from courtyard.models import Topic
from tests.trees import Tree, topic


def test_objects_come_in_the_language_asked_for(tree: Tree) -> None:
    assert [one.name for one in localise([topic(tree)], tree.en)] == ["networking in English"]


def test_an_object_without_that_language_comes_in_the_one_that_stands_in_for_it(tree: Tree) -> None:
    uk = Locale.objects.create(language_code="uk")
    term = topic(tree)
    names = [one.name for one in localise([term], uk, tree.en, tree.pl)]
    assert names == ["networking in English"]


def test_an_object_that_has_none_of_the_languages_comes_in_the_one_it_has(tree: Tree) -> None:
    term = Topic.objects.create(name="tylko po polsku", slug="only", locale=tree.pl)
    assert [one.name for one in localise([term], tree.en)] == ["tylko po polsku"]


def test_each_thing_comes_once_in_the_order_given(tree: Tree) -> None:
    terms = [topic(tree, slug) for slug in ("b", "a")]
    found = localise([*terms, *localise(terms, tree.en)], tree.pl)
    assert [one.slug for one in found] == ["b", "a"]


def test_nothing_gives_nothing(tree: Tree) -> None:
    assert localise([], tree.pl) == []


@pytest.mark.parametrize("count", [2, 20])
def test_one_query_however_many(tree: Tree, django_assert_num_queries: Any, count: int) -> None:
    terms = [topic(tree, f"topic-{number}") for number in range(count)]
    with django_assert_num_queries(1):
        assert len(localise(terms, tree.en)) == count
