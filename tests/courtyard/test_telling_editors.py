"""What editors and translators are told where their work concerns other languages."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import GroupPagePermission, Page, PageViewRestriction
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.editing import twins
from courtyard.editing.translating import publish_anyway
from courtyard.localisation.originals import (
    OriginalHasChanged,
    PublishedInPart,
    is_original,
    make_original,
)
from courtyard.publications.stored import Original
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, add_language, in_language, translate_the_rest

pytestmark = pytest.mark.one_database

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


def numbered(tree: Tree, number: int) -> list[Any]:
    """So many pages below the Polish front page, each with a translation."""
    pages = [
        ContentFactory(parent=tree.home, title=f"Strona {one}", slug=f"strona-{one}")
        for one in range(number)
    ]
    for page in pages:
        tree.in_english(page, slug=f"page-{page.pk}")
    return pages


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("unpublish", "3 translations disappear from the site with this (English)."),
        ("delete", "3 translations lose their originals with this (English)."),
    ],
)
def test_it_is_said_of_all_pages_of_a_list_that_are_chosen_at_once(
    editor: Client, tree: Tree, action: str, told: str
) -> None:
    numbered(tree, 3)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    assert told in read(editor, f"{address}?id=all&childOf={tree.home.pk}&next=/cms/")


BELOW = (
    "If the pages below are unpublished too, 1 translation of theirs disappears with them "
    "(English), and comes back with its original."
)


@pytest.fixture
def above(tree: Tree, polish: Any, english: Any) -> Any:
    """A page above the Polish one, without translation."""
    above = ContentFactory(parent=tree.home, title="Nad", slug="nad")
    Page.objects.get(pk=polish.pk).move(Page.objects.get(pk=above.pk), pos="last-child")
    return Page.objects.get(pk=above.pk)


def test_it_is_said_what_pages_below_take_along(editor: Client, above: Any, english: Any) -> None:
    one = reverse("wagtailadmin_pages:unpublish", args=[above.pk])
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    for address in (one, f"{many}?id={above.pk}&next=/cms/"):
        told = read(editor, address)
        assert BELOW in told
        assert HIDDEN not in told
    Page.objects.filter(pk=english.pk).update(live=False)
    assert "pages below are unpublished too" not in read(editor, one)


def test_unpublishing_pages_below_does_as_it_was_said(
    editor: Client, polish: Any, above: Any, english: Any
) -> None:
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    editor.post(f"{many}?id={above.pk}&next=/cms/", {"include_descendants": "on"})
    assert not Page.objects.filter(pk__in=[above.pk, polish.pk], live=True).exists()
    assert Page.objects.filter(pk=english.pk, live=True).exists()
    assert editor.get("/api/content/v1/pages/by-path?path=/en/about/").status_code == 404
    ContentPage.objects.get(pk=polish.pk).save_revision().publish()
    assert editor.get("/api/content/v1/pages/by-path?path=/en/about/").status_code == 200


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_asking_about_many_pages_costs_the_same_for_their_translations(
    editor: Client, tree: Tree, action: str
) -> None:
    pages = numbered(tree, 6)

    def asked(chosen: list[Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            if action == "unpublish":
                twins.tell_of_hidden(request, chosen)
            else:
                twins.tell_of_left(request, chosen)
        return len(captured)

    request = RequestFactory().get("/")
    request._messages = []  # type: ignore[attr-defined]
    with mock.patch("django.contrib.messages.warning"):
        assert asked(pages) == asked(pages[:1])


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


@pytest.fixture
def _in_part(
    polish: Any, translation: Translation, django_capture_on_commit_callbacks: Any
) -> None:
    """The translation is published although a text of it is missing."""
    row = ContentPage.objects.get(pk=polish.pk)
    row.summary = "Inne słowa."
    row.save_revision().publish()
    translation.source.update_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        publish_anyway(translation, user=None)


@pytest.mark.usefixtures("_in_part")
def test_what_is_published_in_part_does_not_become_the_original(
    editor: Client, polish: Any, translation: Translation
) -> None:
    twin = ContentPage.objects.get(pk=translation.get_target_instance().pk)
    assert (twin.live, twin.summary) == (True, "Inne słowa.")
    with pytest.raises(PublishedInPart) as refused:
        make_original(page=twin)
    assert refused.value.missing == 1
    address = reverse("courtyard_make_original", args=[twin.pk])
    response = editor.post(address, {"former": polish.pk}, follow=True)
    told = " ".join(response.content.decode().split())
    assert "cannot be the original yet: 1 text in it is not translated" in told
    assert is_original(polish)


@pytest.mark.parametrize("which", ["polish", "english"])
def test_while_a_page_is_locked_nobody_changes_its_original(
    editor: Client, polish: Any, english: Any, which: str, django_user_model: Any
) -> None:
    locked = {"polish": polish, "english": english}[which]
    other = django_user_model.objects.create_user("other")
    Page.objects.filter(pk=locked.pk).update(locked=True, locked_by=other)
    address = reverse("courtyard_make_original", args=[english.pk])
    for response in (
        editor.get(address, follow=True),
        editor.post(address, {"former": polish.pk}, follow=True),
    ):
        told = " ".join(response.content.decode().split())
        assert f"“{locked.title}” is locked, so nothing can be changed" in told
    assert is_original(polish)
    Page.objects.filter(pk=locked.pk).update(locked=False)
    editor.post(address, {"former": polish.pk})
    assert is_original(english)


def test_who_may_publish_one_language_alone_does_not_change_the_original(
    tree: Tree, polish: Any, english: Any, django_user_model: Any
) -> None:
    group = Group.objects.create(name="English alone")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for kind in ("change_page", "publish_page"):
        permission = Permission.objects.get(codename=kind)
        GroupPagePermission.objects.create(group=group, page=tree.home_en, permission=permission)
    django_user_model.objects.create_user("english", password="x").groups.add(group)
    client = Client(HTTP_HOST="localhost")
    client.login(username="english", password="x")
    address = reverse("courtyard_make_original", args=[english.pk])
    assert address not in read(client, reverse("wagtailadmin_pages:edit", args=[english.pk]))
    client.post(address, {"former": polish.pk})
    assert is_original(polish)
    for kind in ("change_page", "publish_page"):
        permission = Permission.objects.get(codename=kind)
        GroupPagePermission.objects.create(group=group, page=tree.home, permission=permission)
    client.post(address, {"former": polish.pk})
    assert is_original(english)


def test_a_second_claim_to_a_key_is_refused(polish: Any, english: Any) -> None:
    claim = Original(translation_key=polish.translation_key, page=english)
    with pytest.raises(ValidationError) as told:
        claim.full_clean()
    assert "translation_key" in told.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        Original.objects.bulk_create([claim])
    assert is_original(polish)


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


def test_a_page_that_a_language_lacks_is_given_to_translators_from_there(
    editor: Client, tree: Tree, polish: Any, english: Any
) -> None:
    there = reverse("wagtail_localize:submit_page_translation", args=[polish.pk])
    for page in (polish, english):
        assert there not in read(editor, reverse("courtyard_languages", args=[page.pk]))
    add_language(tree, "de")
    for page in (polish, english):
        assert there in read(editor, reverse("courtyard_languages", args=[page.pk]))


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
