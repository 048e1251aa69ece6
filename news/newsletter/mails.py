"""Mails to subscribers, each in the subscriber's language; sent by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from courtyard.models import SiteTexts

from .models import Subscriber, SubscriberStatus
from .tokens import confirmation_token

CONFIRMATION = "newsletter.confirmation"
ALREADY_CONFIRMED = "newsletter.already_confirmed"


def send_confirmation(payload: Mapping[str, Any]) -> None:
    """Send the link by which somebody confirms; nothing if they have, or have asked anew."""
    subscriber = Subscriber.objects.filter(
        pk=payload["subscriber"],
        status=SubscriberStatus.PENDING,
        nonce__startswith=payload["nonce"],
    ).first()
    if subscriber is None:
        return
    with translation.override(subscriber.language):
        path = reverse("newsletter:confirm", args=[confirmation_token(subscriber.nonce)])
        _send(
            subscriber,
            subject=_("Please confirm your newsletter"),
            template="newsletter/mail/confirmation",
            context={"link": urljoin(settings.WAGTAILADMIN_BASE_URL, path)},
        )


def send_already_confirmed(payload: Mapping[str, Any]) -> None:
    """Tell somebody who signs up again that they are subscribed already."""
    subscriber = Subscriber.objects.filter(
        pk=payload["subscriber"], status=SubscriberStatus.CONFIRMED
    ).first()
    if subscriber is None:
        return
    with translation.override(subscriber.language):
        _send(
            subscriber,
            subject=_("You already receive our newsletter"),
            template="newsletter/mail/already_confirmed",
            context={},
        )


def _send(
    subscriber: Subscriber, *, subject: str, template: str, context: Mapping[str, Any]
) -> None:
    words = {**context, "institution": institution(subscriber.language)}
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{template}.txt", words),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[subscriber.email],
        headers={"Content-Language": subscriber.language, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(
        render_to_string(f"{template}.html", {**words, "language": subscriber.language}),
        "text/html",
    )
    message.send()


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
