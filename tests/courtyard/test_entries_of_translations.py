"""A section is listed once, in its original; on its translations the headings alone are words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from courtyard.localisation.originals import make_original
from courtyard.models import SectionEntry
from courtyard.publications import upkeep
from programmes.models import ProgrammeIndexPage
from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, Tree


@pytest.fixture
def editor(admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


class World:
    """A Polish section that lists two programmes, and its English twin, written by hand."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.section = ProgrammeIndexFactory(parent=tree.home, title="Programy", slug="programy")
        self.twin = tree.in_english(self.section, title="Programmes", slug="programmes")
        self.forum = self.programme("Forum")
        self.residency = self.programme("Rezydencja")
        self.list_in_order(
            SectionEntry(heading="Dawne", page=self.forum, locale=tree.pl),
            SectionEntry(heading="Nowe", page=self.residency, locale=tree.pl),
        )
        self.former, self.new = self.entries(self.section)

    def programme(self, title: str) -> Any:
        page = ProgrammeFactory(parent=self.section, title=title, slug=title.lower())
        self.tree.in_english(page, title=f"{title} in English", slug=title.lower())
        return page

    def list_in_order(self, *entries: SectionEntry) -> None:
        """Publish the Polish section with these entries."""
        section = ProgrammeIndexPage.objects.get(pk=self.section.pk)
        for number, entry in enumerate(entries):
            entry.sort_order = number
        section.section_entries = list(entries)
        section.save_revision().publish()

    def entries(self, page: Any) -> list[Any]:
        return list(ProgrammeIndexPage.objects.get(pk=page.pk).section_entries.all())

    @property
    def address(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.twin.pk])


@pytest.fixture
def world(tree: Tree) -> World:
    return World(tree)


def form(more: dict[str, str]) -> dict[str, str]:
    """What a browser sends of an English section, with more."""
    return {
        "title": "Programmes",
        "slug": "programmes",
        "summary": "",
        "introduction": "null",
        "closing-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **more,
    }


def heading_of(entry: Any) -> str:
    """The name of the input for the heading of an entry."""
    return f"section_entries-{entry.translation_key}-heading"


def send(editor: Client, world: World, sent: dict[str, str], *, publish: bool = True) -> None:
    sent = form({**sent, **({"action-publish": "1"} if publish else {})})
    response = editor.post(world.address, sent)
    assert response.status_code == 302, response.context["form"].errors


def tag_of(html: str, name: str) -> str:
    """The tag of an input."""
    [tag] = [one for one in re.findall(r"<input[^>]*>", html) if f'name="{name}"' in one]
    return str(tag)


def said(path: str = "/en/programmes/") -> list[tuple[str, list[str]]]:
    client = Client(HTTP_HOST="localhost")
    answer = client.get("/api/content/v1/pages/by-path", {"path": path}).json()
    return [
        (group["heading"], [page["title"] for page in group["pages"]]) for group in answer["groups"]
    ]


def test_the_form_of_a_translation_shows_what_the_original_lists(
    editor: Client, world: World
) -> None:
    send(editor, world, {heading_of(world.new): "New"})
    html = editor.get(world.address).content.decode()
    for entry in (world.former, world.new):
        assert f'name="{heading_of(entry)}"' in html
    assert 'value="New"' in tag_of(html, heading_of(world.new))
    assert html.index("Forum") < html.index("Rezydencja")
    assert reverse("wagtailadmin_pages:edit", args=[world.section.pk]) in html
    key = world.former.translation_key
    assert f'name="section_entries-{key}-page"' not in html
    assert f'name="section_entries-{key}-ORDER"' not in html
    assert f"section_entries-{key}-DELETE-button" not in html
    assert "disabled" in tag_of(html, f"section_entries-{key}-DELETE")
    assert "section_entries-ADD" not in html
    assert "data-inline-panel-child-move-up" not in html
    own = editor.get(reverse("wagtailadmin_pages:edit", args=[world.section.pk]))
    assert "section_entries-ADD" in own.content.decode()


def test_headings_are_written_for_each_entry_of_the_original(editor: Client, world: World) -> None:
    send(editor, world, {heading_of(world.former): "Former", heading_of(world.new): "New"})
    expected = [("Former", ["Forum in English"]), ("New", ["Rezydencja in English"])]
    assert said() == expected
    send(editor, world, {heading_of(world.former): "Past", heading_of(world.new): "New"})
    assert said()[0][0] == "Past"
    rows = world.entries(world.twin)
    assert [(row.heading, row.page_id) for row in rows] == [
        ("Past", world.forum.pk),
        ("New", world.residency.pk),
    ]
    assert {row.locale for row in rows} == {world.tree.en}
    assert said("/pl/programy/") == [("Dawne", ["Forum"]), ("Nowe", ["Rezydencja"])]
    assert not list(upkeep.check())


