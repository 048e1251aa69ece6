"""What editors and translators are told where their work concerns other languages."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.localisation.originals import OriginalHasChanged, is_original, make_original
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, add_language, in_language, translate_the_rest

Commit = Any


@pytest.fixture
def editor(admin_user: Any, tree: Tree) -> Client:
    """Somebody who may do everything, and reads the admin in English."""
    client = Client(HTTP_HOST="localhost")
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = "en"
    profile.save()
    client.force_login(admin_user)
    return client


@pytest.fixture
def polish(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="Z Wrocławia.")


@pytest.fixture
def english(tree: Tree, polish: Any) -> Any:
    return tree.in_english(polish, title="About us", slug="about")


@pytest.fixture
def translation(tree: Tree, polish: Any, django_capture_on_commit_callbacks: Commit) -> Translation:
    """A complete translation that is live."""
    source, _ = TranslationSource.update_or_create_from_instance(polish)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    return translation


def read(client: Client, address: str) -> str:
    return " ".join(client.get(address, follow=True).content.decode().split())


# Unpublishing and deleting

HIDDEN = "1 translation disappears from the site with this (English)."
LEFT = "1 translation loses its original with this (English)."


@pytest.mark.usefixtures("english")
def test_before_an_original_is_unpublished_its_translations_are_named(
    editor: Client, polish: Any
) -> None:
    assert HIDDEN in read(editor, reverse("wagtailadmin_pages:unpublish", args=[polish.pk]))


def test_unpublishing_a_translation_concerns_no_other(
    editor: Client, polish: Any, english: Any
) -> None:
    address = reverse("wagtailadmin_pages:unpublish", args=[english.pk])
    assert "disappear" not in read(editor, address)


@pytest.mark.parametrize(("action", "told"), [("unpublish", HIDDEN), ("delete", LEFT)])
@pytest.mark.usefixtures("english")
def test_it_is_said_of_many_pages_before_they_are_asked_about(
    editor: Client, tree: Tree, polish: Any, action: str, told: str
) -> None:
    other = ContentFactory(parent=tree.home, title="Inna", slug="inna")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    asked = read(editor, f"{address}?id={polish.pk}&id={other.pk}&next=/cms/")
    assert told in asked
    assert Page.objects.filter(pk=polish.pk, live=True).exists()


@pytest.mark.usefixtures("english")
def test_who_may_not_unpublish_learns_nothing(
    polish: Any, django_user_model: Any, tree: Tree
) -> None:
    django_user_model.objects.create_user("nobody", password="x")
    client = Client(HTTP_HOST="localhost")
    client.login(username="nobody", password="x")
    assert "disappear" not in read(
        client, reverse("wagtailadmin_pages:unpublish", args=[polish.pk])
    )


# Another original


def test_who_asks_about_an_original_that_has_changed_since_is_asked_again(
    editor: Client, tree: Tree, polish: Any, english: Any
) -> None:
    uk = add_language(tree, "uk")
    in_language(tree.home, uk, slug="uk")
    ukrainian = in_language(polish, uk, title="Про нас", slug="pro-nas")
    make_original(page=ukrainian)
    address = reverse("courtyard_make_original", args=[english.pk])
    with pytest.raises(OriginalHasChanged):
        make_original(page=english, former=polish.pk)
    response = editor.post(address, {"former": polish.pk}, follow=True)
    told = " ".join(response.content.decode().split())
    assert "In the meantime “Про нас” has become the original." in told
    assert is_original(ukrainian)
    assert f'name="former" value="{ukrainian.pk}"' in told
    editor.post(address, {"former": ukrainian.pk})
    assert is_original(english)


def test_the_question_names_what_happens(editor: Client, english: Any) -> None:
    asked = read(editor, reverse("courtyard_make_original", args=[english.pk]))
    assert "Facts such as dates and partners are entered in it alone" in asked


# Languages of a page


def test_each_language_of_a_page_says_how_it_stands(
    editor: Client, tree: Tree, polish: Any, translation: Translation
) -> None:
    add_language(tree, "de")
    polish.summary = "Z Dolnego Śląska."
    polish.save_revision().publish()
    translation.source.update_from_db()
    said = read(editor, reverse("courtyard_languages", args=[polish.pk]))
    for words in ("original", "out of date", "missing", "The original has said other words since"):
        assert words in said
    assert "2 of 3 texts are translated." in said
    assert reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk]) in said


def seen(editor: Client, page: Any) -> dict[str, str]:
    """What stands beside each language: what visitors see, and why."""
    html = editor.get(reverse("courtyard_languages", args=[page.pk])).content.decode()
    rows = html.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    found = {}
    for row in rows:
        language, _title, told = (
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)
        )
        found[language.removeprefix('scope="row">').strip()] = told
    return found


def test_it_says_what_visitors_see_in_each_language(
    editor: Client, tree: Tree, polish: Any, english: Any
) -> None:
    add_language(tree, "pl", fallback=tree.en)
    uk = add_language(tree, "uk", fallback=tree.pl)
    add_language(tree, "de")
    in_language(tree.home, uk, title="Головна", slug="uk")
    assert seen(editor, polish) == {
        "Polski": "This page",
        "English": "This page",
        "Українська": "In its place the text in: Polski",
        "Deutsch": "Nothing",
    }


def hidden_by(polish: Any, how: str) -> None:
    match how:
        case "unpublished":
            polish.unpublish()
        case "expired":
            Page.objects.filter(pk=polish.pk).update(expire_at=timezone.now())
        case "deleted":
            polish.delete()
        case "private":
            PageViewRestriction.objects.create(page=polish, restriction_type="login")


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("unpublished", "Nothing Hidden, because its original is not published."),
        ("expired", "Nothing Hidden, because its original has expired."),
        ("deleted", "Nothing Hidden, because its original has been deleted."),
        ("private", "This page, if they are admitted Its original is private."),
    ],
)
def test_it_says_that_a_translation_is_hidden_with_its_original(
    editor: Client, polish: Any, english: Any, how: str, told: str
) -> None:
    hidden_by(ContentPage.objects.get(pk=polish.pk), how)
    assert seen(editor, english)["English"] == told


def test_it_says_what_a_translation_keeps_to_itself(
    editor: Client, tree: Tree, polish: Any, english: Any
) -> None:
    add_language(tree, "en", fallback=tree.pl)
    PageViewRestriction.objects.create(page=english, restriction_type="login")
    told = "This page, if they are admitted; in lists the text in: Polski It is private."
    assert seen(editor, polish)["English"] == told
    english.unpublish()
    PageViewRestriction.objects.all().delete()
    told = "In its place the text in: Polski A draft: visitors do not see it."
    assert seen(editor, polish)["English"] == told


def test_it_says_what_comes_next(editor: Client, polish: Any, english: Any) -> None:
    polish.save_revision().publish()
    polish = ContentPage.objects.get(pk=polish.pk)
    polish.title = "Kim jesteśmy"
    polish.save_revision()
    assert seen(editor, polish)["Polski"] == (
        "This page There is a draft that is newer than what is published."
    )
    polish.go_live_at = dt.datetime(2099, 5, 4, 8, tzinfo=dt.UTC)
    polish.save_revision().publish()
    ContentPage.objects.filter(pk=english.pk).update(
        expire_at=dt.datetime(2099, 5, 4, 8, tzinfo=dt.UTC)
    )
    found = seen(editor, polish)
    assert found["Polski"].startswith("This page A draft will be published: ")
    assert found["English"].startswith("This page Until: ")


def test_it_is_read_in_as_many_queries_for_an_alias_beside(
    editor: Client, tree: Tree, polish: Any, english: Any, django_assert_max_num_queries: Any
) -> None:
    address = reverse("courtyard_languages", args=[polish.pk])
    editor.get(address)
    with CaptureQueriesContext(connection) as before:
        editor.get(address)
    number = len(before)
    polish.copy_for_translation(add_language(tree, "de"), copy_parents=True, alias=True)
    editor.get(address)
    with django_assert_max_num_queries(number + 2):
        editor.get(address)


def test_the_explorer_and_the_editor_lead_there(
    editor: Client, polish: Any, translation: Translation
) -> None:
    for page in (polish, translation.get_target_instance()):
        there = reverse("courtyard_languages", args=[page.pk])
        explorer = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
        assert there in read(editor, explorer)
    edit = read(editor, reverse("wagtailadmin_pages:edit", args=[polish.pk]))
    assert reverse("courtyard_languages", args=[polish.pk]) in edit


# Translating what is gone


def save_text(editor: Client, translation: int, segment: int, words: str) -> Any:
    """What the translation editor sends when a text is saved."""
    address = reverse("wagtail_localize:edit_string_translation", args=[translation, segment])
    body = encode_multipart(BOUNDARY, {"value": words})
    return editor.put(address, body, content_type=MULTIPART_CONTENT)


def test_a_text_is_saved(editor: Client, translation: Translation) -> None:
    segment = translation.source.stringsegment_set.get(context__path="summary")
    assert save_text(editor, translation.pk, segment.pk, "From Wrocław.").json()["error"] is None
    assert StringTranslation.objects.get(context=segment.context).data == "From Wrocław."


def test_the_text_of_a_deleted_block_is_not_lost_silently(
    editor: Client, polish: Any, translation: Translation
) -> None:
    segment = translation.source.stringsegment_set.get(context__path="summary")
    row = ContentPage.objects.get(pk=polish.pk)
    row.summary = ""
    row.save_revision().publish()
    translation.source.update_from_db()
    response = save_text(editor, translation.pk, segment.pk, "Words of mine.")
    assert response.status_code == 200
    answer = response.json()
    assert answer["data"] == "Words of mine."
    assert answer["error"].startswith("Not saved: this text is not part of the original any more.")


def test_after_the_original_is_deleted_a_translator_is_told_so(
    editor: Client, polish: Any, translation: Translation
) -> None:
    twin = translation.get_target_instance()
    key = translation.pk
    segment = translation.source.stringsegment_set.get(context__path="summary").pk
    Page.objects.get(pk=polish.pk).delete()
    answer = save_text(editor, key, segment, "Words of mine.").json()
    assert answer["data"] == "Words of mine."
    assert answer["error"].startswith("Not saved: the original of this page has been deleted")
    address = reverse("wagtailadmin_pages:edit", args=[twin.pk])
    response = editor.post(address, {"action": "publish"}, follow=True)
    assert "is not translated from another page any more" in response.content.decode()
    row = ContentPage.objects.get(pk=twin.pk)
    assert (row.title, row.live) == ("English O nas", True)


def test_whoever_may_not_edit_the_translation_learns_nothing(
    translation: Translation, django_user_model: Any, tree: Tree
) -> None:
    django_user_model.objects.create_user("nobody", password="x")
    client = Client(HTTP_HOST="localhost")
    client.login(username="nobody", password="x")
    with override("en"):
        response = save_text(client, translation.pk + 1, 1, "x")
    assert response.status_code in (302, 403)
