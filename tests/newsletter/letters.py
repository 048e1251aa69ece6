"""What the tests of the newsletter have in common: a reader who signs up, and their mails."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client, RequestFactory

from courtyard.delivery.asking import reader_for
from courtyard.outbox import services as outbox
from news.newsletter.consent import Wording, wording
from news.newsletter.forms import _signer
from news.newsletter.models import Subscriber

LIFTED = {"network": None, "site": None, "address": None}
READER = "reader@example.org"
SIGN_UP = "/pl/newsletter/sign-up/"
HIDDEN = re.compile(r'name="opened"\s+value="([^"]*)"')


def opened(client: Client, path: str = SIGN_UP, *, seconds: int = 60) -> str:
    """What a form says that was shown so many seconds ago."""
    shown = HIDDEN.findall(client.get(path).content.decode())[0]
    version = _signer.unsign(shown)
    return backdated(version, seconds)


def backdated(version: str, seconds: int) -> str:
    """A version of the consent's words, signed as it was so many seconds ago."""
    import time
    from unittest import mock

    then = time.time() - seconds
    with mock.patch("django.core.signing.time.time", return_value=then):
        return _signer.sign(version)


def fill_in(client: Client, path: str = SIGN_UP, **changes: Any) -> dict[str, Any]:
    """The second step as somebody fills it in."""
    code = path.split("/")[1]
    return {
        "email": READER,
        "languages": [code],
        "consent": "on",
        "website": "",
        "opened": changes.pop("opened", None) or opened(client, path),
        **changes,
    }


def sign_up(client: Client, path: str = SIGN_UP, **changes: Any) -> Any:
    """Somebody fills in the second step and sends it."""
    return client.post(path, fill_in(client, path, **changes))


def mails() -> list[EmailMessage]:
    """The mails that the worker has sent, as a mail program reads them."""
    outbox.work()
    return [
        message_from_bytes(message.message().as_bytes(), policy=policy.default)
        for message in mail.outbox
    ]


def text_of(message: EmailMessage) -> str:
    """The text of a mail."""
    part: Any = message.get_body(("plain",))
    return str(part.get_content())


def path_in(message: EmailMessage, name: str) -> str:
    """The path of the link of that name in a mail."""
    found = re.search(rf"https?://localhost:8000(/\S*/{name}/\S+/)", text_of(message))
    assert found is not None, text_of(message)
    return urlsplit(found[1]).path


def confirmed(client: Client, path: str = SIGN_UP, **changes: Any) -> Subscriber:
    """Somebody who has signed up and confirmed; their mails are sent and put away."""
    sign_up(client, path, **changes)
    client.post(path_in(mails()[-1], "confirm"))
    outbox.work()
    return Subscriber.objects.latest("pk")


class Refusing(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError


def wording_in(client: Client, code: str) -> Wording:
    """What somebody agrees to in a language of the site."""
    request: Any = RequestFactory().get(f"/{code}/", HTTP_HOST="localhost")
    return wording(reader_for(request, code))
