"""A term that nobody has translated yet waits: readers get its word in another language, marked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.editing.tags import names_of
from courtyard.models import Tag, TagLink, Topic, TopicLink
from tests.trees import NewsFactory, NewsIndexFactory, Tree

API = "/api/content/v1/pages/by-path"


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def editor(admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


@pytest.fixture
def sieci(tree: Tree) -> Any:
    return Topic.objects.create(name="Sieci", slug="networks", locale=tree.pl)


@pytest.fixture
def news(tree: Tree, sieci: Any) -> Any:
    """The address of a page in English that is about the topic."""
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="news")
    tree.in_english(index, title="News", slug="news")
    item = NewsFactory(parent=index, title="Spotkanie", slug="meeting")
    item.topic_links = [TopicLink(topic=sieci)]
    item.save_revision().publish()
    return tree.in_english(item, title="A meeting", slug="meeting")


@pytest.fixture
def translation(tree: Tree, sieci: Any) -> Translation:
    """The topic, given to the translators and not translated yet."""
    source, _ = TranslationSource.update_or_create_from_instance(sieci)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target()
    return translation


def translate(translation: Translation, word: str) -> None:
    segment = translation.source.stringsegment_set.get(context__path="name")
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        defaults={"data": word},
    )


def rename(sieci: Any, translation: Translation, word: str) -> None:
    sieci.name = word
    sieci.save()
    translation.source.update_from_db()


def word(client: Client, news: Any) -> tuple[str, str]:
    """The topic of the page as readers get it, and its language."""
    [topic] = client.get(API, {"path": news.get_url()}).json()["topics"]
    v2 = client.get(f"/api/v2/pages/{news.pk}/?fields=topic_links").json()
    v3 = client.get(f"/api/v3-preview/pages/{news.pk}/").json()
    for answer in (v2, v3):
        assert answer["topic_links"][0]["topic"]["name"] == topic["name"]
    html = client.get(news.get_url()).content.decode()
    shown = f'<span lang="{topic["content_language"]}">{topic["name"]}</span>'
    assert (shown in html) == (topic["content_language"] != "en")
    assert topic["name"] in html
    return topic["name"], topic["content_language"]


def test_until_it_is_translated_readers_get_the_original_s_word(
    client: Client, sieci: Any, news: Any, translation: Translation
) -> None:
    assert word(client, news) == ("Sieci", "pl")
    translation.save_target()
    assert word(client, news) == ("Sieci", "pl")
    translate(translation, "Networks")
    translation.save_target()
    assert word(client, news) == ("Networks", "en")


def test_its_last_word_stays_until_the_new_one_is_translated(
    client: Client, sieci: Any, news: Any, translation: Translation
) -> None:
    translate(translation, "Networks")
    translation.save_target()
    rename(sieci, translation, "Sieci i związki")
    translation.save_target()
    assert word(client, news) == ("Networks", "en")
    translate(translation, "Networks and ties")
    translation.save_target()
    assert word(client, news) == ("Networks and ties", "en")


def test_a_word_may_be_the_same_in_both_languages(
    client: Client, news: Any, translation: Translation
) -> None:
    translate(translation, "Sieci")
    translation.save_target()
    assert word(client, news) == ("Sieci", "en")


def test_the_translation_editor_says_what_is_missing(
    editor: Client, client: Client, news: Any, translation: Translation
) -> None:
    address = reverse(
        "wagtailsnippets_courtyard_topic:edit", args=[translation.get_target_instance().pk]
    )
    told = editor.post(address, {"action": "publish"}, follow=True).content.decode()
    assert "„Sieci” nie zostało opublikowane" in told
    assert word(client, news) == ("Sieci", "pl")
    translate(translation, "Networks")
    editor.post(address, {"action": "publish"})
    assert word(client, news) == ("Networks", "en")


def test_a_copy_made_to_be_translated_waits_for_its_word(
    client: Client, tree: Tree, sieci: Any, news: Any
) -> None:
    copy = sieci.copy_for_translation(tree.en)
    copy.save()
    assert word(client, news) == ("Sieci", "pl")
    sieci.name = "Sieci i związki"
    sieci.save()
    copy.save()
    assert word(client, news) == ("Sieci i związki", "pl")
    copy.name = "Networks"
    copy.save()
    assert word(client, news) == ("Networks", "en")


def test_whoever_saves_its_form_has_given_it_its_word(
    client: Client, editor: Client, tree: Tree, sieci: Any, news: Any
) -> None:
    copy = sieci.copy_for_translation(tree.en)
    copy.save()
    address = reverse("wagtailsnippets_courtyard_topic:edit", args=[copy.pk])
    assert editor.post(address, {"name": "Sieci", "slug": "networks"}).status_code == 302
    assert word(client, news) == ("Sieci", "en")


def test_a_tag_that_waits_is_not_offered_in_its_language(
    editor: Client, tree: Tree, news: Any
) -> None:
    tag = Tag.objects.create(name="Festiwal", slug="festival", locale=tree.pl)
    tag.copy_for_translation(tree.en).save()
    Tag.objects.filter(pk=tag.pk).update(name="Festiwale")
    offered = {
        language: editor.get(reverse("courtyard_tags", args=[language]), {"term": "Fest"}).json()
        for language in ("pl", "en")
    }
    assert offered == {"pl": ["Festiwale"], "en": []}
    news.tag_links = [TagLink(tag=tag)]
    assert names_of(news) == ["Festiwale"]
