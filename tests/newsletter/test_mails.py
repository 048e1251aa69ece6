"""The mails of the newsletter, as a mail program reads them."""

from __future__ import annotations

import re
from email import message_from_string
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, cast

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from courtyard.outbox import services as outbox
from news.newsletter import services
from news.newsletter.mails import send_welcome
from news.newsletter.models import Source, Subscriber
from tests.trees import Tree

from .letters import READER, confirmed, mails, path_in, sign_up, text_of, wording_in

ADDRESS = re.compile(r"""(?:https?:|//|src=|url\()[^\s"'<>]*""")


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def letters(client: Client, settings: Any) -> dict[str, EmailMessage]:
    """One of each kind, to somebody who signed up in English on a site that has https."""
    settings.WAGTAILADMIN_BASE_URL = "https://localhost:8000"
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
        links = set(re.findall(r"https://localhost:8000/\S+/", text.get_content()))
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


@pytest.mark.parametrize("code", ["pl", "en", "uk", "de"])
@pytest.mark.parametrize("name", ["Courtyard", "Дім культури імені Тараса Шевченка у Львові"])
def test_no_header_is_broken_before_it_begins(
    tree: Tree, settings: Any, code: str, name: str
) -> None:
    """Programs would read an empty line, or a blank before the subject."""
    settings.DEFAULT_FROM_EMAIL = f"{name} <dim@мистецтво.укр>"
    settings.COURTYARD_NEWSLETTER_MAILBOX = {"ADDRESS": "leave@example.org", "MAILDIR": "/none"}
    reader = Subscriber.objects.create(email=READER, status="confirmed", asked_at=timezone.now())
    reader.languages.create(code=code, place=0)
    send_welcome({"subscriber": reader.pk})
    sent: Any = mail.outbox[0]
    written = sent.message().as_bytes(linesep="\r\n").partition(b"\r\n\r\n")[0].decode()
    assert not re.search(r"^[\w-]+:\s*$", written, re.MULTILINE)
    lines = written.splitlines()
    assert max((len(line) for line in lines if "=?" in line), default=0) <= 76
    heads = message_from_string(written)
    read = {key: str(make_header(decode_header(heads[key]))) for key in ("Subject", "From")}
    assert read["Subject"] == sent.subject
    assert read["From"] == f"{name} <dim@xn--b1afipnphb9a.xn--j1amh>"


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


def test_without_https_no_click_of_a_mail_program_is_offered(client: Client) -> None:
    """RFC 8058 demands it: what goes unencrypted is opened by people, and by mail."""
    confirmed(client)
    welcome = mails()[-1]
    assert "List-Unsubscribe-Post" not in welcome
    assert welcome["List-Unsubscribe"].startswith("<http://localhost:8000/pl/newsletter/unsub")


def test_nothing_in_them_comes_from_elsewhere(letters: dict[str, EmailMessage]) -> None:
    for message in letters.values():
        for part in message.iter_parts():
            found = ADDRESS.findall(part.get_content())
            assert found
            assert all(one.startswith("https://localhost:8000/en/newsletter/") for one in found)
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


WORDS = {
    "pl": ("Potwierdź zapis", "Witaj w naszym newsletterze", "Moja subskrypcja"),
    "en": ("Please confirm your subscription", "Welcome to our newsletter", "My subscription"),
    "uk": ("Будь ласка, підтвердьте", "Ласкаво просимо до нашої розсилки", "Моя підписка"),
    "de": ("Bitte bestätigen", "Willkommen bei unserem Newsletter", "Mein Abonnement"),
}


@pytest.mark.parametrize("code", WORDS)
def test_who_signs_up_is_asked_and_welcomed_in_one_language_from_subject_to_foot(
    tree: Tree, client: Client, code: str
) -> None:
    """The site shows two languages; mails go out in all that the settings name."""
    services.ask(
        email=READER,
        wishes=services.Wishes([code]),
        wording=wording_in(client, "pl"),
        source=Source.FORM,
        network="",
    )
    (asked,) = mails()
    secret = path_in(asked, "confirm").rstrip("/").rpartition("/")[2]
    services.confirm(token=secret)
    welcome = mails()[-1]
    confirm, subject, link = WORDS[code]
    assert str(asked["Subject"]).strip().startswith(confirm)
    assert welcome["Subject"].strip() == subject
    for message in (asked, welcome):
        assert message["Content-Language"] == code
        html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
        assert f'<html lang="{code}">' in html
    assert f"/{code}/newsletter/confirm/" in text_of(asked)
    assert f"/{code}/newsletter/manage/" in text_of(welcome)
    assert link in welcome.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_mails_pass_through_the_library_of_providers_unchanged(
    client: Client, settings: Any
) -> None:
    """django-anymail, which takes a mail apart for the interface of a provider."""
    settings.WAGTAILADMIN_BASE_URL = "https://localhost:8000"
    subscriber = confirmed(client)
    mail.outbox.clear()
    for backend in ("django.core.mail.backends.locmem", "anymail.backends.test"):
        settings.EMAIL_BACKEND = f"{backend}.EmailBackend"
        outbox.write(services.WELCOME, payload={"subscriber": subscriber.pk})
        outbox.work()
    by_smtp, by_provider = cast("list[Any]", mail.outbox)
    told = by_provider.anymail_test_params
    headers = dict(told["extra_headers"])
    names = ("List-Unsubscribe", "List-Unsubscribe-Post", "Content-Language", "Auto-Submitted")
    assert {name: headers[name] for name in (*names, "Message-ID")} == {
        name: by_smtp.extra_headers[name] for name in (*names, "Message-ID")
    }
    assert [one.addr_spec for one in told["to"]] == [READER]
    assert told["subject"] == by_smtp.subject
    assert told["text_body"] == by_smtp.body
    [(html, _kind)] = by_smtp.alternatives
    assert told["html_body"] == html
