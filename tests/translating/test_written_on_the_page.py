"""Words that were written on a page, and not in its texts, are in these when it is translated."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.models import APIToken
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import (
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)
from wagtail_localize.models import StringTranslation, Translation, TranslationLog
from wagtail_localize.operations import translate_object

from courtyard.editing.translating import publish_anyway
from courtyard.models import Topic
from tests.trees import Tree

from .hands import RESTART, edit, publish, put, restart, said, say, stop, texts, write_by_hand
from .test_machine import give
from .test_matrix import page
from .test_translators_home import rewrite, translated

BODY = '<p>Nabór trwa do maja.</p><p>Napisz <a href="https://example.org/">do nas</a>.</p>'


@pytest.fixture
def about(tree: Tree) -> Any:
    return page(tree, "O nas", summary="Z Wrocławia.", body=[("text", RichText(BODY))])


@pytest.fixture
def translation(tree: Tree, about: Any) -> Translation:
    """Into English, live and complete."""
    translated(about, tree.en)
    return Translation.objects.get(source__object_id=about.translation_key)


@pytest.fixture
def boss(admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


# Ended, written by hand, and begun again


@pytest.mark.parametrize("live", [True, False])
def test_what_was_written_by_hand_stays_where_it_is_translated_again(
    boss: Client, translation: Translation, live: bool
) -> None:
    stop(boss, translation)
    write_by_hand(translation, live=live, summary="By hand.")
    assert restart(boss, translation).status_code == 302
    translation.refresh_from_db()
    assert translation.enabled
    assert said(translation)["Z Wrocławia."] == "By hand."
    publish(boss, translation)
    assert translation.get_target_instance().summary == "By hand."
    [author] = StringTranslation.objects.filter(data="By hand.").values_list(
        "last_translated_by__username", flat=True
    )
    assert author == "admin"


def test_what_was_saved_before_the_end_is_in_the_form_and_not_lost_either(
    boss: Client, translation: Translation
) -> None:
    put(boss, translation, "O nas", "About")
    stop(boss, translation)
    draft = translation.get_target_instance().get_latest_revision_as_object()
    assert draft.title == "About"
    write_by_hand(translation, live=True, summary="By hand.")
    restart(boss, translation)
    assert (said(translation)["O nas"], said(translation)["Z Wrocławia."]) == ("About", "By hand.")


def test_what_is_corrected_afterwards_is_newer_than_what_was_written_by_hand(
    boss: Client, translation: Translation
) -> None:
    stop(boss, translation)
    write_by_hand(translation, live=True, summary="By hand.")
    restart(boss, translation)
    translation.refresh_from_db()
    put(boss, translation, "Z Wrocławia.", "Corrected.")
    stop(boss, translation)
    restart(boss, translation)
    assert said(translation)["Z Wrocławia."] == "Corrected."


def test_old_words_are_no_translation_of_what_the_original_says_now(
    boss: Client, about: Any, translation: Translation
) -> None:
    stop(boss, translation)
    rewrite(about, summary="Z Krakowa.")
    restart(boss, translation)
    assert said(translation)["Z Krakowa."] == ""
    stop(boss, translation)
    write_by_hand(translation, live=False, summary="By hand.")
    restart(boss, translation)
    text = texts(translation)["Z Krakowa."]
    assert (text.translation, text.is_open) == ("By hand.", True)
    assert text.error


def test_it_is_asked_where_words_have_no_place_in_the_original(
    boss: Client, translation: Translation
) -> None:
    stop(boss, translation)
    twin = translation.get_target_instance().specific
    twin.body = [*twin.body.raw_data, {"type": "quote", "value": {"text": "Only here."}}]
    twin.summary = "By hand."
    twin.save_revision()
    asked = restart(boss, translation)
    assert asked.status_code == 200
    assert "Only here." in asked.content.decode()
    assert "English" not in asked.content.decode().partition("<ul>")[2].partition("</ul>")[0]
    translation.refresh_from_db()
    assert not translation.enabled
    assert restart(boss, translation, **{"courtyard-restart-anyway": "1"}).status_code == 302
    assert said(translation)["Z Wrocławia."] == "By hand."


def form_of(client: Client, translation: Translation, **typed: str) -> Any:
    """The ordinary form of the page, as it is open in a window, with something typed into it."""
    html = client.get(edit(translation)).content.decode()
    data = querydict_from_html(html, form_id="page-edit-form").copy()
    kept = {name: data.getlist(name) for name in data if not name.startswith(("action-", "body-"))}
    words = streamfield([("text", rich_text("<p>Typed in the <b>body</b>.</p>"))])
    body = nested_form_data({"body": words})
    return kept | body | typed


@pytest.mark.parametrize(
    "button", [{}, {"action-publish": "action-publish"}, {RESTART: "1"}], ids=str
)
def test_a_form_that_was_open_while_it_was_begun_again_is_refused_with_what_was_typed(
    boss: Client, translation: Translation, button: dict[str, str]
) -> None:
    stop(boss, translation)
    form = form_of(boss, translation, summary="Typed by hand.\nIn two lines.")
    restart(boss, translation)
    english = {"accept-language": "en"}
    answer = boss.post(edit(translation), form | button, headers=english)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "begun its translation from the original again" in html
    for typed in ("Typed by hand.<br>In two lines.", "Typed in the body."):
        assert typed in html
    by_itself = boss.post(edit(translation), form, headers={"accept": "application/json"})
    assert (by_itself.status_code, by_itself.json()["success"]) == (400, False)
    assert said(translation)["Z Wrocławia."] == "English Z Wrocławia."


def test_what_stands_in_the_form_is_taken_along_where_it_is_begun_again_from_its_menu(
    boss: Client, translation: Translation
) -> None:
    stop(boss, translation)
    form = form_of(boss, translation, summary="Typed and not saved.")
    asked = boss.post(edit(translation), form | {RESTART: "1"})
    if asked.status_code == 200:
        assert "Typed in the body." in asked.content.decode()
        asked = restart(boss, translation, **{"courtyard-restart-anyway": "1"})
    assert asked.status_code == 302
    translation.refresh_from_db()
    assert translation.enabled
    assert said(translation)["Z Wrocławia."] == "Typed and not saved."


def test_nothing_is_begun_again_where_the_form_cannot_be_saved(
    boss: Client, translation: Translation
) -> None:
    stop(boss, translation)
    form = form_of(boss, translation, title="", summary="Typed and not saved.")
    answer = boss.post(edit(translation), form | {RESTART: "1"})
    assert answer.status_code == 200
    assert "Typed and not saved." in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"title"}
    translation.refresh_from_db()
    assert not translation.enabled


def test_nothing_is_saved_where_nothing_was_typed(boss: Client, tree: Tree) -> None:
    short = page(tree, "Krótko", summary="Z Wrocławia.")
    translated(short, tree.en)
    translation = Translation.objects.get(source__object_id=short.translation_key)
    stop(boss, translation)
    before = translation.get_target_instance().revisions.count()
    html = boss.get(edit(translation)).content.decode()
    data = querydict_from_html(html, form_id="page-edit-form")
    form = {name: data.getlist(name) for name in data if not name.startswith("action-")}
    answer = boss.post(edit(translation), form | {"body-count": "0", RESTART: "1"})
    assert answer.status_code == 302
    translation.refresh_from_db()
    assert translation.enabled
    assert translation.get_target_instance().revisions.count() == before


def test_what_was_typed_of_a_term_is_taken_along_too(boss: Client, tree: Tree) -> None:
    topic = Topic.objects.create(name="Woda", slug="woda", locale=tree.pl)
    translate_object(topic, [tree.en])
    translation = Translation.objects.get(source__object_id=topic.translation_key)
    put(boss, translation, "Woda", "Aqua")
    stop(boss, translation)
    twin = topic.get_translation(tree.en)
    address = reverse("wagtailsnippets_courtyard_topic:edit", args=[twin.pk])
    answer = boss.post(address, {"name": "Water", "slug": "water", RESTART: "1"})
    assert answer.status_code == 302
    translation.refresh_from_db()
    assert translation.enabled
    assert said(translation)["Woda"] == "Water"


def test_a_form_of_a_term_is_refused_alike(boss: Client, tree: Tree) -> None:
    topic = Topic.objects.create(name="Woda", slug="woda", locale=tree.pl)
    translate_object(topic, [tree.en])
    twin = topic.get_translation(tree.en)
    address = reverse("wagtailsnippets_courtyard_topic:edit", args=[twin.pk])
    answer = boss.post(address, {"name": "Water", "slug": "water"})
    assert answer.status_code == 409
    assert "Water" in answer.content.decode()


def test_a_link_keeps_its_address_in_what_was_written_by_hand(
    boss: Client, translation: Translation
) -> None:
    stop(boss, translation)
    twin = translation.get_target_instance().specific
    body = json.dumps(list(twin.body.raw_data), default=dict).replace("English Nab", "The nab")
    twin.body = body.replace("English Napisz", "Write")
    twin.save_revision()
    restart(boss, translation)
    assert said(translation)['Napisz <a id="a1">do nas</a>.'] == 'Write <a id="a1">do nas</a>.'
    assert said(translation)["Nabór trwa do maja."] == "The nabór trwa do maja."


@pytest.fixture
def topic(tree: Tree) -> Translation:
    """A topic that is given to translators into English, and that nobody has translated."""
    return give(Topic.objects.create(name="Woda", slug="woda", locale=tree.pl), tree.en)


def name_by_hand(translation: Translation, name: str) -> None:
    twin = translation.get_target_instance()
    twin.name = name
    twin.save()


def begin_again(boss: Client, translation: Translation) -> Any:
    twin = translation.get_target_instance()
    address = reverse("wagtailsnippets_courtyard_topic:edit", args=[twin.pk])
    return boss.post(address, {"localize-restart-translation": "1"})


def rename(translation: Translation, name: str) -> None:
    topic = Topic.objects.get(pk=translation.source.get_source_instance().pk)
    topic.name = name
    topic.save()
    translation.source.update_from_db()


def test_a_term_that_was_first_named_by_hand_keeps_its_name(
    boss: Client, topic: Translation
) -> None:
    stop(boss, topic)
    name_by_hand(topic, "Water")
    assert begin_again(boss, topic).status_code == 302
    found = texts(topic)["Woda"]
    assert (found.translation, found.error) == ("Water", "")


def test_a_term_that_nobody_has_named_is_still_to_be_translated(
    boss: Client, topic: Translation
) -> None:
    """It says what its original said, and that is another word by then."""
    stop(boss, topic)
    rename(topic, "Rzeka")
    assert topic.get_target_instance().name == "Woda"
    assert begin_again(boss, topic).status_code == 302
    assert said(topic)["Rzeka"] == ""


def test_a_name_of_a_former_word_is_no_name_of_the_present_one(
    boss: Client, topic: Translation
) -> None:
    press = reverse("wagtailsnippets_courtyard_topic:edit", args=[topic.get_target_instance().pk])
    put(boss, topic, "Woda", "Water")
    boss.post(press, {"action": "publish"})
    assert topic.get_target_instance().name == "Water"
    stop(boss, topic)
    rename(topic, "Rzeka")
    assert begin_again(boss, topic).status_code == 302
    assert said(topic)["Rzeka"] == ""


def test_a_page_of_which_nobody_knows_when_it_was_written_is_to_be_looked_at(
    boss: Client, translation: Translation
) -> None:
    StringTranslation.objects.filter(translation_of__data="Z Wrocławia.").delete()
    write_by_hand_of_old(translation, summary="By hand.")
    assert restart(boss, translation).status_code == 302
    found = texts(translation)["Z Wrocławia."]
    assert found.translation == "By hand."
    assert "may belong to another text" in found.error


def write_by_hand_of_old(translation: Translation, **fields: Any) -> None:
    """Ended where nothing of it was noted."""
    TranslationLog.objects.all().delete()
    translation.enabled = False
    translation.save()
    write_by_hand(translation, live=True, **fields)


PARTS = "<p>Jeden.</p><p>Dwa.</p><p>Trzy.</p>"


@pytest.fixture
def parts(tree: Tree) -> Translation:
    """Three paragraphs in one text of a page, into English, live and complete."""
    one = page(tree, "O nas", body=[("text", RichText(PARTS))])
    translated(one, tree.en)
    return Translation.objects.get(source__object_id=one.translation_key)


def write_parts(translation: Translation, *parts: str) -> None:
    twin = translation.get_target_instance().specific.get_latest_revision_as_object()
    [block] = twin.body.raw_data
    body = "".join(f"<p>{part}</p>" for part in parts)
    twin.body = [{**block, "value": body}]
    twin.save_revision()


def said_of_parts(translation: Translation) -> list[str]:
    return [said(translation)[words] for words in ("Jeden.", "Dwa.", "Trzy.")]


def test_paragraphs_that_are_moved_by_hand_stay_with_their_texts(
    boss: Client, parts: Translation
) -> None:
    before = said_of_parts(parts)
    stop(boss, parts)
    write_parts(parts, "English Trzy.", "English Jeden.", "English Dwa.")
    assert restart(boss, parts).status_code == 302
    assert said_of_parts(parts) == before
    assert not any(one.error for one in texts(parts).values())


def test_a_paragraph_beside_moved_ones_is_taken_and_has_to_be_looked_at(
    boss: Client, parts: Translation
) -> None:
    stop(boss, parts)
    write_parts(parts, "English Dwa.", "English Trzy.", "Four.")
    assert restart(boss, parts).status_code == 302
    assert said_of_parts(parts) == ["Four.", "English Dwa.", "English Trzy."]
    found = texts(parts)
    assert "may belong to another text" in found["Jeden."].error
    assert (found["Dwa."].error, found["Trzy."].error) == ("", "")


def test_a_paragraph_that_is_written_in_its_place_is_not_doubted(
    boss: Client, parts: Translation
) -> None:
    stop(boss, parts)
    write_parts(parts, "English Jeden.", "Two.", "English Trzy.")
    restart(boss, parts)
    assert said_of_parts(parts) == ["English Jeden.", "Two.", "English Trzy."]
    assert not any(one.error for one in texts(parts).values())


def test_a_paragraph_that_says_what_another_says_is_its_own(
    boss: Client, parts: Translation
) -> None:
    stop(boss, parts)
    write_parts(parts, "English Dwa.", "English Dwa.", "English Trzy.")
    restart(boss, parts)
    assert said_of_parts(parts) == ["English Dwa.", "English Dwa.", "English Trzy."]


def test_a_corrected_text_is_newer_than_a_paragraph_that_was_only_moved(
    boss: Client, parts: Translation
) -> None:
    stop(boss, parts)
    write_parts(parts, "English Dwa.", "English Jeden.", "English Trzy.")
    say(parts, "Jeden.", "Corrected.")
    restart(boss, parts)
    assert said_of_parts(parts) == ["Corrected.", "English Dwa.", "English Trzy."]


# Written by Wagtail's v3


@pytest.fixture
def v3(admin_user: User) -> Client:
    _, token = APIToken.create_token(user=admin_user, name="test")
    return Client(HTTP_HOST="localhost", headers={"authorization": f"Bearer {token}"})


def patch(v3: Client, translation: Translation, **fields: Any) -> Any:
    return v3.patch(
        f"/api/v3-preview/pages/{translation.get_target_instance().pk}/",
        {"meta": {"type": "home.ContentPage"}, **fields},
        "application/json",
    )


def test_what_v3_has_written_is_published_with_the_texts(
    v3: Client, boss: Client, translation: Translation
) -> None:
    assert patch(v3, translation, title="By v3").status_code == 200
    assert said(translation)["O nas"] == "By v3"
    put(boss, translation, "Z Wrocławia.", "From Wrocław.")
    publish(boss, translation)
    twin = translation.get_target_instance()
    assert (twin.title, twin.summary) == ("By v3", "From Wrocław.")


def test_what_v3_leaves_alone_is_as_new_as_its_texts(
    v3: Client, boss: Client, translation: Translation
) -> None:
    patch(v3, translation, title="By v3")
    put(boss, translation, "O nas", "Corrected")
    patch(v3, translation, seo_title="About us")
    assert said(translation)["O nas"] == "Corrected"


def test_what_has_no_place_in_the_original_is_refused_and_told_where_to_go(
    translation: Translation,
) -> None:
    """Wagtail's v3 answers so where a field may be written by it."""
    twin = translation.get_target_instance().specific
    before = twin.latest_revision_id
    twin.body = [*twin.body.raw_data, {"type": "quote", "value": {"text": "Only here."}}]
    with pytest.raises(ValidationError, match="Only here") as refused:
        twin.save_revision()
    assert [*refused.value.message_dict] == ["body"]
    assert f"/pages/{twin.pk}/edit/" in str(refused.value)
    twin.refresh_from_db()
    assert twin.latest_revision_id == before


