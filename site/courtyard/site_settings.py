"""What a whole site says of itself: names and texts in each language, contact, menus."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Locale, Orderable, PreviewableMixin

from courtyard.editing.panels import LanguagesPanel

web_address = URLValidator(
    schemes=["http", "https"],
    message=_("Give a whole web address that begins with https:// or http://."),
)
phone_number = RegexValidator(
    r"^\+?[0-9][0-9 ()/-]*$",
    message=_("Digits, spaces, brackets and hyphens, for example +48 71 000 00 00."),
)


class Accent(models.TextChoices):
    """The one colour of a site: ``tokens.css`` says it for the day and for the night."""

    PINK = "pink", pgettext_lazy("colour", "pink")
    BLUE = "blue", pgettext_lazy("colour", "blue")
    GREEN = "green", pgettext_lazy("colour", "green")
    ORANGE = "orange", pgettext_lazy("colour", "orange")
    VIOLET = "violet", pgettext_lazy("colour", "violet")


@register_setting(icon="site")
class SiteSettings(PreviewableMixin, BaseSiteSetting, ClusterableModel):
    """What the whole site says of itself, in each language."""

    publisher = models.ForeignKey(
        "courtyard.Publisher",
        verbose_name=_("publisher"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Speaks wherever neither a page nor a section above it says who does."),
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown beside the name at the top of each page, which stays in words."),
    )
    accent = models.CharField(
        _("accent"),
        max_length=10,
        choices=Accent,
        default=Accent.PINK,
        help_text=_("The one colour of links, rules and signs. It can be read by day and night."),
    )
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("Shown at the foot of each page: an office’s, not a person’s."),
    )
    phone = models.CharField(
        _("telephone"),
        max_length=40,
        blank=True,
        validators=[phone_number],
        help_text=_("With the code of the country: +48 71 000 00 00."),
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [LanguagesPanel("texts", label=_("language"), heading=_("Texts in each language"))],
                heading=_("Texts"),
            ),
            ObjectList(
                [
                    FieldPanel("publisher"),
                    FieldPanel("logo"),
                    FieldPanel("accent"),
                    MultiFieldPanel(
                        [FieldPanel("email"), FieldPanel("phone")], heading=_("Contact")
                    ),
                    InlinePanel("social_links", label=_("link"), heading=_("Elsewhere on the web")),
                ],
                heading=_("Publisher and contact"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "main_items",
                        label=_("item"),
                        heading=_("Main menu"),
                        help_text=_(
                            "Leave empty to have the pages below the front page that are to be "
                            "shown in menus."
                        ),
                    ),
                    InlinePanel(
                        "foot_items",
                        label=_("item"),
                        heading=_("Menu at the foot"),
                        help_text=_("Leave empty to have the main menu there as well."),
                    ),
                ],
                heading=_("Menus"),
            ),
        ]
    )

    class Meta:
        verbose_name = _("site settings")

    def texts_in(self, locale: Locale) -> SiteTexts | None:
        """The texts in a language; in the site's first language where it has none."""
        texts = {row.locale_id: row for row in self.texts.all()}
        return texts.get(locale.pk) or next(iter(texts.values()), None)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The front page in each language in which the site can be read."""
        # What delivers pages stands on these models.
        from courtyard.delivery.previews import preview_modes  # noqa: PLC0415

        return preview_modes(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The front page in one language, with these settings as they are in memory."""
        from courtyard.delivery.previews import settings_preview  # noqa: PLC0415

        return settings_preview(self, request, mode_name)


class SiteTexts(Orderable):
    """The site's own words in one language."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="texts")
    locale = models.ForeignKey(
        Locale,
        verbose_name=_("language"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("In which these texts are. One without texts has those of the first one."),
    )
    name = models.CharField(
        _("name of the institution"), max_length=120, help_text=_("Shown at the top of each page.")
    )
    fallback = models.ForeignKey(
        Locale,
        verbose_name=_("where a page is missing, show it in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Visitors are told that they read another language. Leave empty to say that there is "
            "no such page."
        ),
    )
    notice = RichTextField(
        _("notice"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("Shown at the top of every page until you empty it: short and important."),
    )
    address = models.TextField(
        _("address"),
        blank=True,
        max_length=500,
        help_text=_("As it is written on a letter, line by line. Shown at the foot."),
    )
    footer = RichTextField(
        _("footer"), blank=True, features=["bold", "italic", "link"], help_text=_("A short text.")
    )

    panels: list[Any] = [
        FieldPanel("locale"),
        FieldPanel("name"),
        FieldPanel("fallback"),
        FieldPanel("notice"),
        FieldPanel("address"),
        FieldPanel("footer"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("texts")
        constraints = [
            models.UniqueConstraint(
                fields=["settings", "locale"],
                name="one_text_per_language",
                violation_error_message=_("Each language can stand here only once."),
            )
        ]

    def clean(self) -> None:
        """Refuse a language that stands in for itself."""
        super().clean()
        if self.fallback_id and self.fallback_id == self.locale_id:
            raise ValidationError({"fallback": _("A language cannot stand in for itself.")})


class SocialLink(Orderable):
    """Where else on the web the institution is found; the same in every language."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="social_links")
    label = models.CharField(
        _("name"), max_length=40, help_text=_("For example: Instagram, Mastodon, YouTube.")
    )
    url = models.URLField(
        _("web address"),
        validators=[web_address],
        help_text=_("As it stands in the browser: https://www.instagram.com/…"),
    )

    panels: list[Any] = [FieldPanel("label"), FieldPanel("url")]

    class Meta(Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.label


class MenuItem(Orderable, ClusterableModel):
    """A line of a menu: a page, or an address elsewhere. It stands in one of a site's menus."""

    main_of = ParentalKey(
        SiteSettings, null=True, on_delete=models.CASCADE, related_name="main_items"
    )
    foot_of = ParentalKey(
        SiteSettings, null=True, on_delete=models.CASCADE, related_name="foot_items"
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("In any language: visitors are led to it in theirs."),
    )
    # No URLField, whose form would give the model nothing where an address is wrong.
    url = models.CharField(
        _("or a web address"),
        blank=True,
        max_length=500,
        validators=[web_address],
        help_text=_("For what is not on this site. Without a label its address is shown."),
    )

    panels: list[Any] = [
        PageChooserPanel("page"),
        FieldPanel("url"),
        LanguagesPanel(
            "labels",
            label=_("label"),
            heading=_("Labels"),
            help_text=_("Where a language has no label the title of the page is shown."),
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")

    def clean(self) -> None:
        """Raises ValidationError where there is neither a page nor an address, or both."""
        super().clean()
        if self.page_id and self.url:
            raise ValidationError({"url": _("Choose a page or give an address, not both.")})
        if not self.page_id and not self.url:
            raise ValidationError({"page": _("Choose a page, or give an address below.")})


class MenuItemText(Orderable):
    """What a menu item is called in one language."""

    item = ParentalKey(MenuItem, on_delete=models.CASCADE, related_name="labels")
    locale = models.ForeignKey(
        Locale,
        verbose_name=_("language"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Of the menu in which the label stands."),
    )
    text = models.CharField(
        _("label"), max_length=60, help_text=_("One or two words: a menu has little room.")
    )

    panels: list[Any] = [FieldPanel("locale"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "locale"],
                name="one_label_per_language",
                violation_error_message=_("Each language can stand here only once."),
            )
        ]

    def __str__(self) -> str:
        return self.text
