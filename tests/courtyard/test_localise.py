"""From translation keys to the objects of one language."""

from __future__ import annotations

from typing import Any

import pytest

from courtyard.localisation.localise import localise
from courtyard.models import Topic
from tests.trees import Tree, topic


def test_objects_come_in_the_language_asked_for(tree: Tree) -> None:
    term = topic(tree)
    found = localise(Topic, [str(term.translation_key)], tree.en)
    assert [one.name for one in found.values()] == ["networking in English"]


def test_an_object_without_that_language_comes_in_the_one_it_has(tree: Tree) -> None:
    term = Topic.objects.create(name="tylko po polsku", slug="only", locale=tree.pl)
    found = localise(Topic, [str(term.translation_key)], tree.en)
    assert [one.name for one in found.values()] == ["tylko po polsku"]


def test_a_key_that_names_nothing_is_left_out(tree: Tree) -> None:
    assert localise(Topic, ["00000000-0000-0000-0000-000000000000"], tree.pl) == {}


@pytest.mark.parametrize("count", [2, 20])
def test_one_query_however_many(tree: Tree, django_assert_num_queries: Any, count: int) -> None:
    keys = [str(topic(tree, f"topic-{number}").translation_key) for number in range(count)]
    with django_assert_num_queries(1):
        assert len(localise(Topic, keys, tree.en)) == count
