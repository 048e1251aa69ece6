"""The last complete translation stays live; what is incomplete waits, or is published by choice."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.editing.translating import publish_anyway
from courtyard.localisation.originals import make_original
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, translate_the_rest


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def editor(admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(
        parent=tree.home, title="O nas", slug="o-nas", summary="Jesteśmy z Wrocławia."
    )


@pytest.fixture
def translation(tree: Tree, about: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """A complete English translation, which is live."""
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate(translation, "O nas", "About us")
    translate(translation, "o-nas", "about")
    translate(translation, "Jesteśmy z Wrocławia.", "We are from Wrocław.")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    return translation


def translate(translation: Translation, text: str, words: str) -> None:
    for segment in translation.source.stringsegment_set.filter(string__data=text):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={"data": words},
        )


def change(about: Any, translation: Translation, **fields: str) -> None:
    """Publish the source with other words, and let the translation know of them."""
    about = ContentPage.objects.get(pk=about.pk)
    for name, value in fields.items():
        setattr(about, name, value)
    about.save_revision().publish()
    translation.source.update_from_db()


def page_of(translation: Translation) -> Any:
    return translation.get_target_instance()


def everything_said(client: Client, translation: Translation) -> dict[str, Any]:
    """What everybody reads of the English page, and what its row holds."""
    page = page_of(translation)
    path = page.get_url()
    api = client.get("/api/content/v1/pages/by-path", {"path": path}).json()
    del api["translations"]  # the source's title among them
    return {
        # Above it readers are told that the original says other words now.
        "html": client.get(path).content.decode().partition("<main")[2],
        "api": api,
        "v2": client.get(f"/api/v2/pages/{page.pk}/").json(),
        "v3": client.get(f"/api/v3-preview/pages/{page.pk}/").json(),
        "row": [page.title, page.slug, page.summary, page.live, page.url_path],
    }


@pytest.mark.parametrize("publish", [False, True])
def test_an_incomplete_translation_changes_nothing_that_is_read(
    client: Client,
    about: Any,
    translation: Any,
    publish: bool,
    django_capture_on_commit_callbacks: Any,
) -> None:
    before = everything_said(client, translation)
    assert before["api"]["summary"] == "We are from Wrocław."
    change(about, translation, title="Kim jesteśmy", summary="Nowe słowa.")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=publish)
    assert everything_said(client, translation) == before
    draft = page_of(translation).get_latest_revision_as_object()
    assert draft.summary == "Nowe słowa."
    translate(translation, "Kim jesteśmy", "Who we are")
    translate(translation, "Nowe słowa.", "New words.")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    answer = everything_said(client, translation)
    assert (answer["api"]["title"], answer["v2"]["summary"]) == ("Who we are", "New words.")


def test_a_translation_that_is_begun_is_not_public(
    client: Client, tree: Tree, about: Any, django_capture_on_commit_callbacks: Any
) -> None:
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate(translation, "O nas", "About us")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    page = page_of(translation)
    assert not page.live
    assert client.get(page.get_url()).status_code == 404
    assert page.get_latest_revision_as_object().title == "About us"


@pytest.mark.django_db(transaction=True)
def test_a_complete_translation_is_published_when_it_is_committed(
    client: Client, tree: Tree, about: Any
) -> None:
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target(publish=False)
    translate_the_rest(translation)
    translation.save_target(publish=True)
    assert everything_said(client, translation)["api"]["title"] == "English O nas"


def test_scaffolding_that_is_being_translated_is_not_public(
    client: Client, tree: Tree, about: Any, django_capture_on_commit_callbacks: Any
) -> None:
    scaffolding = about.copy_for_translation(tree.en, alias=True)
    assert scaffolding.live
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    page = page_of(translation)
    assert (page.pk, page.alias_of_id, page.live) == (scaffolding.pk, None, False)
    assert client.get(page.get_url()).status_code == 404
    translate_the_rest(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert everything_said(client, translation)["api"]["title"] == "English O nas"


def test_an_editor_may_publish_what_is_incomplete(
    client: Client,
    editor: Client,
    about: Any,
    translation: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    change(about, translation, summary="Nowe słowa.")
    address = reverse("wagtailadmin_pages:edit", args=[page_of(translation).pk])
    with django_capture_on_commit_callbacks(execute=True):
        told = editor.post(address, {"action": "publish"}, follow=True).content.decode()
    assert "1 tekst nie jest jeszcze przetłumaczony" in told
    anyway = reverse("courtyard_publish_anyway", args=[translation.pk])
    assert anyway in told
    assert everything_said(client, translation)["api"]["summary"] == "We are from Wrocław."
    assert "1 tekst" in editor.get(anyway).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert editor.post(anyway).status_code == 302
    assert everything_said(client, translation)["api"]["summary"] == "Nowe słowa."
    translate(translation, "Nowe słowa.", "New words.")
    assert editor.get(anyway)["Location"] == address


def test_who_may_not_publish_may_not_choose_to(
    client: Client, translation: Any, django_user_model: Any
) -> None:
    anyway = reverse("courtyard_publish_anyway", args=[translation.pk])
    assert client.post(anyway).status_code == 302  # to the login
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    response = client.post(anyway)
    assert response.status_code == 302
    assert response["Location"].startswith("/")


def test_no_random_edit_brings_words_of_the_source_onto_a_live_translation(
    client: Client, about: Any, translation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    dice = random.Random(4)
    texts = {"title": "O nas", "summary": "Jesteśmy z Wrocławia."}
    for number in range(40):
        match dice.choice(["edit", "translate", "save", "publish"]):
            case "edit":
                name = dice.choice(["title", "summary"])
                texts[name] = f"Polskie {name} {number}"
                change(about, translation, **{name: texts[name]})
            case "translate":
                text = dice.choice([*texts.values()])
                translate(translation, text, text.replace("Polskie", "English"))
            case what:
                with django_capture_on_commit_callbacks(execute=True):
                    translation.save_target(publish=what == "publish")
        said = everything_said(client, translation)
        assert "Polskie" not in str([said["api"], said["v2"], said["v3"], said["row"]])
        assert "Polskie" not in said["html"].split("</main>")[0]
    assert "English" in str(said["row"])


def test_publishing_anyway_is_one_choice_and_no_setting(
    client: Client, about: Any, translation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    change(about, translation, summary="Nowe słowa.")
    with django_capture_on_commit_callbacks(execute=True):
        publish_anyway(translation, user=None)
    change(about, translation, summary="Jeszcze nowsze słowa.")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert everything_said(client, translation)["api"]["summary"] == "Nowe słowa."


def test_publishing_many_pages_leaves_out_what_is_incomplete(
    editor: Client, tree: Tree, about: Any
) -> None:
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target(publish=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    editor.post(f"{address}?id={tree.home_en.pk}", {"include_descendants": "on"})
    told = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert not page_of(translation).live
    assert "3 teksty nie są jeszcze przetłumaczone" in told


def test_a_translation_keeps_its_own_privacy(
    client: Client, about: Any, translation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    page = page_of(translation)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    change(about, translation, summary="Nowe słowa.")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert client.get(page.get_url()).status_code == 302


def test_an_original_does_not_become_an_alias(editor: Client, about: Any, translation: Any) -> None:
    page = page_of(translation)
    make_original(page=page)
    address = reverse("wagtail_localize:convert_to_alias", args=[page.pk])
    told = editor.post(address, follow=True).content.decode()
    assert "About us" in told
    assert page_of(translation).alias_of_id is None
    make_original(page=about)
    assert editor.get(address).status_code == 200