def test_a_draft_of_headings_is_no_word_of_the_public_yet(editor: Client, world: World) -> None:
    send(editor, world, {heading_of(world.former): "Former"}, publish=False)
    assert said()[0][0] == ""
    html = editor.get(world.address).content.decode()
    assert "Former" in html
    draft = editor.get(reverse("wagtailadmin_pages:view_draft", args=[world.twin.pk]))
    assert "Former" in draft.content.decode()


def test_whatever_is_sent_changes_nothing_but_words(editor: Client, world: World) -> None:
    other = world.programme("Inny")
    first, second = (
        f"section_entries-{entry.translation_key}" for entry in world.entries(world.section)
    )
    send(
        editor,
        world,
        {
            heading_of(world.former): "Former",
            f"{first}-page": str(other.pk),
            f"{first}-ORDER": "9",
            f"{first}-id": "999999",
            f"{second}-DELETE": "on",
            f"{second}-ORDER": "1",
            "section_entries-TOTAL_FORMS": "3",
            "section_entries-INITIAL_FORMS": "0",
            "section_entries-0-page": str(other.pk),
            "section_entries-0-heading": "Mine",
            "section_entries-0-ORDER": "1",
        },
    )
    assert said()[0] == ("Former", ["Forum in English", "Rezydencja in English"])
    assert [(row.heading, row.page_id) for row in world.entries(world.twin)] == [
        ("Former", world.forum.pk)
    ]
    assert len(world.entries(world.section)) == 2


def test_what_is_sent_of_an_entry_finds_it_wherever_it_has_gone(
    editor: Client, world: World
) -> None:
    """The original was put in another order since the form was opened."""
    third = SectionEntry(heading="Trzecie", page=world.programme("Inny"), locale=world.tree.pl)
    world.list_in_order(third, world.new, world.former)
    send(editor, world, {heading_of(world.former): "Former", heading_of(world.new): "New"})
    assert said() == [
        ("", ["Inny in English"]),
        ("New", ["Rezydencja in English"]),
        ("Former", ["Forum in English"]),
    ]


def test_words_of_which_nothing_is_sent_stay(editor: Client, world: World) -> None:
    send(editor, world, {heading_of(world.former): "Former", heading_of(world.new): "New"})
    send(editor, world, {heading_of(world.new): ""})
    assert said() == [("Former", ["Forum in English", "Rezydencja in English"])]


def test_words_outlive_an_entry_that_comes_back(editor: Client, world: World) -> None:
    send(editor, world, {heading_of(world.former): "Former", heading_of(world.new): "New"})
    earlier = ProgrammeIndexPage.objects.get(pk=world.section.pk).latest_revision
    world.list_in_order(world.new)
    send(editor, world, {heading_of(world.former): "Lost?", heading_of(world.new): "New"})
    assert said()[0] == ("New", ["Rezydencja in English"])
    earlier.publish()
    assert said() == [("Former", ["Forum in English"]), ("New", ["Rezydencja in English"])]


def test_what_is_wrong_in_the_form_keeps_what_was_typed(editor: Client, world: World) -> None:
    sent = form({heading_of(world.former): "Former", "title": "", "action-publish": "1"})
    response = editor.post(world.address, sent)
    assert response.status_code == 200
    assert "Former" in response.content.decode()
    too_long = "x" * 121
    sent = form({heading_of(world.former): too_long, "action-publish": "1"})
    response = editor.post(world.address, sent)
    assert response.status_code == 200
    assert too_long in response.content.decode()
    assert not world.entries(world.twin)


def test_saving_in_the_background_can_be_repeated(editor: Client, world: World) -> None:
    """The editor saves drafts by itself, without loading the form anew."""
    for heading in ("F", "Fo", "Former"):
        response = editor.post(
            world.address,
            form({heading_of(world.former): heading}),
            headers={"accept": "application/json"},
        )
        assert response.status_code == 200, response.content
        assert response.json()["success"]
    draft = ProgrammeIndexPage.objects.get(pk=world.twin.pk).get_latest_revision_as_object()
    assert [row.heading for row in draft.section_entries.all()] == ["Former"]


def test_a_translation_that_becomes_the_original_lists_by_itself(
    editor: Client, world: World
) -> None:
    send(editor, world, {heading_of(world.former): "Former"})
    make_original(page=Page.objects.get(pk=world.twin.pk))
    assert said()[0] == ("Former", ["Forum in English", "Rezydencja in English"])
    html = editor.get(world.address).content.decode()
    assert "section_entries-ADD" in html
    polish = reverse("wagtailadmin_pages:edit", args=[world.section.pk])
    html = editor.get(polish).content.decode()
    assert "section_entries-ADD" not in html
    assert "Dawne" in html