# Fields of which the original says nothing


def test_what_v3_has_written_where_the_original_says_nothing_stays(
    v3: Client, boss: Client, translation: Translation
) -> None:
    """It was never among the texts; the next draft that is made of these says it, too."""
    patch(v3, translation, seo_title="About us", search_description="Who.")
    assert "About us" in boss.get(preview_of(translation)).content.decode()
    put(boss, translation, "Z Wrocławia.", "From Wrocław.")
    publish(boss, translation)
    twin = translation.get_target_instance()
    assert (twin.seo_title, twin.search_description) == ("About us", "Who.")
    assert twin.summary == "From Wrocław."
    publish(boss, translation)
    assert translation.get_target_instance().seo_title == "About us"


def preview_of(translation: Translation) -> str:
    return reverse("wagtail_localize:preview_translation", args=[translation.pk])


def test_what_was_written_by_hand_where_the_original_says_nothing_stays(
    boss: Client, translation: Translation
) -> None:
    stop(boss, translation)
    write_by_hand(translation, live=False, seo_title="About us")
    restart(boss, translation)
    publish(boss, translation)
    assert translation.get_target_instance().seo_title == "About us"


def test_a_body_where_the_original_has_none_is_refused(tree: Tree) -> None:
    """It would be made anew of the original's."""
    empty = page(tree, "O nas", summary="Z Wrocławia.")
    translated(empty, tree.en)
    twin = empty.get_translation(tree.en).specific
    twin.body = [{"type": "quote", "value": {"text": "Only here."}}]
    with pytest.raises(ValidationError, match="Only here") as refused:
        twin.save_revision()
    assert [*refused.value.message_dict] == ["body"]


@pytest.mark.parametrize("is_translated", [True, False])
def test_what_the_original_does_not_say_any_more_goes_with_it(
    boss: Client, about: Any, translation: Translation, is_translated: bool
) -> None:
    """Whether it was translated, or stood there in the original's words."""
    if not is_translated:
        rewrite(about, summary="Z Krakowa.")
        with TestCase.captureOnCommitCallbacks(execute=True):
            publish_anyway(translation, user=None)
        assert translation.get_target_instance().summary == "Z Krakowa."
    rewrite(about, summary="")
    publish(boss, translation)
    twin = translation.get_target_instance()
    assert (twin.summary, twin.title) == ("", "English O nas")


def test_what_is_written_after_the_original_has_fallen_silent_stays(
    boss: Client, about: Any, translation: Translation
) -> None:
    rewrite(about, summary="")
    write_by_hand(translation, live=False, summary="Ours alone.")
    publish(boss, translation)
    assert translation.get_target_instance().summary == "Ours alone."
