"""A request that names what can be no row is refused, and breaks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from tests.trees import ContentFactory, Tree

BEYOND, ENDLESS = str(2**63), "9" * 5_000


@pytest.fixture
def translation(tree: Tree) -> Translation:
    about: Any = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation: Translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target(publish=False)
    contact = ContentFactory(parent=tree.home, title="Kontakt", slug="kontakt")
    tree.in_english(contact, title="Contact", slug="contact")
    return translation


def original(translation: Translation) -> Any:
    locale = translation.source.locale
    return Page.objects.get(translation_key=translation.source.object_id, locale=locale)


def approve(client: Client, translation: Translation, key: str) -> Any:
    address = reverse("courtyard_approve_machine", args=[translation.pk])
    return client.post(address, {"text": [key]})


def data(client: Client, translation: Translation, key: str) -> Any:
    address = reverse("courtyard_translation_data", args=[translation.pk])
    return client.get(address, {"text": key})


def check(client: Client, translation: Translation, key: str) -> Any:
    return checked(client, translation, f'{{"text": "{key}", "value": "x"}}')


def checked(client: Client, translation: Translation, body: str) -> Any:
    address = reverse("courtyard_translation_check", args=[translation.pk])
    return client.post(address, body, content_type="application/json")


def do_with_many(client: Client, translation: Translation, key: str) -> Any:
    form = {"action": "take_away", "language": "en", "page": [key]}
    return client.post(reverse("courtyard_translations_do"), form)


def assign(client: Client, translation: Translation, key: str) -> Any:
    page = original(translation)
    form = {"action": "assign", "language": "en", "page": [page.pk], "user": key}
    return client.post(reverse("courtyard_translations_do"), form)


def export(client: Client, translation: Translation, key: str) -> Any:
    return client.get(reverse("courtyard_po_export", args=["en"]), {"page": key})


def make_original(client: Client, translation: Translation, key: str) -> Any:
    page = Page.objects.get(slug="contact")
    return client.post(reverse("courtyard_make_original", args=[page.pk]), {"former": key})


def save(client: Client, translation: Translation, key: str) -> Any:
    page = original(translation).specific
    page.save_revision()
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {"loaded_revision_id": key},
        headers={"accept": "text/html"},
    )


WAYS = [approve, data, check, do_with_many, assign, export, make_original, save]


@pytest.mark.parametrize("key", [BEYOND, ENDLESS], ids=["beyond", "endless"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_can_be_no_key_is_refused(
    admin_client: Client, translation: Translation, way: Any, key: str
) -> None:
    assert way(admin_client, translation, key).status_code == 400


@pytest.mark.parametrize("key", [BEYOND, ENDLESS], ids=["beyond", "endless"])
@pytest.mark.parametrize(
    "address",
    [
        "courtyard/translation/{}/texts/",
        "courtyard/translation/{}/check/",
        "courtyard/translation/{}/machine/",
        "courtyard/translation/{}/publish/",
        "courtyard/po/{}/",
        "courtyard/languages/{}/",
        "localize/translate/{}/preview/",
        "localize/translate/{}/pofile/download/",
    ],
)
def test_an_address_of_what_can_be_no_row_is_not_found(
    admin_client: Client, address: str, key: str
) -> None:
    answer = admin_client.get(f"/cms/{address.format(key)}", follow=True)
    assert answer.status_code in (404, 405) or answer.redirect_chain


@pytest.mark.parametrize(
    "body",
    [
        '{"text": Infinity, "value": "x"}',
        f'{{"text": {ENDLESS}, "value": "x"}}',
        f'{{"text": {BEYOND}, "value": "x"}}',
        '{"text": true, "value": "x"}',
        '{"text": 1.5, "value": "x"}',
        "[" * 100_000,
    ],
    ids=["infinite", "endless", "beyond", "true", "1.5", "deep"],
)
def test_a_check_of_what_can_be_no_key_is_refused(
    admin_client: Client, translation: Translation, body: str
) -> None:
    assert checked(admin_client, translation, body).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{}", "application/json"),
        ("", MULTIPART_CONTENT),
        (encode_multipart(BOUNDARY, {"other": "x"}), MULTIPART_CONTENT),
        (encode_multipart(BOUNDARY, {"value": "a\0b"}), MULTIPART_CONTENT),
        (encode_multipart(BOUNDARY, {"value": "<b>" * 5_000}), MULTIPART_CONTENT),
    ],
    ids=["another kind", "nothing", "no words", "no text", "deep"],
)
def test_what_cannot_be_kept_as_a_text_is_refused(
    admin_client: Client, translation: Translation, body: Any, kind: str
) -> None:
    segment = translation.source.stringsegment_set.get(context__path="title")
    address = reverse("courtyard_edit_text", args=[translation.pk, segment.pk])
    assert admin_client.put(address, body, content_type=kind).status_code == 400
