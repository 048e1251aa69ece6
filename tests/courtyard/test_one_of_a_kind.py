"""Pages that list all of a kind: one below each front page, in each language."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.trees import (
    EventIndexFactory,
    NetworkIndexFactory,
    NewsIndexFactory,
    OpenCallIndexFactory,
    PartnerIndexFactory,
    ProgrammeIndexFactory,
    Tree,
)

ONE = [EventIndexFactory, NewsIndexFactory, OpenCallIndexFactory, PartnerIndexFactory]
SEVERAL = [NetworkIndexFactory, ProgrammeIndexFactory]


def offered(client: Client, parent: Any) -> set[str]:
    """The types of pages that an editor may add below a page."""
    answer = client.get(reverse("wagtailadmin_pages:add_subpage", args=[parent.pk]))
    return {name for _label, _app, name, *_rest in answer.context["page_types"]}


def names(factories: list[Any]) -> set[str]:
    return {factory._meta.model._meta.model_name for factory in factories}


@pytest.fixture
def editor(admin_client: Client) -> Client:
    admin_client.defaults["HTTP_HOST"] = "localhost"
    return admin_client


def test_a_second_list_of_everything_is_not_offered(tree: Tree, editor: Client) -> None:
    assert names(ONE + SEVERAL) <= offered(editor, tree.home)
    for factory in ONE + SEVERAL:
        factory(parent=tree.home, title=factory._meta.model.__name__)
    assert names(ONE + SEVERAL) & offered(editor, tree.home) == names(SEVERAL)


@pytest.mark.parametrize("factory", ONE)
def test_it_cannot_be_copied_beside_itself(factory: Any, tree: Tree, editor: Client) -> None:
    page = factory(parent=tree.home, title="Wszystko", slug="wszystko")
    sent = {"new_title": "Jeszcze", "new_slug": "jeszcze", "new_parent_page": str(tree.home.pk)}
    answer = editor.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), sent)
    assert answer.context["form"].errors.keys() == {"new_parent_page"}
    assert page.can_move_to(tree.home)


def test_it_has_a_twin_and_is_copied_with_its_front_page(tree: Tree) -> None:
    page = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    assert tree.in_english(page, title="News").live
    copy = tree.home.copy(recursive=True, update_attrs={"slug": "drugie", "title": "Drugie"})
    assert [one.title for one in copy.get_children()] == ["Aktualności"]
