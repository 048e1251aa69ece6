"""What becomes of translations, copies and terms when what they were made from is deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page

from courtyard.localisation import freshness
from courtyard.localisation.originals import make_original
from courtyard.models import Topic, TopicLink
from courtyard.publications.gate import NotPublishable
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, add_language, in_language, translated_by_hand

API = "/api/content/v1/pages/by-path"


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def uk(tree: Tree) -> Any:
    uk = add_language(tree, "uk")
    in_language(tree.home, uk, title="Головна", slug="uk")
    return uk


@pytest.fixture
def polish(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


@pytest.fixture
def english(tree: Tree, polish: Any) -> Any:
    return tree.in_english(polish, title="About us", slug="about")


def present(page: Any) -> Any:
    return ContentPage.objects.get(pk=page.pk)


def states(client: Client, path: str) -> dict[str, str]:
    found = client.get(API, {"path": path}).json()["translations"]
    return {one["locale"]: one["state"] for one in found}


def by_code(page: Any, admin: Client) -> None:
    page = present(page)
    page.summary = "New words."
    page.save_revision().publish()


def by_form(page: Any, admin: Client) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = {
        "title": page.title,
        "slug": page.slug,
        "summary": "New words.",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    form = admin.get(address).context["form"]
    for name in form.formsets:
        data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    assert admin.post(address, data).status_code == 302
    assert present(page).summary == "New words."


@pytest.mark.parametrize("write", [by_code, by_form])
def test_what_is_written_meanwhile_stays_as_old_as_it_was(
    client: Client,
    admin_client: Client,
    polish: Any,
    english: Any,
    uk: Any,
    write: Callable[[Any, Client], None],
) -> None:
    polish = present(polish)
    polish.title = "Kim jesteśmy"
    polish.save_revision().publish()
    ukrainian = in_language(polish, uk, title="Хто ми", slug="khto-my")
    third = {"pl": "original", "en": "outdated", "uk": "current"}
    assert states(client, "/uk/khto-my/") == third
    polish.delete()
    admin_client.defaults["HTTP_HOST"] = "localhost"
    write(english, admin_client)
    make_original(page=Page.objects.get(pk=ukrainian.pk))
    assert states(client, "/uk/khto-my/") == {"pl": "missing", "en": "outdated", "uk": "original"}


def test_what_said_the_same_says_the_same_of_the_next_original(
    client: Client, polish: Any, english: Any, uk: Any, admin_client: Client
) -> None:
    ukrainian = in_language(polish, uk, title="Про нас", slug="pro-nas")
    present(polish).delete()
    by_code(english, admin_client)
    make_original(page=Page.objects.get(pk=ukrainian.pk))
    assert states(client, "/uk/pro-nas/")["en"] == "current"


def test_a_copy_is_refused_until_its_editor_has_written_it(
    client: Client, admin_client: Client, tree: Tree, polish: Any
) -> None:
    copy = polish.copy_for_translation(tree.en)
    present(polish).delete()
    with pytest.raises(NotPublishable):
        present(copy).save_revision().publish()
    admin_client.defaults["HTTP_HOST"] = "localhost"
    by_form(copy, admin_client)
    make_original(page=Page.objects.get(pk=copy.pk))
    assert client.get(copy.get_url()).status_code == 200


# Scaffolding


def made_for_a_deleted_translation(polish: Any, english: Any, uk: Any) -> Any:
    scaffolding = english.copy_for_translation(uk, alias=True)
    present(english).delete()
    return scaffolding


def made_for_a_deleted_original(polish: Any, english: Any, uk: Any) -> Any:
    scaffolding = polish.copy_for_translation(uk, alias=True)
    present(polish).delete()
    make_original(page=Page.objects.get(pk=english.pk))
    return scaffolding


def converted_without_an_original(polish: Any, english: Any, uk: Any) -> Any:
    scaffolding = english.copy_for_translation(uk, alias=True)
    present(polish).delete()
    convert(scaffolding)
    make_original(page=Page.objects.get(pk=english.pk))
    return scaffolding


def copied_without_an_original(polish: Any, english: Any, uk: Any) -> Any:
    present(polish).delete()
    copy = present(english).copy_for_translation(uk)
    make_original(page=Page.objects.get(pk=english.pk))
    return copy


def convert(alias: Any) -> None:
    ConvertAliasPageAction(Page.objects.get(pk=alias.pk)).execute(skip_permission_checks=True)


@pytest.mark.parametrize(
    "left",
    [
        made_for_a_deleted_translation,
        made_for_a_deleted_original,
        converted_without_an_original,
        copied_without_an_original,
    ],
)
def test_what_holds_words_of_another_language_waits_to_be_translated(
    client: Client, polish: Any, english: Any, uk: Any, left: Callable[[Any, Any, Any], Any]
) -> None:
    page = present(left(polish, english, uk))
    assert (page.live, page.alias_of_id) == (False, None)
    with pytest.raises(NotPublishable):
        page.save_revision().publish()
    page = present(page)
    draft = page.get_latest_revision_as_object()
    translated_by_hand(draft)
    draft.title = "Про нас"
    draft.save_revision().publish()
    assert states(client, draft.get_url())["uk"] == "current"


def test_an_alias_of_what_is_deleted_is_no_translation(tree: Tree, polish: Any) -> None:
    alias = polish.create_alias(update_slug="alias")
    present(polish).delete()
    present(alias).save_revision().publish()
    assert present(alias).basis is None


# Terms


@pytest.fixture
def page(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O sieciach", slug="o-sieciach")


def topics(client: Client, page: Any) -> list[tuple[str, str]]:
    """The topics of a page as readers get them, the same in all that is answered."""
    answered = client.get(API, {"path": page.get_url()}).json()["topics"]
    for address in ("/api/v2/pages/{}/?fields=topic_links", "/api/v3-preview/pages/{}/"):
        links = client.get(address.format(page.pk)).json()["topic_links"]
        assert [link["topic"]["name"] for link in links] == [one["name"] for one in answered]
    return [(one["name"], one["content_language"]) for one in answered]


def test_the_last_word_of_a_term_is_the_word_that_readers_get(
    client: Client, tree: Tree, page: Any
) -> None:
    networks = Topic.objects.create(name="Sieci", slug="networks", locale=tree.pl)
    networks.copy_for_translation(tree.en).save()
    networks.delete()
    page.topic_links = [TopicLink(topic=Topic.objects.get())]
    page.save_revision().publish()
    assert topics(client, page) == [("Sieci", "en")]


def test_a_term_goes_on_waiting_while_another_language_has_a_word(
    client: Client, tree: Tree, uk: Any, page: Any
) -> None:
    networks = Topic.objects.create(name="Sieci", slug="networks", locale=tree.pl)
    networks.copy_for_translation(tree.en).save()
    ukrainian = networks.copy_for_translation(uk)
    ukrainian.name = "Мережі"
    ukrainian.save()
    networks.delete()
    page.topic_links = [TopicLink(topic=Topic.objects.get(locale=tree.en))]
    page.save_revision().publish()
    assert topics(client, page) == [("Мережі", "uk")]


def test_whatever_is_missing_counts_as_said_once_an_editor_writes_without_an_original() -> None:
    basis = freshness.Basis(words="w", texts=3, translated=1, machine=1, anyway=True)
    assert freshness.whole(basis) == {**basis, "translated": 3}
    assert freshness.whole(None) is None
