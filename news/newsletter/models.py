"""The page that invites to the newsletter, and its subscribers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from courtyard.pages import BasePage, BelowFrontPage
from courtyard.text.richtext import FEATURES

from .actions import Deed, ManagerAction
from .ledger import ConsentEvent, ConsentKind, ConsentText, Source, Unchangeable
from .subscribers import (
    Allowance,
    FollowedTopic,
    Purpose,
    ReadLanguage,
    Reason,
    SignUpRequest,
    Subscriber,
    SubscriberStatus,
    Suppression,
    Token,
)
from .uploads import SubscriberUpload

__all__ = [
    "Allowance",
    "ConsentEvent",
    "ConsentKind",
    "ConsentText",
    "Deed",
    "FollowedTopic",
    "ManagerAction",
    "NewsletterIndexPage",
    "Purpose",
    "ReadLanguage",
    "Reason",
    "SignUpRequest",
    "Source",
    "Subscriber",
    "SubscriberStatus",
    "SubscriberUpload",
    "Suppression",
    "Token",
    "Unchangeable",
]


class NewsletterIndexPage(BelowFrontPage, BasePage):
    """The newsletter: what it brings, and the form by which readers sign up."""

    subpage_types: list[Any] = []
    max_count_per_parent: Any = 1

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
