"""Nobody writes or publishes a translation that they may not write or publish by other means."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from tests.access.sample import grant, translators
from tests.trees import ContentFactory, Tree, translate_the_rest


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


@pytest.fixture
def translation(tree: Tree, about: Any) -> Any:
    """A translation of which there is a draft."""
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    translation.save_target(publish=False)
    return translation


@pytest.fixture
def translator(tree: Tree, about: Any) -> Client:
    """Somebody who may translate, and edit the Polish page only."""
    someone = User.objects.create_user("translator")
    group = translators("Translators", [about])
    # A migration makes it, which a test in real transactions takes away.
    kind, _ = ContentType.objects.get_or_create(app_label="wagtail_localize", model="translation")
    group.permissions.add(
        Permission.objects.get_or_create(content_type=kind, codename="submit_translation")[0]
    )
    someone.groups.add(group)
    client = Client(HTTP_HOST="localhost")
    client.force_login(someone)
    return client


def may(what: str, page: Any) -> None:
    grant(User.objects.get(username="translator").groups.get(), [what], [page])


def submit(client: Client, page: Any, tree: Tree, **fields: str) -> Any:
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return client.post(address, {"locales": [tree.en.pk], **fields})


def test_nobody_makes_pages_where_they_may_write_none(
    translator: Client, tree: Tree, about: Any
) -> None:
    assert submit(translator, about, tree)["Location"] == reverse("wagtailadmin_home")
    assert not about.has_translation(tree.en)
    may("change_page", tree.home_en)
    assert submit(translator, about, tree).status_code == 302
    assert about.has_translation(tree.en)


def test_nobody_translates_below_what_they_may_write(
    translator: Client, tree: Tree, about: Any
) -> None:
    below = ContentFactory(parent=about, title="Zespół", slug="zespol")
    scaffolding = about.copy_for_translation(tree.en, alias=True)
    elsewhere = ContentFactory(parent=tree.home_en, title="Apart", slug="apart")
    below.copy_for_translation(tree.en).move(elsewhere, "last-child")
    may("change_page", scaffolding)
    response = submit(translator, about, tree, include_subtree="on")
    assert response["Location"] == reverse("wagtailadmin_home")
    assert not Translation.objects.exists()
    assert submit(translator, about, tree)["Location"] == reverse(
        "wagtailadmin_pages:edit", args=[scaffolding.pk]
    )


def test_nobody_publishes_translations_that_they_may_not_publish(
    translator: Client,
    tree: Tree,
    about: Any,
    translation: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    address = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    twin = translation.get_target_instance()
    may("change_page", tree.home_en)

    def publish() -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return translator.post(address, {"publish_translations": "on"})

    assert publish()["Location"] == reverse("wagtailadmin_home")
    twin.refresh_from_db()
    assert not twin.live
    assert translator.post(address, {})["Location"] != reverse("wagtailadmin_home")
    may("publish_page", tree.home_en)
    assert publish()["Location"] != reverse("wagtailadmin_home")
    twin.refresh_from_db()
    assert twin.live
