"""From an editor's click to a visitor's page and a front end's JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Page, expect
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission
from wagtail_localize.models import Translation, TranslationSource

from config.demo.posters import draw_poster
from courtyard.outbox import services as outbox
from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, Tree, grow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a courtyard lit by neon signs"
TITLE = "Most nad rzeką"
SLUG = "most-nad-rzeka"
SUMMARY = "Spotkania po obu stronach mostu."
HEADING = "Dwa brzegi"
TEXT = "Artyści z dwóch miast pracują razem przez tydzień."
ENGLISH = {
    TITLE: "A bridge over the river",
    HEADING: "Two banks",
    TEXT: "Artists of two cities work together for a week.",
    SUMMARY: "Meetings on both sides of the bridge.",
    SLUG: "a-bridge-over-the-river",
}


@pytest.fixture
def site(transactional_db: None) -> tuple[Tree, Any]:
    """A section in two languages."""
    tree = grow()
    section = ProgrammeIndexFactory(
        parent=tree.home, title="Działania międzynarodowe", slug="dzialania"
    )
    tree.in_english(section, title="International activities", slug="activities")
    return tree, section


@pytest.fixture
def editor(site: tuple[Tree, Any], django_user_model: Any) -> Any:
    """Somebody who may write, publish and translate, and nothing else."""
    tree, _section = site
    group = Group.objects.create(name="Redakcja")
    group.permissions.set(
        [Permission.objects.get(codename="access_admin"), permission_to_translate()]
    )
    for home in (tree.home, tree.home_en):
        for right in ("add_page", "change_page", "publish_page"):
            GroupPagePermission.objects.create(
                group=group,
                page=home,
                permission=Permission.objects.get(
                    codename=right, content_type__app_label="wagtailcore"
                ),
            )
    for right in ("add_image", "choose_image"):
        GroupCollectionPermission.objects.create(
            group=group,
            collection=Collection.get_first_root_node(),
            permission=Permission.objects.get(codename=right),
        )
    user = django_user_model.objects.create_user("editor", "editor@example.org", PASSWORD)
    user.groups.add(group)
    return user


def permission_to_translate() -> Permission:
    """Made by a migration of wagtail-localize, and emptied away before this test."""
    kind, _created = ContentType.objects.get_or_create(
        app_label="wagtail_localize", model="translation"
    )
    return Permission.objects.get_or_create(content_type=kind, codename="submit_translation")[0]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """An image file to be uploaded."""
    path = tmp_path / "most.webp"
    path.write_bytes(draw_poster("bridge", 1, width=320, height=200))
    return path


@pytest.mark.usefixtures("editor")
def test_an_editor_writes_previews_publishes_and_translates(
    screen: Page, live_server: Any, site: tuple[Tree, Any], picture: Path
) -> None:
    _tree, section = site
    log_in(screen, live_server.url)
    write(screen, live_server.url, section.pk, picture)
    preview(screen)
    publish(screen)
    address = f"{live_server.url}/pl/dzialania/most-nad-rzeka/"
    read(screen, address, [TITLE, HEADING, TEXT], language="pl")
    translate(screen, live_server.url)
    address = f"{live_server.url}/en/activities/a-bridge-over-the-river/"
    words = [ENGLISH[text] for text in (TITLE, SUMMARY, HEADING, TEXT)]
    read(screen, address, words, language="en")
    ask(screen, live_server.url, "/en/activities/a-bridge-over-the-river/")


def log_in(screen: Page, site: str) -> None:
    screen.goto(f"{site}/cms/")
    screen.locator("#id_username").fill("editor")
    screen.locator("#id_password").fill(PASSWORD)
    screen.get_by_role("button", name="Sign in").click()
    expect(screen).to_have_url(f"{site}/cms/")


def write(screen: Page, site: str, section: int, picture: Path) -> None:
    screen.goto(f"{site}/cms/pages/add/programmes/programmepage/{section}/")
    screen.locator("#id_title").fill(TITLE)
    screen.locator("#id_summary").fill(SUMMARY)
    screen.get_by_role("button", name="Choose an image").first.click()
    screen.get_by_role("tab", name="Upload").click()
    screen.locator("#id_image-chooser-upload-title").fill("Most")
    screen.locator("#id_image-chooser-upload-file").set_input_files(picture)
    screen.locator(".modal form button[type=submit], .modal form input[type=submit]").last.click()
    expect(screen.locator("#id_listing_image")).not_to_have_value("")
    screen.locator("#id_kind").select_option("forum")
    # Wagtail names panels above it in the language in which it was first asked for them.
    body = screen.locator("section[id$='-body-section']")
    body.get_by_title("Insert a block").first.click()
    screen.get_by_role("option", name="Heading").click()
    body.locator("input[name$='-text']").fill(HEADING)
    body.get_by_title("Insert a block").last.click()
    screen.get_by_role("option", name="Text", exact=True).click()
    body.locator("[contenteditable=true]").last.click()
    screen.keyboard.type(TEXT)
    # Wagtail saves the first draft by itself, and goes on with it at another address.
    expect(screen).to_have_url(re.compile(r"/cms/pages/\d+/edit/"))


def preview(screen: Page) -> None:
    screen.get_by_role("button", name="Toggle preview").click()
    frame = screen.frame_locator("iframe[title=Preview]").first
    expect(frame.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(frame.get_by_role("heading", name=HEADING)).to_be_visible()
    screen.get_by_role("button", name="Toggle preview").click()


def publish(screen: Page) -> None:
    screen.get_by_role("button", name="More actions").click()
    screen.get_by_role("button", name="Publish").click()
    expect(screen.locator(".messages .success")).to_contain_text("published.")


def translate(screen: Page, site: str) -> None:
    from programmes.models import ProgrammePage

    original = ProgrammePage.objects.get(title=TITLE)
    screen.goto(f"{site}/cms/localize/submit/page/{original.pk}/")
    screen.get_by_label("English").check()
    screen.get_by_role("button", name="Submit").click()
    for polish, english in ENGLISH.items():
        if polish == SLUG:
            screen.get_by_role("tab", name="Promote").click()
        segment = screen.get_by_text(polish, exact=True).locator("xpath=ancestor::li[1]")
        segment.get_by_role("button", name="Translate").click()
        segment.locator("textarea, input[type=text]").fill(english)
        segment.get_by_role("button", name="Save").click()
        expect(segment.get_by_text("Translated manually")).to_be_visible()
    screen.get_by_role("button", name="Publish in English").click()
    expect(screen.get_by_text("Published", exact=False).first).to_be_visible()


def read(screen: Page, address: str, words: list[str], language: str) -> None:
    # The worker's part: the renditions of the picture.
    outbox.work()
    screen.goto(address)
    expect(screen.locator("html")).to_have_attribute("lang", language)
    for word in words:
        expect(screen.get_by_text(word).first).to_be_visible()
    expect(screen.locator("main img").first).to_be_visible()


def ask(screen: Page, site: str, path: str) -> None:
    response = screen.request.get(f"{site}/api/content/v1/pages/by-path?path={path}")
    answer = json.loads(response.text())
    assert answer["title"] == ENGLISH[TITLE]
    assert [block["type"] for block in answer["body"]] == ["heading", "text"]
    assert answer["body"][0]["text"] == ENGLISH[HEADING]
    assert answer["image"]["sources"]
    assert [one["locale"] for one in answer["translations"]] == ["pl", "en"]


def test_who_may_not_publish_is_not_offered_to_delete_a_translation_first(
    screen: Page, live_server: Any, site: tuple[Tree, Any], editor: Any
) -> None:
    tree, section = site
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    page = ProgrammeFactory(parent=section, title=TITLE, slug=SLUG, owner=editor)
    Translation.objects.create(
        source=TranslationSource.get_or_create_from_instance(page)[0], target_locale=tree.en
    ).save_target(publish=False)
    draft = page.get_translation(tree.en)
    log_in(screen, live_server.url)
    screen.goto(f"{live_server.url}/cms/pages/{draft.pk}/edit/")
    expect(screen.get_by_role("link", name="Preview")).to_be_visible()
    for text in ("Delete", "Stop Synced translation"):
        expect(screen.locator("footer").get_by_text(text)).to_be_hidden()
