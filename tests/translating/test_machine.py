"""A machine translates what its user may write; nothing broken is kept, and somebody approves."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import RichText
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from tests.trees import ContentFactory, Tree

TEXT = '<p>Zapraszamy.</p><p>Napisz <a href="https://example.org/">do nas</a>.</p>'


class Fake(BaseMachineTranslator):
    """Loses every link; knows a language."""

    display_name = "Fake"

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        return True

    def translate(self, source_locale: Any, target_locale: Any, strings: Any) -> Any:
        language = target_locale.language_code
        return {one: StringValue(f"{language}: {one.render_text()}") for one in strings}


class Down(Fake):
    """A service that is down."""

    def translate(self, source_locale: Any, target_locale: Any, strings: Any) -> Any:
        raise TimeoutError("secret-key")


@pytest.fixture(autouse=True)
def _machine(settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.Fake"}


@pytest.fixture
def translation(tree: Tree) -> Any:
    about = ContentFactory(
        parent=tree.home, title="O nas", slug="o-nas", body=[("text", RichText(TEXT))]
    )
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target(publish=False)
    return translation


def press(client: Client, translation: Translation) -> Any:
    return client.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))


def written(translation: Translation) -> dict[str, str]:
    found = StringTranslation.objects.filter(locale=translation.target_locale)
    return {one.translation_of.data: one.data for one in found.select_related("translation_of")}


def test_what_a_machine_translates_is_a_draft_without_what_it_broke(
    admin_client: Client, translation: Any
) -> None:
    press(admin_client, translation)
    told = written(translation)
    assert told["Zapraszamy."] == "en: Zapraszamy."
    assert "o-nas" not in told
    assert not any("<a" in words for words in told)
    types = set(StringTranslation.objects.values_list("translation_type", flat=True))
    assert types == {"machine"}


def test_a_service_that_is_down_is_told_and_loses_nothing(
    admin_client: Client, translation: Any, settings: Any, caplog: Any
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.Down"}
    answer = press(admin_client, translation)
    assert answer.status_code == 302
    assert any(one.level_tag == "error" for one in get_messages(answer.wsgi_request))
    assert not written(translation)
    assert "secret-key" not in caplog.text


def test_who_may_not_write_the_language_has_no_machine(
    client: Client, django_user_model: Any, translation: Any
) -> None:
    client.force_login(django_user_model.objects.create_user("olena"))
    press(client, translation)
    assert not written(translation)


def test_somebody_approves_the_texts_that_they_have_read(
    admin_client: Client, admin_user: Any, translation: Any
) -> None:
    press(admin_client, translation)
    one = StringTranslation.objects.get(data="en: Zapraszamy.")
    address = reverse("courtyard_approve_machine", args=[translation.pk])
    assert "en: Zapraszamy." in admin_client.get(address).content.decode()
    admin_client.post(address, {"text": [one.pk]})
    one.refresh_from_db()
    assert (one.translation_type, one.last_translated_by) == ("manual", admin_user)
    assert StringTranslation.objects.filter(translation_type="machine").exists()
    page = translation.get_target_instance()
    edit = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert address in edit.content.decode()
