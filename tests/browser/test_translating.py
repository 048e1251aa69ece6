"""A translator of Ukrainian: finds what is out of date, sees what changed, translates, publishes.

All of it without a mouse. It also tries what our script relies on in wagtail-localize's editor:
what changes there in an upgrade fails here (docs/departures.md).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect
from wagtail.models import APIToken, Locale
from wagtail.rich_text import RichText
from wagtail.users.models import UserProfile
from wagtail_localize.models import String, StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from courtyard.localisation import sources
from courtyard.models import GlossaryTerm
from courtyard.publications.stored import Publication
from tests.trees import ContentFactory, Tree, add_language, grow, in_language, translate_the_rest

from .test_an_editors_day import PASSWORD, permission_to_translate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
OURS = ".courtyard-bar, .courtyard-page, [data-courtyard], h3 + ul > li textarea"
ASK = """async (ours) => {
    const found = await axe.run(
        {include: ours.split(", ").filter((one) => document.querySelector(one)).map((one) => [one]),
         exclude: [["iframe"]]},
        {resultTypes: ["violations"], iframes: false});
    return found.violations.map((one) =>
        `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""
LONG = 1_000

Site = tuple[Tree, Locale, Any]


@pytest.fixture
def site(transactional_db: None, django_user_model: Any) -> Site:
    """A page in Polish with a Ukrainian translation that is older, and one who may mend that."""
    tree = grow()
    uk = add_language(tree, "uk")
    in_language(tree.home, uk, title="Головна", slug="uk")
    about = ContentFactory(
        parent=tree.home,
        title="O nas",
        slug="o-nas",
        summary="Jesteśmy z Wrocławia.",
        body=[("text", RichText('<p>Nabór trwa do maja. <a href="/pl/">Regulamin naboru</a></p>'))],
    )
    translate_object(about, [uk])
    translation = Translation.objects.get(source__object_id=about.translation_key)
    translate_the_rest(translation)
    for place, words in (("title", "Про нас"), ("summary", "Ми з Вроцлава.")):
        StringTranslation.objects.filter(context__path=place).update(data=words)
    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()
    about.refresh_from_db()
    about.summary = "Jesteśmy z Wrocławia i Lwowa."
    about.save_revision().publish()
    sources.follow([translation.source])
    permission_to_translate()
    call_command("set_up_roles", verbosity=0)
    user = django_user_model.objects.create_user("olena", "olena@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name="Translators – uk"))
    moderator = django_user_model.objects.create_user("taras", "taras@example.org", PASSWORD)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    UserProfile.objects.create(user=moderator, preferred_language="en")
    UserProfile.objects.create(user=user, preferred_language="en")
    return tree, uk, about


@pytest.fixture
def desk(site: Site, screen: Page, live_server: Any) -> Page:
    """The admin's first page, as the translator has it."""
    enter(screen, live_server.url, "olena")
    return screen


def enter(screen: Page, url: str, name: str) -> None:
    """Log into the admin."""
    screen.goto(f"{url}/cms/")
    screen.locator("#id_username").fill(name)
    screen.locator("#id_password").fill(PASSWORD)
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(f"{url}/cms/")


def text_of(screen: Page, words: str) -> Locator:
    """A text in the editor by the words of the original, as wagtail-localize shows it."""
    return screen.locator("h3 + ul > li").filter(has=screen.locator(f"> p:text-is('{words}')"))


def test_a_translator_finds_mends_and_publishes_what_is_out_of_date(
    desk: Page, site: Site, live_server: Any
) -> None:
    tree, uk, about = site
    GlossaryTerm.objects.create(
        source=tree.pl, target=uk, term="Wrocław", approved="Вроцлав", note="the city"
    )
    reader = f"{live_server.url}{about.get_translation(uk).url}"
    desk.goto(reader)
    expect(desk.locator(".notice")).to_be_visible()

    desk.goto(f"{live_server.url}/cms/")
    waiting = desk.locator(".courtyard-tasks")
    expect(waiting.locator("ins")).to_have_text(" i Lwowa")
    waiting.get_by_role("link", name="Про нас").press("Enter")

    open_text = text_of(desk, "Jesteśmy z Wrocławia i Lwowa.")
    expect(open_text.locator(".courtyard-diff ins")).to_have_text(" i Lwowa")
    expect(desk.locator(".courtyard-progress")).to_have_text("Texts translated: 2 of 3")
    page = desk.frame_locator(".courtyard-page iframe")
    expect(page.locator("main")).to_contain_text("Jesteśmy z Wrocławia i Lwowa.")

    desk.keyboard.press("Control+Enter")
    box = open_text.locator("textarea")
    expect(box).to_be_focused()
    expect(page.locator("[style*=outline]")).to_have_text("Jesteśmy z Wrocławia i Lwowa.")
    desk.keyboard.press("Alt+Enter")
    expect(box).to_have_value("Ми з Вроцлава.")
    expect(open_text.locator(".courtyard-count")).to_have_text("Characters: 14 of at most 300")

    hint = open_text.locator(".courtyard-hint[data-kept]")
    expect(hint).to_have_text("Glossary: Wrocław → Вроцлав (the city)")

    desk.keyboard.type(" <b>")
    expect(open_text.locator(".courtyard-fault")).to_have_text("<b> is not closed.")
    desk.add_script_tag(path=AXE)
    for scheme in ("light", "dark"):
        desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert desk.evaluate(ASK, OURS) == [], scheme

    desk.keyboard.press("Control+a")
    desk.keyboard.type("Ми з Вроцлава й Львова.")
    expect(open_text.locator(".courtyard-fault")).to_have_count(0)
    desk.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Ми з Вроцлава й Львова.")
    expect(desk.locator(".courtyard-progress")).to_have_text("Every text is translated.")
    # Her role publishes nothing: a moderator does, to whom it is handed in.
    expect(desk.get_by_role("button", name="Publish in")).to_have_count(0)
    expect(desk.get_by_role("button", name="Hand in for review")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator(".messages .success")).to_contain_text("is handed in for review")
    expect(desk.locator(".messages .warning")).to_be_visible()
    polish_is_refused(desk, live_server.url, tree, about)

    browser: Any = desk.context.browser
    moderator = browser.new_page()
    enter(moderator, live_server.url, "taras")
    moderator.get_by_role("link", name="Про нас").first.press("Enter")
    moderator.get_by_role("button", name="Publish in").press("Enter")
    expect(moderator.get_by_text("Published", exact=False).first).to_be_visible()
    moderator.close()

    desk.goto(reader)
    expect(desk.locator("main")).to_contain_text("Ми з Вроцлава й Львова.")
    expect(desk.locator(".notice")).to_have_count(0)


def polish_is_refused(desk: Page, url: str, tree: Tree, about: Any) -> None:
    """In the form of a page and of a translation, in PO files, and by the API."""
    english = ContentFactory(parent=tree.home_en, locale=tree.en, title="Jobs", slug="jobs")
    translate_object(english, [tree.pl])
    translation = Translation.objects.get(target_locale=tree.pl)
    twin = translation.get_target_instance()
    for page in (about, twin):
        desk.goto(f"{url}/cms/pages/{page.pk}/edit/")
        expect(desk).to_have_url(f"{url}/cms/")
        expect(desk.locator(".messages .error")).to_be_visible()
    desk.goto(f"{url}/cms/courtyard/po/")
    expect(desk.get_by_role("link", name="Українська")).to_have_count(1)
    expect(desk.get_by_role("link", name="Polski")).to_have_count(0)
    desk.goto(f"{url}/cms/courtyard/po/export/pl/")
    expect(desk).to_have_url(f"{url}/cms/")
    user = User.objects.get(username="olena")
    _row, token = APIToken.create_token(user=user, name="olena")
    answer = desk.request.patch(
        f"{url}/api/v3-preview/pages/{about.pk}/",
        data={"meta": {"type": "home.ContentPage"}, "title": "Moje"},
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status in (403, 404)
    about.refresh_from_db()
    assert about.title == "O nas"


def test_a_machines_words_other_languages_and_narrow_windows(
    desk: Page, site: Site, live_server: Any
) -> None:
    """What a machine wrote is marked until somebody says that it is right."""
    tree, uk, about = site
    tree.in_english(about, title="About us")
    StringTranslation.objects.filter(context__path="title").update(translation_type="machine")
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto(f"{live_server.url}/cms/pages/{about.get_translation(uk).pk}/edit/")
    title = text_of(desk, "O nas")
    expect(title.locator(".courtyard-draft")).to_be_visible()
    expect(desk.get_by_role("heading", name="Polski → Українська")).not_to_have_count(0)
    expect(desk.locator(".courtyard-progress")).to_contain_text("by a machine: 1")
    desk.locator("#courtyard-also").select_option("en")
    expect(title.locator(".courtyard-also")).to_have_text("About us")
    title.get_by_role("button", name="It is right").press("Enter")
    expect(title.locator(".courtyard-draft")).to_be_hidden()
    expect(desk.locator(".courtyard-progress")).not_to_contain_text("by a machine")
    assert StringTranslation.objects.get(context__path="title").translation_type == "manual"

    shown = desk.locator(".courtyard-page")
    expect(shown).to_be_hidden()
    turn = desk.get_by_role("button", name="Show the page")
    turn.press("Enter")
    expect(shown.locator("iframe")).to_be_visible()
    expect(title).to_be_hidden()
    desk.get_by_role("button", name="Back to the texts").press("Enter")
    expect(title).to_be_visible()
    assert desk.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_the_second_of_two_in_one_text_loses_nothing_and_sees_whose_words_stand_there(
    desk: Page, site: Site, live_server: Any
) -> None:
    _tree, uk, about = site
    address = f"{live_server.url}/cms/pages/{about.get_translation(uk).pk}/edit/"
    browser: Any = desk.context.browser
    other = browser.new_page()
    enter(other, live_server.url, "taras")
    words = "Jesteśmy z Wrocławia i Lwowa."
    ours, theirs = "Ми — з Вроцлава та Львова.", "Ми з Вроцлава й Львова."
    for window in (desk, other):
        window.goto(address)
        expect(window.locator(".courtyard-bar[data-ready]")).to_be_attached()
    for window, typed in ((other, theirs), (desk, ours)):
        window.keyboard.press("Control+Enter")
        expect(text_of(window, words).locator("textarea")).to_be_focused()
        window.keyboard.type(typed)
        window.keyboard.press("Control+Enter")
        if window is other:
            expect(text_of(window, words).locator("textarea")).to_have_count(0)
    other.close()

    text = text_of(desk, words)
    expect(text.get_by_text("Not saved yet: taras saved other words here")).to_be_visible()
    expect(text).to_contain_text(theirs)
    expect(text).to_contain_text(ours)
    said = StringTranslation.objects.filter(translation_of__data=words)
    assert [one.data for one in said] == [theirs]
    if (box := text.locator("textarea")).count() == 0:
        text.locator("> ul button").first.press("Enter")
    expect(box).to_have_value(ours)
    with desk.expect_response(lambda answer: answer.request.method == "PUT"):
        box.press("Control+Enter")
    expect(text.get_by_text("Not saved yet")).to_have_count(0)
    assert [one.data for one in said.all()] == [ours]


def test_a_long_text_is_saved_again_and_what_a_lock_refused_is_no_conflict_afterwards(
    desk: Page, site: Site, live_server: Any
) -> None:
    _tree, uk, about = site
    twin = about.get_translation(uk)
    desk.goto(f"{live_server.url}/cms/pages/{twin.pk}/edit/")
    expect(desk.locator(".courtyard-bar[data-ready]")).to_be_attached()
    words = "Jesteśmy z Wrocławia i Lwowa."
    text = text_of(desk, words)
    said = StringTranslation.objects.filter(translation_of__data=words)

    def save(typed: str) -> Any:
        text.locator("> ul button").last.press("Enter")
        text.locator("textarea").fill(typed)
        with desk.expect_response(lambda answer: answer.request.method == "PUT") as answered:
            text.locator("textarea").press("Control+Enter")
        assert all(len(value) < 4000 for value in answered.value.request.headers.values())
        return answered.value.json()

    for paragraph in ("Ми з Вроцлава й Львова. " * 90, "Ми — з Вроцлава та Львова. " * 90):
        assert "theirs" not in save(paragraph)
        assert [one.data for one in said.all()] == [paragraph]
    pages = type(twin).objects.filter(pk=twin.pk)
    pages.update(locked=True, locked_by=User.objects.get(username="taras"))
    assert save("Ми з Вроцлава.")["error"].startswith("Not saved: the page is locked")
    pages.update(locked=False, locked_by=None)
    assert "theirs" not in save("Ми зі Львова.")
    assert [one.data for one in said.all()] == ["Ми зі Львова."]


def test_a_thousand_texts_can_be_gone_through(desk: Page, site: Site, live_server: Any) -> None:
    """How long it takes is printed: it depends on the machine."""
    tree, uk, about = site
    translation = Translation.objects.get(source__object_id=about.translation_key)
    Publication.stored.filter(page=about).update(words="")
    first = translation.source.stringsegment_set.get(context__path__startswith="body")
    strings = String.objects.bulk_create(
        String(locale=tree.pl, data=words, data_hash=String._get_data_hash(words))
        for words in (f"Akapit {place}" for place in range(LONG))
    )
    StringSegment.objects.bulk_create(
        StringSegment(
            source=translation.source, string=one, context=first.context, order=100 + place
        )
        for place, one in enumerate(strings)
    )
    # Without the page, whose rich text holds none of them.
    desk.set_viewport_size({"width": 1000, "height": 900})
    desk.goto(f"{live_server.url}/cms/pages/{about.get_translation(uk).pk}/edit/")
    expect(desk.locator(".courtyard-bar[data-ready]")).to_be_attached()
    ready = desk.locator(".courtyard-bar").get_attribute("data-ready")
    print(f"{LONG} texts: ready after {ready} ms")  # noqa: T201
    last = desk.locator("h3 + ul > li", has_text=f"Akapit {LONG - 1}")
    last.locator("> ul button").focus()
    desk.keyboard.press("Enter")
    expect(last.locator("textarea")).to_be_focused()
    desk.keyboard.press("Alt+ArrowDown")
    expect(desk.locator("h3 + ul > li textarea").first).to_be_focused()
    expect(desk.locator("h3 + ul > li textarea").first).to_be_in_viewport()
    desk.on("dialog", lambda question: question.accept())
    desk.goto("about:blank")
