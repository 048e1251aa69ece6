"""A translation that was deleted stays deleted until somebody asks for it; its words are kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page
from wagtail_localize.models import LocaleSynchronization, StringTranslation, Translation
from wagtail_localize.operations import translate_page_subtree

from courtyard.withdrawals import Withdrawal
from tests.trees import Tree

from .hands import said
from .test_matrix import page
from .test_translators_home import rewrite, translated


@pytest.fixture
def section(tree: Tree) -> Any:
    return page(tree, "Dział")


@pytest.fixture
def about(tree: Tree, section: Any) -> Any:
    return page(tree, "O nas", summary="Z Wrocławia.", parent=section)


@pytest.fixture
def deleted(tree: Tree, section: Any, about: Any) -> Any:
    """The page, whose English translation somebody has deleted."""
    translated(section, tree.en)
    DeletePageAction(translated(about, tree.en), user=None).execute(skip_permission_checks=True)
    return about


def in_english(tree: Tree, about: Any) -> Any:
    return Page.objects.filter(translation_key=about.translation_key, locale=tree.en).first()


def submit(client: Client, tree: Tree, one: Any, **more: str) -> Any:
    address = reverse("wagtail_localize:submit_page_translation", args=[one.pk])
    return client.post(address, {"locales": [tree.en.pk], **more}, follow=True)


def test_submitting_its_section_does_not_bring_it_back(
    tree: Tree, section: Any, deleted: Any, admin_client: Client
) -> None:
    other = page(tree, "Nowa", parent=section)
    translate_page_subtree(section.pk, [tree.en], None, None)
    assert in_english(tree, deleted) is None
    assert in_english(tree, other) is not None


def test_it_is_told_that_it_was_left_out(
    tree: Tree, section: Any, deleted: Any, admin_client: Client
) -> None:
    twin = in_english(tree, section)
    DeletePageAction(twin, user=None).execute(skip_permission_checks=True)
    answer = submit(admin_client, tree, section, include_subtree="on")
    assert in_english(tree, section) is not None
    assert in_english(tree, deleted) is None
    assert "O nas" in "".join(str(one) for one in answer.context["messages"])


def test_synchronising_languages_does_not_bring_it_back(tree: Tree, deleted: Any) -> None:
    LocaleSynchronization(locale=tree.en, sync_from=tree.pl).sync_trees()
    assert in_english(tree, deleted) is None


def test_whoever_asks_for_it_gets_its_words_again(
    tree: Tree, deleted: Any, admin_client: Client
) -> None:
    rewrite(deleted, title="O nas wszystkich")
    submit(admin_client, tree, deleted)
    twin = in_english(tree, deleted)
    assert (twin.live, twin.alias_of_id) == (False, None)
    translation = Translation.objects.get(source__object_id=deleted.translation_key)
    assert said(translation)["Z Wrocławia."] == "English Z Wrocławia."
    assert said(translation)["O nas wszystkich"] == ""
    assert not Withdrawal.objects.exists()


def test_so_does_the_matrix(tree: Tree, deleted: Any, admin_client: Client) -> None:
    form = {"action": "submit", "language": "en", "page": [deleted.pk]}
    admin_client.post(reverse("courtyard_translations_do"), form)
    assert in_english(tree, deleted) is not None


def test_with_the_last_page_all_of_it_goes(tree: Tree, deleted: Any) -> None:
    key = deleted.translation_key
    DeletePageAction(deleted, user=None).execute(skip_permission_checks=True)
    assert not Withdrawal.objects.exists()
    assert not StringTranslation.objects.filter(context__object=key).exists()


def test_an_original_that_is_deleted_leaves_nothing_behind_that_stops_its_return(
    tree: Tree, about: Any
) -> None:
    twin = translated(about, tree.en)
    DeletePageAction(about, user=None).execute(skip_permission_checks=True)
    assert not Withdrawal.objects.exists()
    assert not Translation.objects.filter(source__object_id=twin.translation_key).exists()
