"""The original of a page is deleted, or becomes another one, while somebody edits it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from courtyard.editing.forms import OPENED_WITH
from courtyard.localisation.originals import make_original
from courtyard.models import SectionEntry, TopicLink
from courtyard.publications import upkeep
from programmes.models import ProgrammeIndexPage, ProgrammePage
from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, Tree, topic

DELETED = "The original of “The forum” was deleted while you edited it. Your words are saved"
BECAME = "“The forum” has become the original while you edited it. Your words are saved"
TOO_LATE = "Not saved yet: while you had this page open, “The forum” has become its original."


@pytest.fixture
def editor(admin_user: Any) -> Client:
    """Somebody who may do everything, and reads the admin in English."""
    client = Client(HTTP_HOST="localhost")
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = "en"
    profile.save()
    client.force_login(admin_user)
    return client


@pytest.fixture
def section(tree: Tree) -> Any:
    return ProgrammeIndexFactory(parent=tree.home, title="Programy", slug="programy")


@pytest.fixture
def forum(tree: Tree, section: Any) -> Any:
    """A programme with a year and a topic."""
    return ProgrammeFactory(
        parent=section,
        title="Forum",
        slug="forum",
        since=2018,
        topic_links=[TopicLink(topic=topic(tree))],
    )


@pytest.fixture
def english(tree: Tree, forum: Any) -> Any:
    return tree.in_english(forum, title="The forum", slug="forum")


def opened(editor: Client, page: Any) -> dict[str, str]:
    """What the form of a programme sends when nothing has been changed in it."""
    context = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context
    form = context["form"]
    sent = {
        one.html_name: "" if one.value() is None else str(one.value())
        for one in form
        if one.name not in ("body", "comments")
    }
    for name, formset in form.formsets.items():
        if name == "comments":
            continue
        for field in formset.management_form:
            sent[field.html_name] = str(field.value())
        for row in formset.forms:
            sent |= {one.html_name: str(one.value() or "") for one in row}
    if form.original:
        sent[OPENED_WITH] = str(form.original.pk)
    counts = {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return {**sent, **counts}


def send(editor: Client, page: Any, sent: dict[str, str], *, publish: bool = False) -> str:
    """Send a form; gives what the editor reads then."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    more = {"action-publish": "1"} if publish else {}
    response = editor.post(address, {**sent, **more}, follow=True)
    return " ".join(response.content.decode().split())


def draft_of(page: Any) -> Any:
    return ProgrammePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_the_form_of_a_translation_says_with_which_facts_it_was_opened(
    editor: Client, forum: Any, english: Any
) -> None:
    named = f'name="{OPENED_WITH}" value="{forum.pk}"'
    pages = [reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in (english, forum)]
    assert [named in editor.get(page).content.decode() for page in pages] == [True, False]


@pytest.mark.parametrize("publish", [False, True])
def test_words_and_facts_outlive_an_original_that_is_deleted_meanwhile(
    editor: Client, forum: Any, english: Any, publish: bool
) -> None:
    sent = opened(editor, english)
    Page.objects.get(pk=forum.pk).delete()
    assert DELETED in send(editor, english, {**sent, "summary": "New words."}, publish=publish)
    draft = draft_of(english)
    assert (draft.summary, draft.since, draft.kind) == ("New words.", 2018, "forum")
    assert [str(link.topic) for link in draft.topic_links.all()] == ["networking po polsku"]
    row = ProgrammePage.objects.get(pk=english.pk)
    assert (row.since, row.topic_links.count()) == (2018, 1)
    assert row.summary == ("New words." if publish else "")


def test_what_is_wrong_in_the_form_keeps_what_was_typed(
    editor: Client, forum: Any, english: Any
) -> None:
    sent = {**opened(editor, english), "summary": "New words.", "title": ""}
    Page.objects.get(pk=forum.pk).delete()
    told = send(editor, english, sent)
    assert "New words." in told
    assert f'name="{OPENED_WITH}"' in told
    assert DELETED in send(editor, english, {**sent, "title": "The forum"})
    assert draft_of(english).since == 2018


def test_headings_outlive_an_original_that_is_deleted_meanwhile(
    editor: Client, tree: Tree, section: Any, forum: Any
) -> None:
    section = ProgrammeIndexPage.objects.get(pk=section.pk)
    section.section_entries = [SectionEntry(heading="Dawne", page=forum, locale=tree.pl)]
    section.save_revision().publish()
    section = ProgrammeIndexPage.objects.get(pk=section.pk)
    [entry] = section.section_entries.all()
    twin = tree.in_english(section, title="Programmes", slug="programmes")
    heading = f"section_entries-{entry.translation_key}-heading"
    sent = {
        **opened(editor, twin),
        "introduction": "null",
        "closing-count": "0",
        heading: "Former",
    }
    # The programmes stand below; this one becomes a page elsewhere.
    Page.objects.get(pk=forum.pk).move(tree.home, pos="last-child")
    Page.objects.get(pk=section.pk).delete()
    send(editor, twin, sent, publish=True)
    [kept] = ProgrammeIndexPage.objects.get(pk=twin.pk).section_entries.all()
    assert (kept.heading, kept.page_id) == ("Former", forum.pk)


def test_a_translation_that_becomes_the_original_meanwhile_keeps_facts_and_words(
    editor: Client, forum: Any, english: Any
) -> None:
    sent = opened(editor, english)
    make_original(page=Page.objects.get(pk=english.pk))
    assert BECAME in send(editor, english, {**sent, "summary": "New words."}, publish=True)
    row = ProgrammePage.objects.get(pk=english.pk)
    assert (row.summary, row.since, row.topic_links.count()) == ("New words.", 2018, 1)
    assert list(upkeep.check()) == []


def test_facts_of_a_page_that_is_the_original_no_longer_are_not_lost_in_silence(
    editor: Client, forum: Any, english: Any
) -> None:
    sent = {**opened(editor, forum), "summary": "Nowe słowa.", "since": "2005"}
    make_original(page=Page.objects.get(pk=english.pk))
    told = send(editor, forum, sent, publish=True)
    assert TOO_LATE in told
    assert "You had entered: Since: 2005." in told
    assert "Nowe słowa." in told
    assert ProgrammePage.objects.get(pk=forum.pk).summary == ""
    send(editor, forum, {**sent, OPENED_WITH: str(english.pk)}, publish=True)
    row = ProgrammePage.objects.get(pk=forum.pk)
    assert (row.summary, row.since) == ("Nowe słowa.", 2018)
    assert list(upkeep.check()) == []
