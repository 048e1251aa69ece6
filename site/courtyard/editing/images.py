"""The image form of the admin, with what is said of a picture beside its file.

Name it in ``WAGTAILIMAGES_IMAGE_FORM_BASE``.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm
from wagtail.models import Locale

from courtyard.images import DETAILS, ImageDetails, ImageText, describe

ALT = "alt_"
"""Before the code of a language: the field of an alternative text."""


class ImageForm(BaseImageForm):
    """Wagtail's form with credit and licence, and an alternative text in each language.

    These take the place of the description, of which nobody knows the language. What is not
    sent, as by an API that changes a part, stays as it is.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ImageDetails.objects.filter(image_id=self.instance.pk).first()
        texts = ImageText.objects.filter(image_id=self.instance.pk)
        alts = dict(texts.values_list("locale__language_code", "alt"))
        if "description" not in self.data:
            self.fields.pop("description", None)
        for locale in Locale.objects.all():
            field = ImageText._meta.get_field("alt").formfield(required=False)
            field.label = _("Alternative text: %(language)s") % {"language": locale}
            field.help_text = _(
                "What is to be seen, for those who cannot see it. Leave empty where the picture "
                "only decorates."
            )
            field.initial = alts.get(locale.language_code, "")
            self.fields[ALT + locale.language_code] = field
        for name in DETAILS:
            field = ImageDetails._meta.get_field(name).formfield(
                **({"assume_scheme": "https"} if name.endswith("url") else {})
            )
            field.initial = getattr(known, name, "")
            self.fields[name] = field

    def _save_m2m(self) -> None:
        """What Django saves after the image itself, sooner or later: what is said of it."""
        super()._save_m2m()
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
