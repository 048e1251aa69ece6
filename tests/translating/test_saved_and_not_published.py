"""What is saved and not published is seen, and is what a reviewer approves."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client, TestCase
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale, PageLogEntry, Site
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation

from courtyard.editing import roles
from courtyard.editing.to_translate import ToTranslate
from courtyard.localisation import po, saving
from courtyard.localisation.importing import apply
from courtyard.localisation.originals import make_original
from tests.trees import Tree, translate_the_rest

from .hands import FORM, edit, publish, put, restart, said, say, stop, write_by_hand
from .test_matrix import browser, editor, look, page, somebody, translator, uk
from .test_translators_home import rewrite, translated

__all__ = ["editor", "translator", "uk"]

WORDS = "Z Wrocławia."


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with override("en"):
        yield


@pytest.fixture
def about(tree: Tree) -> Any:
    return page(tree, "O nas", summary=WORDS)


@pytest.fixture
def translation(tree: Tree, uk: Locale, about: Any) -> Translation:
    translated(about, uk)
    return Translation.objects.get(source__object_id=about.translation_key)


def cell(user: User) -> str:
    """What the matrix says of the Ukrainian page."""
    return look(browser(user)).told["O nas"][-1]


def found(user: User) -> bool:
    """Whether the filter for it finds the page."""
    return "O nas" in look(browser(user), "?state=saved").titles


def test_a_correction_that_nobody_has_published_is_seen_until_somebody_does(
    editor: User, translator: User, admin_client: Client, translation: Translation
) -> None:
    client = browser(translator)
    assert (found(editor), "saved" in cell(editor)) == (False, False)
    put(client, translation, WORDS, "З Вроцлава.")
    assert found(editor)
    assert "1 text saved, not published" in cell(editor)
    for user in (translator, editor):
        with override("en"):
            [task] = ToTranslate(user).tasks()
        assert "saved, not published" in task.note
    publish(admin_client, translation)
    assert (found(editor), "saved" in cell(editor)) == (False, False)
    assert ToTranslate(translator).tasks() == []


def test_a_link_that_nobody_has_published_is_seen_until_somebody_does(
    tree: Tree, uk: Locale, editor: User, admin_client: Client
) -> None:
    body = [("text", RichText('<p>Napisz <a href="https://example.org/">do nas</a>.</p>'))]
    about = page(tree, "O nas", body=body)
    translated(about, uk)
    translation = Translation.objects.get(source__object_id=about.translation_key)
    assert (found(editor), "saved" in cell(editor)) == (False, False)
    link = translation.source.overridablesegment_set.get()
    name, keys = "wagtail_localize:edit_override", [translation.pk, link.pk]
    sent = urlencode({"value": "https://example.org/uk/"})
    answer = admin_client.put(reverse(name, args=keys), sent, content_type=FORM)
    assert answer.status_code in (200, 201)
    assert found(editor)
    assert "1 picture or link saved, not published" in cell(editor)
    assert "text saved" not in cell(editor)
    put(admin_client, translation, "O nas", "Про нас")
    told = "1 text saved, not published, 1 picture or link saved, not published"
    assert told in cell(editor)
    publish(admin_client, translation)
    assert (found(editor), "saved" in cell(editor)) == (False, False)


def test_saving_the_same_words_once_more_is_no_correction(
    editor: User, translator: User, translation: Translation
) -> None:
    put(browser(translator), translation, WORDS, f"English {WORDS}")
    assert not found(editor)


@pytest.mark.parametrize("is_same", [True, False])
def test_a_machines_words_that_a_file_approves_are_not_written_anew(
    uk: Locale, translation: Translation, is_same: bool
) -> None:
    say(translation, WORDS, f"English {WORDS}", translation_type="machine")
    file = po.written(
        [translation],
        language="uk",
        project=str(Site.objects.get().root_page.translation_key),
        name="Courtyard",
    ).replace("#, fuzzy\n", "")
    if not is_same:
        file = file.replace(f"English {WORDS}", "З Вроцлава.")
    user = User.objects.create_user("olena")
    before = StringTranslation.objects.get(translation_of__data=WORDS).updated_at
    report = apply(po.read(file.encode()), uk, may_write=lambda one: "", user=user)
    assert report.counts["applied"] == 1
    one = StringTranslation.objects.get(translation_of__data=WORDS)
    assert (one.translation_type, one.last_translated_by) == ("manual", user)
    assert (one.updated_at == before) == is_same
    assert saving.is_waiting(translation, translation.get_target_instance()) != is_same


def test_words_that_were_written_by_hand_are_as_old_as_the_page_that_says_them(
    admin_client: Client, translation: Translation
) -> None:
    stop(admin_client, translation)
    write_by_hand(translation, live=True, summary="З Вроцлава.")
    restart(admin_client, translation)
    assert said(translation)[WORDS] == "З Вроцлава."
    assert not saving.is_waiting(translation, translation.get_target_instance())


def test_words_of_a_draft_that_was_written_by_hand_are_not_public(
    admin_client: Client, translation: Translation
) -> None:
    stop(admin_client, translation)
    write_by_hand(translation, live=True, summary="З Вроцлава.")
    write_by_hand(translation, live=False, title="Про нас")
    restart(admin_client, translation)
    twin = translation.get_target_instance()
    assert saving.is_waiting(translation, twin)
    drafted = StringTranslation.objects.filter(updated_at__gt=twin.live_revision.created_at)
    assert [one.data for one in drafted] == ["Про нас"]


def test_words_that_are_moved_or_carried_over_are_not_written_anew(
    tree: Tree, about: Any, translation: Translation
) -> None:
    translated_into_en = Translation.objects.create(
        source=translation.source, target_locale=tree.en
    )
    twin = _published(translated_into_en)
    make_original(page=twin)
    for one in Translation.objects.filter(source__object_id=about.translation_key):
        assert not saving.is_waiting(one, one.get_target_instance())


def _published(translation: Translation) -> Any:
    translate_the_rest(translation)
    translation.save_target(publish=False)
    twin = translation.get_target_instance()
    twin.get_latest_revision().publish()
    return type(twin).objects.get(pk=twin.pk)


# In review


@pytest.fixture
def reviewer(uk: Locale) -> Client:
    roles.set_up_review()
    moderator = somebody("taras", "Moderators")
    return browser(moderator)


def hand_in(client: Client, translation: Translation) -> None:
    client.post(reverse("courtyard_hand_in_translation", args=[translation.pk]))
    assert translation.get_target_instance().workflow_in_progress


def approve(reviewer: Client, translation: Translation) -> Any:
    twin = translation.get_target_instance()
    state = twin.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[twin.pk, "approve", state.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        return reviewer.post(address, {"comment": ""}, follow=True)


def test_what_a_reviewer_corrects_is_what_is_approved(
    translator: User, reviewer: Client, translation: Translation
) -> None:
    put(browser(translator), translation, WORDS, "З Вроцлаву.")
    hand_in(browser(translator), translation)
    assert ToTranslate(translator).tasks() == []
    put(reviewer, translation, WORDS, "З Вроцлава.")
    approve(reviewer, translation)
    twin = translation.get_target_instance()
    assert (twin.live, twin.summary) == (True, "З Вроцлава.")
    assert not twin.workflow_in_progress


def test_what_a_reviewer_leaves_wrong_is_not_approved(
    translator: User, reviewer: Client, translation: Translation
) -> None:
    put(browser(translator), translation, WORDS, "З Вроцлаву.")
    hand_in(browser(translator), translation)
    put(reviewer, translation, WORDS, "<b>З Вроцлава.")
    answer = approve(reviewer, translation)
    twin = translation.get_target_instance()
    assert twin.summary == f"English {WORDS}"
    assert twin.workflow_in_progress
    assert "after it had been handed in" in answer.content.decode()


def test_what_was_handed_in_is_approved_though_the_original_says_more_by_now(
    about: Any, translator: User, reviewer: Client, translation: Translation
) -> None:
    put(browser(translator), translation, WORDS, "З Вроцлава.")
    hand_in(browser(translator), translation)
    rewrite(about, title="O nas wszystkich")
    approve(reviewer, translation)
    assert translation.get_target_instance().summary == "З Вроцлава."


def test_who_publishes_instead_of_approving_is_told_that_the_review_has_ended(
    translator: User, reviewer: Client, translation: Translation
) -> None:
    """All that was handed in, and what the reviewer has saved since, is published with it."""
    put(browser(translator), translation, WORDS, "З Вроцлаву.")
    hand_in(browser(translator), translation)
    put(reviewer, translation, WORDS, "З Вроцлава.")
    told = told_by(publish_by(reviewer, translation))
    twin = translation.get_target_instance()
    assert (twin.summary, twin.workflow_in_progress) == ("З Вроцлава.", False)
    assert "is published" in told
    assert f"The review has ended with it: what {translator.username} handed in" in told
    assert PageLogEntry.objects.filter(page=twin.pk, action="wagtail.workflow.cancel").exists()


def test_what_is_published_in_part_ends_no_review(
    about: Any, translator: User, reviewer: Client, translation: Translation
) -> None:
    put(browser(translator), translation, WORDS, "З Вроцлава.")
    hand_in(browser(translator), translation)
    rewrite(about, title="O nas wszystkich")
    told = told_by(publish_by(reviewer, translation))
    assert "is kept as a draft and not published" in told
    assert "The review has ended" not in told
    assert translation.get_target_instance().workflow_in_progress


def publish_by(client: Client, translation: Translation) -> Any:
    """By the button of the editor; gives the answer."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(
            edit(translation), {"action": "publish"}, headers={"accept-language": "en"}
        )


def told_by(answer: Any) -> str:
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def test_many_that_are_published_at_once_say_what_is_saved(
    admin_client: Client, translator: User, translation: Translation
) -> None:
    put(browser(translator), translation, WORDS, "З Вроцлава.")
    twin = translation.get_target_instance()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    with TestCase.captureOnCommitCallbacks(execute=True):
        admin_client.post(f"{address}?id={twin.pk}")
    assert translation.get_target_instance().summary == "З Вроцлава."
    assert said(translation)[WORDS] == "З Вроцлава."
