"""What translators and editors do with one translation in the admin, and what is seen of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.test import Client, TestCase
from django.urls import reverse
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from courtyard.editing.meanwhile import SEEN, sum_of
from courtyard.localisation.texts import Text, texts_of

FORM = "application/x-www-form-urlencoded"
RESTART = "localize-restart-translation"


def segment_of(translation: Translation, words: str) -> StringSegment:
    return StringSegment.objects.get(source=translation.source, string__data=words)


def put(
    client: Client, translation: Translation, words: str, value: str, *, seen: str | None = None
) -> Any:
    """Save a text in the editor; gives what is answered. ``seen`` is what the editor showed."""
    keys = [translation.pk, segment_of(translation, words).pk]
    address = reverse("wagtail_localize:edit_string_translation", args=keys)
    headers = {"accept-language": "en"} | ({} if seen is None else {SEEN: sum_of(seen)})
    answer = client.put(address, urlencode({"value": value}), content_type=FORM, headers=headers)
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def edit(translation: Translation) -> str:
    """The address where the page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def publish(client: Client, translation: Translation) -> None:
    """By the button of the editor."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(edit(translation), {"action": "publish"})


def stop(client: Client, translation: Translation) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    translation.refresh_from_db()
    assert not translation.enabled


def restart(client: Client, translation: Translation, **more: str) -> Any:
    return client.post(edit(translation), {RESTART: "1", **more}, headers={"accept-language": "en"})


def write_by_hand(translation: Translation, *, live: bool, **fields: Any) -> None:
    """As the form of the page does, which is there while its translation has ended."""
    page = translation.get_target_instance().specific.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    revision = page.save_revision()
    if live:
        revision.publish()


def texts(translation: Translation) -> dict[str, Text]:
    """The texts of a translation by the words of the original."""
    return {one.words: one for one in texts_of([translation])[translation.pk]}


def said(translation: Translation) -> dict[str, str]:
    """The translations by the words of the original."""
    return {words: one.translation for words, one in texts(translation).items()}


def say(translation: Translation, words: str, value: str, **more: Any) -> None:
    """Let a text be translated so, by whomever."""
    StringTranslation.objects.filter(
        translation_of__data=words,
        context__object=translation.source.object_id,
        locale=translation.target_locale,
    ).update(data=value, **more)
