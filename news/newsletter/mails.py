"""Mails to subscribers, each in the subscriber's language; sent by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any
from urllib.parse import quote, urljoin

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from courtyard.models import SiteTexts
from courtyard.outbox import post

from . import mailbox, services
from .addresses import in_ascii, keyed_hash
from .models import Purpose, Subscriber, SubscriberStatus, Token
from .subscribers import language_among

ALREADY_CONFIRMED = gettext_lazy("You already receive our newsletter")
WELCOME = gettext_lazy("Welcome to our newsletter")

NAMES = {
    services.CONFIRMATION: gettext_lazy("link to confirm by"),
    services.ALREADY_CONFIRMED: gettext_lazy("told that they are subscribed already"),
    services.WELCOME: gettext_lazy("welcome"),
}
"""What newsletter managers call each kind of mail."""


def send_confirmation(payload: Mapping[str, Any]) -> None:
    """Send the link by which somebody confirms; nothing if they have, or have asked anew.

    It is good from now on, however long the mail has waited.
    """
    mine = Token.objects.filter(
        pk=payload["token"],
        purpose=Purpose.CONFIRM,
        nonce__startswith=payload["nonce"],
    )
    with transaction.atomic():
        # A link that is used or replaced at this moment must not come back.
        token = mine.select_for_update().first()
        if token is None:
            return
        token.prolong(timezone.now())
    # Not that of what they read now, or have read before they left.
    languages = services.asked_for(token.subscriber).languages
    with translation.override(language_among(languages)):
        _send(
            token.subscriber,
            subject=_("Please confirm your subscription"),
            template="newsletter/mail/confirmation",
            context={"link": address("confirm", token.secret)},
            about=f"confirmation {token.nonce}",
        )


def send_already_confirmed(payload: Mapping[str, Any]) -> None:
    """Tell somebody who signs up again that they are subscribed already."""
    _send_to_confirmed(
        payload["subscriber"],
        subject=ALREADY_CONFIRMED,
        template="newsletter/mail/already_confirmed",
        moment="reminded_at",
    )


def send_welcome(payload: Mapping[str, Any]) -> None:
    """Greet somebody who has just confirmed, and tell them how to look after it."""
    _send_to_confirmed(
        payload["subscriber"],
        subject=WELCOME,
        template="newsletter/mail/welcome",
        moment="confirmed_at",
    )


def _send_to_confirmed(key: int, *, subject: Any, template: str, moment: str) -> None:
    subscriber = Subscriber.objects.filter(pk=key, status=SubscriberStatus.CONFIRMED).first()
    if subscriber is None:
        return
    with translation.override(subscriber.language):
        stop = services.link(subscriber, Purpose.UNSUBSCRIBE)
        _send(
            subscriber,
            subject=str(subject),
            template=template,
            context={
                "manage": address("manage", services.link(subscriber, Purpose.MANAGE)),
                "unsubscribe": address("unsubscribe", stop),
            },
            about=f"{template} {subscriber.pk} {getattr(subscriber, moment)}",
            headers=unsubscribing(stop),
        )


def address(name: str, token: str) -> str:
    """The whole address of a link in the active language."""
    path = reverse(f"newsletter:{name}", args=[token])
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def unsubscribing(token: str) -> dict[str, str]:
    """The headers by which a mail program offers to unsubscribe (RFC 2369, RFC 8058).

    By mail only where a mailbox is read; by one click only where the address has https, as
    RFC 8058 demands.
    """
    link = address("unsubscribe", token)
    ways = [link]
    if box := mailbox.address():
        ways.append(f"mailto:{box}?subject={quote(f'unsubscribe {token}')}")
    headers = {"List-Unsubscribe": ", ".join(f"<{way}>" for way in ways)}
    if link.startswith("https:"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _send(
    subscriber: Subscriber,
    *,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    about: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a mail in the active language.

    ``about`` names it: sent twice after a crash, it is the same mail twice.
    """
    language = translation.get_language()
    words = {**context, "institution": institution(language), "language": language}
    domain = in_ascii(parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2])
    message = post.Letter(
        subject=subject,
        body=render_to_string(f"{template}.txt", words),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[subscriber.email],
        headers={
            "Message-ID": f"<{keyed_hash('message', about)[:40]}@{domain}>",
            "Content-Language": language,
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    message.attach_alternative(
        render_to_string(f"{template}.html", {**words, "subject": subject}), "text/html"
    )
    post.send(message)


def institution(language: str) -> str:
    """The institution's name in a language, from the settings of the default site."""
    site = Site.objects.filter(is_default_site=True).first()
    names = dict(
        SiteTexts.objects.filter(settings__site=site)
        .order_by("-sort_order")
        .values_list("locale__language_code", "name")
    )
    fallback = site.site_name if site else ""
    return names.get(language) or next(reversed(names.values()), fallback)
