"""Who may not write a text of a translation is not told either what others have written there."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from courtyard.editing.meanwhile import SEEN, sum_of
from tests.translating.test_languages_of_translators import (
    Way,
    World,
    delete_text,
    put_override,
    put_text,
    put_text_of_topic,
    world,
)

__all__ = ["world"]

WAYS: list[Way] = [put_text, delete_text, put_override, put_text_of_topic]
"""Those that write one text or fact; each is sent with PUT or DELETE."""

SECRET, AUTHOR = "Nobody knows this draft.", "Taras Draftsman"


@pytest.fixture
def drafted(world: World) -> World:
    """English has drafts of everything; whoever writes says that another text was shown."""
    taras = User.objects.create_user("taras", first_name="Taras", last_name="Draftsman")
    for translation in (world.translations["en"], world.of_topics["en"]):
        write_all(translation, taras)
    return world


def write_all(translation: Translation, user: User) -> None:
    for segment in StringSegment.objects.filter(source=translation.source):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={"data": SECRET, "last_translated_by": user},
        )


def logged_in(user: User) -> Client:
    client = Client(HTTP_HOST="localhost", headers={SEEN: sum_of("y")})
    client.force_login(user)
    return client


def with_the_admin_alone() -> User:
    user = User.objects.create_user("oksana")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("who", ["with the admin alone", "of another language"])
def test_nobody_is_told_words_of_a_language_that_they_may_not_write(
    drafted: World, way: Way, who: str
) -> None:
    is_olena = who == "of another language"
    user = User.objects.get(username="olena") if is_olena else with_the_admin_alone()
    drafted.browser = logged_in(user)
    answer: Any = way(drafted, "en")
    assert answer.status_code in (302, 403)
    assert SECRET not in answer.content.decode()
    assert AUTHOR not in answer.content.decode()


def test_words_of_another_page_are_not_told_by_a_translation_that_one_may_write(
    drafted: World,
) -> None:
    """A text belongs to one original: in the address of another it is not found."""
    topic = drafted.of_topics["uk"]
    write_all(topic, User.objects.get(username="taras"))
    segment = topic.source.stringsegment_set.get()
    about = drafted.translations["uk"]
    drafted.browser = logged_in(User.objects.get(username="olena"))
    address = f"/cms/localize/translate/{about.pk}/strings/{segment.pk}/edit/"
    for answer in (
        drafted.browser.put(address, "value=x", "application/x-www-form-urlencoded"),
        drafted.browser.delete(address),
    ):
        assert answer.status_code == 404
        assert SECRET not in answer.content.decode()
