"""Translators see the page that they are making, while they are making it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from programmes.models import ProgrammePage
from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, Tree


@pytest.fixture
def translation(tree: Tree) -> Any:
    """The beginning of a translation: nothing of it is public."""
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    tree.in_english(section, title="Activities", slug="activities")
    programme = ProgrammeFactory(
        parent=section, title="Forum Berlin", slug="forum", summary="O spotkaniach.", since=2016
    )
    source, _is_new = TranslationSource.update_or_create_from_instance(programme)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target(publish=False)
    segment = source.stringsegment_set.get(string__data="O spotkaniach.")
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=tree.en,
        data="About meetings.",
    )
    return translation


@pytest.fixture
def translator(admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


def test_the_translation_editor_has_a_preview(translator: Client, translation: Any) -> None:
    page = ProgrammePage.objects.get(locale=translation.target_locale)
    editor = translator.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    (mode,) = json.loads(editor.context["props"])["previewModes"]
    assert mode["url"] == reverse("wagtail_localize:preview_translation", args=[translation.pk])


def test_it_shows_the_words_of_this_moment_and_the_facts_of_the_original(
    translator: Client, translation: Any
) -> None:
    url = reverse("wagtail_localize:preview_translation", args=[translation.pk])
    preview = translator.get(url)
    assert preview.status_code == 200
    shown = preview.content.decode()
    assert "About meetings." in shown
    assert '<html lang="en"' in shown
    assert "2016" in shown
    page = ProgrammePage.objects.get(locale=translation.target_locale)
    assert not page.live
    assert page.summary != "About meetings."


def test_nobody_else_sees_it(translation: Any) -> None:
    url = reverse("wagtail_localize:preview_translation", args=[translation.pk])
    assert Client(HTTP_HOST="localhost").get(url).status_code == 302
