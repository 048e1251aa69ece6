"""The mails of the newsletter, as a mail program reads them."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from courtyard.outbox import services as outbox
from news.newsletter import services
from news.newsletter.models import Subscriber
from tests.trees import Tree

from .letters import READER, confirmed, mails, path_in, sign_up, text_of

ADDRESS = re.compile(r"""(?:https?:|//|src=|url\()[^\s"'<>]*""")


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def letters(client: Client) -> dict[str, EmailMessage]:
    """One of each kind, to somebody who signed up in English."""
    confirmed(client, "/en/newsletter/sign-up/")
    sign_up(client, "/en/newsletter/sign-up/")
    confirmation, welcome, already = mails()
    return {"confirmation": confirmation, "welcome": welcome, "already": already}


def test_each_has_the_text_first_and_complete_and_the_same_in_html(
    letters: dict[str, EmailMessage],
) -> None:
    for message in letters.values():
        assert message.get_content_type() == "multipart/alternative"
        text, html = message.iter_parts()
        assert [text.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
        shown = html.get_content()
        assert '<html lang="en">' in shown
        links = set(re.findall(r"http://localhost:8000/\S+/", text.get_content()))
        assert links == set(re.findall(r'href="([^"]+)"', shown))
        assert "<" not in text.get_content()


def test_headers_are_those_of_a_mail_that_is_wanted(letters: dict[str, EmailMessage]) -> None:
    for message in letters.values():
        assert message["To"] == READER
        sender = parseaddr(message["From"])[1]
        assert message["Message-ID"].endswith(f"@{sender.rpartition('@')[2]}>")
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Content-Language"] == "en"
        assert message["Date"]
        assert not message.defects
        assert max(len(line) for line in bytes(message).splitlines()) <= 998


def test_all_but_the_confirmation_can_be_left_by_one_click(
    letters: dict[str, EmailMessage],
) -> None:
    for name in ("List-Unsubscribe", "List-Unsubscribe-Post"):
        assert name not in letters["confirmation"]
    for kind in ("welcome", "already"):
        message = letters[kind]
        (by_click,) = re.findall(r"<([^>]+)>", message["List-Unsubscribe"])
        assert by_click.endswith(path_in(message, "unsubscribe"))
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nothing_in_them_comes_from_elsewhere(letters: dict[str, EmailMessage]) -> None:
    for message in letters.values():
        for part in message.iter_parts():
            found = ADDRESS.findall(part.get_content())
            assert found
            assert all(one.startswith("http://localhost:8000/en/newsletter/") for one in found)
            assert "<img" not in part.get_content()


def test_who_is_subscribed_is_told_so_once_a_day(client: Client) -> None:
    confirmed(client)
    for _ in range(3):
        sign_up(client)
        mails()
    assert [message["Subject"] for message in mails()].count("Już otrzymujesz nasz newsletter") == 1
    assert len(mail.outbox) == 3, "confirmation, welcome, and once that they are subscribed"
    Subscriber.objects.update(reminded_at=timezone.now() - services.REMINDER_PAUSE)
    sign_up(client)
    assert len(mails()) == 4


@pytest.mark.parametrize("code", ["pl", "en", "uk", "de"])
def test_a_mail_is_in_one_language_from_the_subject_to_the_foot(
    tree: Tree, client: Client, code: str
) -> None:
    subscriber = confirmed(client)
    subscriber.languages.update(code=code)
    mail.outbox.clear()
    outbox.write(services.WELCOME, payload={"subscriber": subscriber.pk})
    (message,) = mails()
    words = {
        "pl": ("Witaj w naszym newsletterze", "Moja subskrypcja"),
        "en": ("Welcome to our newsletter", "My subscription"),
        "uk": ("Ласкаво просимо до нашої розсилки", "Моя підписка"),
        "de": ("Willkommen bei unserem Newsletter", "Mein Abonnement"),
    }
    subject, link = words[code]
    assert message["Subject"].strip() == subject
    assert link in message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert f"/{code}/newsletter/manage/" in text_of(message)
