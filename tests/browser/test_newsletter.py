"""A reader's way: from the foot of a page to the newsletter, and out of it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from news.newsletter import mails as letters
from news.newsletter.models import ConsentEvent, Purpose, Subscriber, Token
from tests.newsletter.letters import mails, path_in
from tests.trees import ContentFactory, NewsletterFactory, grow

from .accessible import ASK, AXE, TAGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "pl": {
        "send": "Zapisz się",
        "confirm": "Tak, chcę otrzymywać newsletter",
        "manage": "Wybierz języki i tematy",
        "keep": "Zapisz wybór",
        "kept": "Twój wybór został zapisany.",
        "leave": "Wypisz mnie",
    },
    "en": {
        "send": "Sign up",
        "confirm": "Yes, send me the newsletter",
        "manage": "Choose languages and topics",
        "keep": "Keep this choice",
        "kept": "Your choice is kept.",
        "leave": "Unsubscribe",
    },
}


@pytest.fixture
def site(live_server: Any, transactional_db: None) -> str:
    """A page and the newsletter's own, in Polish and in English; gives the site's address."""
    tree = grow()
    about = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    tree.in_english(about, title="About us", slug="about")
    letters = NewsletterFactory(parent=tree.home, title="Newsletter", slug="newsletter")
    tree.in_english(letters, title="Newsletter", slug="newsletter")
    return str(live_server.url)


def press(button: Locator) -> None:
    """Press what leads to another page, and be on that: a click does not wait for the answer."""
    with button.page.expect_event("load"):
        button.click()


def accessible(page: Page) -> None:
    """What axe finds on a page: nothing. A page without scripts is not asked."""
    page.add_script_tag(path=AXE)
    assert page.evaluate(ASK, [None, TAGS]) == []


@pytest.mark.parametrize(("code", "begins"), [("pl", "/pl/o-nas/"), ("en", "/en/newsletter/")])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_signs_up_confirms_chooses_and_leaves(
    browser: Browser, site: str, code: str, begins: str, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts, bypass_csp=True)
    page, words = context.new_page(), WORDS[code]
    look = accessible if scripts else lambda page: None

    page.goto(site + begins)
    page.locator("input[type=email]").fill("reader@example.org")
    press(page.get_by_role("button", name=words["send"]))
    expect(page.locator("#email-form")).to_have_value("reader@example.org")
    look(page)
    page.wait_for_timeout(2_100)
    page.locator("#consent-form").check()
    press(page.get_by_role("button", name=words["send"]))
    expect(page).to_have_url(f"{site}/{code}/newsletter/check-your-inbox/")

    link = site + path_in(mails()[-1], "confirm")
    for _ in range(3):
        page.goto(link)
    assert not ConsentEvent.objects.filter(kind="confirmed").exists()
    press(page.get_by_role("button", name=words["confirm"]))
    press(page.get_by_role("link", name=words["manage"]))
    look(page)
    for box in page.locator("input[name=languages]").all():
        box.check()
    press(page.get_by_role("button", name=words["keep"]))
    expect(page.get_by_role("status")).to_have_text(words["kept"])
    assert len(Subscriber.objects.get().language_codes) == 2

    page.goto(site + path_in(mails()[-1], "unsubscribe"))
    press(page.get_by_role("button", name=words["leave"]))
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    assert Subscriber.objects.get().status == "unsubscribed"
    assert context.cookies() == []
    context.close()


def each_mail(code: str) -> list[str]:
    """The HTML of each mail that somebody gets who reads one language."""
    now = timezone.now()
    reader = Subscriber.objects.create(
        email=f"reader-{code}@example.org", status="confirmed", asked_at=now
    )
    reader.languages.create(code=code, place=0)
    token = Token(subscriber=reader, purpose=Purpose.CONFIRM).renew(now)
    letters.send_confirmation({"token": token.pk, "nonce": token.nonce[:8]})
    letters.send_welcome({"subscriber": reader.pk})
    letters.send_already_confirmed({"subscriber": reader.pk})
    found: list[Any] = list(mail.outbox[-3:])
    return [str(html) for one in found for html, _kind in one.alternatives]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mails_are_accessible_and_ask_for_nothing(
    browser: Browser, site: str, scheme: Any
) -> None:
    page = browser.new_page(color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for code in ("pl", "en", "uk", "de"):
        for html in each_mail(code):
            page.set_viewport_size({"width": 1280, "height": 900})
            page.set_content(html)
            accessible(page)
            page.set_viewport_size({"width": 320, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert asked == []
    page.close()


@pytest.mark.parametrize(("code", "scheme"), [("pl", "light"), ("en", "dark")])
def test_every_page_of_the_newsletter_is_accessible_and_brings_to_what_has_to_be_mended(
    browser: Browser, site: str, settings: Any, code: str, scheme: Any, tmp_path: Path
) -> None:
    settings.COURTYARD_ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    settings.COURTYARD_NEWSLETTER_LIMITS = {"network": (1, 3600), "site": None, "address": None}
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page, words, looked_at = context.new_page(), WORDS[code], set()

    def look(name: str) -> None:
        accessible(page)
        looked_at.add(name)

    def have_to_be_mended(*fields: str) -> None:
        """The focus is on what is wrong; its links lead to the fields, which say it too."""
        expect(page.locator(".mistakes")).to_be_focused()
        for field in fields:
            page.locator(f'.mistakes a[href="#{field}-form"]').click()
            described = page.locator(f"#{field}-form, [name={field}]").first
            assert f"{field}-mistake-form" in str(described.get_attribute("aria-describedby"))
            expect(page.locator(f"#{field}-mistake-form")).not_to_be_empty()
            invalid = page.locator(f'[name={field}][aria-invalid="true"]')
            assert invalid.count() == page.locator(f"[name={field}]").count() > 0

    def sign_up(email: str) -> None:
        page.goto(f"{site}/{code}/newsletter/sign-up/")
        page.locator("#email-form").fill(email)
        page.locator("#consent-form").check()
        page.wait_for_timeout(2_100)
        press(page.get_by_role("button", name=words["send"]))

    page.goto(f"{site}/{code}/newsletter/sign-up/")
    look("second step")
    for box in page.locator("input[name=languages]").all():
        box.uncheck()
    press(page.get_by_role("button", name=words["send"]))
    look("mistakes")
    have_to_be_mended("email", "consent", "languages")

    sign_up("reader@example.org")
    look("check your inbox")
    confirm = site + path_in(mails()[-1], "confirm")
    sign_up("other@example.org")
    expect(page.locator(".mistakes")).to_be_focused()
    expect(page.locator("#email-form")).to_have_value("other@example.org")
    look("too many")

    page.goto(confirm)
    look("confirm")
    press(page.get_by_role("button", name=words["confirm"]))
    look("confirmed")
    page.goto(confirm)
    look("gone")
    sent = mails()[-1]
    manage, unsubscribe = (site + path_in(sent, name) for name in ("manage", "unsubscribe"))
    page.goto(manage)
    look("manage")
    for box in page.locator("input[name=languages]").all():
        box.uncheck()
    press(page.get_by_role("button", name=words["keep"]))
    look("manage with mistakes")
    assert page.title().startswith(page.locator(".mistakes h2").inner_text())
    have_to_be_mended("languages")

    page.goto(unsubscribe)
    look("unsubscribe")
    press(page.get_by_role("button", name=words["leave"]))
    look("unsubscribed")
    page.goto(manage)
    look("manage after having left")
    page.goto(manage.replace("manage", "erase"))
    look("erase")
    press(page.locator("main button"))
    look("erased")
    assert len(looked_at) == 14
    context.close()
