"""The image form of the admin, with what is said of a picture beside its file.

Name it in ``WAGTAILIMAGES_IMAGE_FORM_BASE``.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, URLField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from courtyard.images import DETAILS, ImageDetails, ImageText, describe, languages_of_texts

from . import rights

ALT = "alt_"
"""Before the code of a language: the field of an alternative text."""


class ImageForm(BaseImageForm):
    """Wagtail's form with credit and licence, and an alternative text in each language.

    Languages stand in the order in which the site has them. These fields take the place of the
    description, of which nobody knows the language. What is not sent, as by an API that changes a
    part, stays as it is. Each text may be written by those who may write a page in its language;
    others see it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ImageDetails.objects.filter(image_id=self.instance.pk).first()
        texts = ImageText.objects.filter(image_id=self.instance.pk)
        alts = dict(texts.values_list("locale__language_code", "alt"))
        if "description" not in self.data:
            self.fields.pop("description", None)
        locales = languages_of_texts()
        user = kwargs.get("user")
        written = locales if user is None else rights.some_of(locales, user)
        for locale in locales:
            self.fields[ALT + locale.language_code] = _field_of(
                ImageText,
                "alt",
                required=False,
                initial=alts.get(locale.language_code, ""),
                label=_("Alternative text: %(language)s") % {"language": locale},
                disabled=locale not in written,
            )
        for name in DETAILS:
            self.fields[name] = _field_of(ImageDetails, name, initial=getattr(known, name, ""))

    def clean(self) -> dict[str, Any]:
        """Refuse other words in a language that the editor may not write."""
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            sent = self.data.get(self.add_prefix(name))
            if name.startswith(ALT) and field.disabled and sent not in (None, field.initial):
                self.add_error(name, gettext("You may not write this in this language."))
        return cleaned

    def _save_m2m(self) -> None:
        """What Django saves after the image itself, sooner or later: what is said of it."""
        super()._save_m2m()  # type: ignore[misc] # django-stubs do not know it
        sent = {
            name: value
            for name, value in self.cleaned_data.items()
            if self.add_prefix(name) in self.data
        }
        describe(
            self.instance,
            {name.removeprefix(ALT): alt for name, alt in sent.items() if name.startswith(ALT)},
            **{name: sent[name] for name in DETAILS if name in sent},
        )


def _field_of(model: type[Model], name: str, **options: Any) -> Any:
    """The form field of a model's field."""
    field: Any = model._meta.get_field(name)
    if isinstance(field, URLField):
        options["assume_scheme"] = "https"
    return field.formfield(**options)
