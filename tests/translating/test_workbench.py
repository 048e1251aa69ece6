"""The translation editor says what is wrong with a text when it is saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client, TestCase
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.localisation.texts import texts_of
from courtyard.models import GlossaryTerm
from tests.trees import ContentFactory, Tree, translate_the_rest


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("Hello", "placeholder {name} is lost"),
        ("<b>Hello {name}", "<b> is not closed"),
        ("Hello {name}", ""),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    tree: Tree, admin_client: Client, typed: str, wrong: str
) -> None:
    about: Any = ContentFactory(parent=tree.home, title="O nas", summary="Witaj {name}")
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target(publish=False)
    segment = source.stringsegment_set.get(string__data="Witaj {name}")
    answer = admin_client.put(
        reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
        encode_multipart(BOUNDARY, {"value": typed}),
        content_type=MULTIPART_CONTENT,
        headers={"accept-language": "en"},
    )
    told = answer.json()
    assert wrong in (told["error"] or "")
    assert bool(told["error"]) == bool(wrong)
    assert StringTranslation.objects.get(translation_of=segment.string).data == typed
    done, [text] = (
        translation.get_progress()[1],
        [one for one in texts_of([translation])[translation.pk] if one.segment == segment.pk],
    )
    assert (done, text.is_open, text.error) == (int(not wrong), bool(wrong), told["error"] or "")


def test_a_page_that_has_lost_a_placeholder_is_not_published_as_complete(
    tree: Tree, admin_client: Client
) -> None:
    about: Any = ContentFactory(parent=tree.home, title="O nas", summary="Witaj {name}")
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    translation.save_target(publish=False)
    page = translation.get_target_instance()
    segment = source.stringsegment_set.get(string__data="Witaj {name}")
    edit = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    live = []
    for typed in ("Hello", "Hello {name}"):
        admin_client.put(edit, encode_multipart(BOUNDARY, {"value": typed}), MULTIPART_CONTENT)
        with TestCase.captureOnCommitCallbacks(execute=True):
            address = reverse("wagtailadmin_pages:edit", args=[page.pk])
            admin_client.post(address, {"action": "publish"})
        page.refresh_from_db()
        live.append(page.live)
    assert live == [False, True]


@pytest.mark.parametrize("typed", ["", " \n"])
def test_blanks_are_no_translation(tree: Tree, admin_client: Client, typed: str) -> None:
    about: Any = ContentFactory(parent=tree.home, title="O nas")
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    translation.save_target(publish=False)
    done = translation.get_progress()[1]
    segment = source.stringsegment_set.get(context__path="title")
    edit = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    answer = admin_client.put(edit, encode_multipart(BOUNDARY, {"value": typed}), MULTIPART_CONTENT)
    assert answer.json()["data"] == ""
    assert translation.get_progress()[1] == done - 1
    assert translation.get_target_instance().draft_title == "English O nas"


def test_what_the_glossary_has_otherwise_is_a_hint_beside_the_text(
    tree: Tree, admin_client: Client
) -> None:
    GlossaryTerm.objects.create(source=tree.pl, target=tree.en, term="nabór", approved="open call")
    about: Any = ContentFactory(parent=tree.home, title="O nas", summary="Dwa nabory")
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target(publish=False)
    segment = source.stringsegment_set.get(string__data="Dwa nabory")
    told = {}
    for typed in ("Two recruitments", "Two open calls"):
        answer = admin_client.put(
            reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
            encode_multipart(BOUNDARY, {"value": typed}),
            content_type=MULTIPART_CONTENT,
            headers={"accept-language": "en"},
        )
        said = answer.json()
        assert said["error"] is None
        told[typed] = "open call" in said["comment"]
    assert told == {"Two recruitments": True, "Two open calls": False}


def test_nothing_is_written_or_published_of_a_page_that_somebody_has_locked(
    tree: Tree, admin_client: Client, django_user_model: Any
) -> None:
    about: Any = ContentFactory(parent=tree.home, title="O nas", summary="Witaj")
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target(publish=False)
    page = translation.get_target_instance()
    other = django_user_model.objects.create_user("olena")
    type(page).objects.filter(pk=page.pk).update(locked=True, locked_by=other)
    segment = source.stringsegment_set.get(string__data="Witaj")
    typed = admin_client.put(
        reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
        encode_multipart(BOUNDARY, {"value": "Hello"}),
        content_type=MULTIPART_CONTENT,
        headers={"accept-language": "en"},
    )
    admin_client.post(reverse("courtyard_publish_anyway", args=[translation.pk]))
    admin_client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
    page.refresh_from_db()
    assert "the page is locked" in typed.json()["error"]
    assert typed.json()["data"] == "Hello"
    assert not StringTranslation.objects.filter(data="Hello").exists()
    assert not page.live


def test_what_is_wrong_is_not_published_in_the_words_of_the_original(
    tree: Tree, admin_client: Client
) -> None:
    """Readers have had it in their language, and what is wrong is mended quickly."""
    about: Any = ContentFactory(parent=tree.home, title="O nas", summary="Witaj {name}!")
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    translation.save_target(publish=True)
    segment = source.stringsegment_set.get(string__data="Witaj {name}!")
    admin_client.put(
        reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
        encode_multipart(BOUNDARY, {"value": "Hello!"}),
        content_type=MULTIPART_CONTENT,
    )
    answer = admin_client.post(
        reverse("courtyard_publish_anyway", args=[translation.pk]),
        headers={"accept-language": "en"},
    )
    page = translation.get_target_instance()
    assert page.summary == "English Witaj {name}!"
    told = [str(one).strip() for one in get_messages(answer.wsgi_request)]
    assert told == ["Mend what is wrong first: “Hello!”"]
