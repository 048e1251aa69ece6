"""The page that invites to the newsletter, and its subscribers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from courtyard.pages import BasePage, BelowFrontPage
from courtyard.text.richtext import FEATURES


class NewsletterIndexPage(BelowFrontPage, BasePage):
    """The newsletter: what it brings, and the form by which readers sign up."""

    subpage_types: list[Any] = []
    max_count_per_parent = 1

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=FEATURES,
        help_text=_("What the newsletter brings, how often, and for whom it is."),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [*BasePage.search_fields, index.SearchField("introduction")]
    api_fields: list[Any] = [*BasePage.api_fields, APIField("introduction")]

    class Meta:
        verbose_name = _("newsletter page")
        verbose_name_plural = _("newsletter pages")


class SubscriberStatus(models.TextChoices):
    """How far somebody's subscription has come."""

    PENDING = "pending", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed")


class Subscriber(models.Model):
    """Somebody who asked for the newsletter; receives it once they have confirmed.

    The confirmation token itself is not kept: ``token_hash`` is its SHA-256, and ``nonce`` is
    what the token is derived from together with the site's secret key.
    """

    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=12)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=SubscriberStatus,
        default=SubscriberStatus.PENDING,
    )
    consent_text = models.TextField(_("what they agreed to"))
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("last told that they are subscribed"), null=True)
    nonce = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    token_expires_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = (models.UniqueConstraint(Lower("email"), name="one_subscriber_per_address"),)

    def __str__(self) -> str:
        return f"{_('subscriber')} {self.pk}"
