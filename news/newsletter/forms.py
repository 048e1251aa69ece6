"""The forms of the newsletter: the second step of signing up, and looking after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courtyard.publications.reading import Reader

from . import addresses
from .consent import Wording, languages_offered, topics_offered, wording
from .services import Wishes

SHORTEST = dt.timedelta(seconds=2)
"""How long people take over the form at the least."""

PAUSES = (1, 3, 6)
"""For how many months somebody may pause."""

_signer = signing.TimestampSigner(salt="newsletter.form")


class AddressField(forms.CharField):
    """An address of e-mail, cleaned, however much was typed: a browser that cuts it loses some."""

    default_error_messages = {"required": _("Please enter your e-mail address.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def clean(self, value: Any) -> str:
        """The address as it is kept. Raises ValidationError."""
        return addresses.cleaned(super().clean(value))


class FirstStep(forms.Form):
    """The form at the foot of pages: an address. ``website`` is for machines."""

    email = AddressField()
    website = forms.CharField(required=False)


class WishesForm(forms.Form):
    """What somebody wants to read: languages, of which there is one at least, and topics."""

    languages = forms.MultipleChoiceField(
        error_messages={
            "required": _("Please choose at least one language."),
            "invalid_choice": _("Please choose one of the languages of this form."),
        }
    )
    topics = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("Please choose among the topics of this form.")},
    )

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages: Any = self.fields["languages"]
        languages.choices = languages_offered(reader)
        topics: Any = self.fields["topics"]
        topics.choices = [(one["key"], one["name"]) for one in topics_offered(reader)]

    @property
    def wishes(self) -> Wishes:
        """What was chosen: the languages in the order of the form."""
        chosen = set(self.cleaned_data["languages"])
        languages: Any = self.fields["languages"]
        codes = [code for code, _name in languages.choices if code in chosen]
        return Wishes(codes, self.cleaned_data["topics"])

    def wishes_beside(self, held: Wishes) -> Wishes:
        """What was chosen by somebody who reads something already.

        What the form does not offer now stays, and so does the order of languages: the first is
        that of their mails. No topic means all of them, unless none of theirs was offered.
        """
        languages: Any = self.fields["languages"]
        topics: Any = self.fields["topics"]
        chosen = self.wishes
        offered = {key for key, _name in topics.choices}
        is_untouched = not chosen.topics and offered.isdisjoint(held.topics)
        keeps = is_untouched or bool(chosen.topics)
        return Wishes(
            _beside(chosen.languages, held.languages, dict(languages.choices)),
            _beside(chosen.topics, held.topics, offered) if keeps else (),
        )


def _beside(chosen: Sequence[str], held: Sequence[str], offered: Collection[str]) -> list[str]:
    """What is held and was chosen or not offered, in its order, and then what is new."""
    kept = [one for one in held if one in chosen or one not in offered]
    return [*kept, *(one for one in chosen if one not in kept)]


class SignUpForm(WishesForm):
    """The second step: address, languages, topics, consent.

    ``opened`` is signed: when the form was first shown, and with which words of consent. Whoever
    is too quick for a person, fills in what people do not see, or agrees to words that are no
    longer those of the site, is shown the form once more: nobody is refused.
    """

    email = AddressField()
    consent = forms.BooleanField(
        error_messages={"required": _("Please tick this box if you want the newsletter.")},
    )
    website = forms.CharField(required=False)
    opened = forms.CharField(required=False)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        self.wording: Wording = wording(reader)

    @property
    def opened_value(self) -> str:
        """What the form says of itself when it is shown: what it said before, while that holds."""
        said = str(self.data.get("opened", ""))
        return said if self._opened_at(said) else _signer.sign(self.wording.version)

    def _opened_at(self, said: str) -> dt.datetime | None:
        """When the form was shown with the present words; None where it was not."""
        try:
            version = _signer.unsign(said)
        except signing.BadSignature:
            return None
        if version != self.wording.version:
            return None
        told = signing.b62_decode(said.rsplit(":", 2)[1])
        return dt.datetime.fromtimestamp(told, dt.UTC)

    @property
    def is_agreed(self) -> bool:
        """Whether the box is ticked, and was when the present words stood beside it."""
        said = str(self.data.get("opened", ""))
        return bool(self["consent"].value()) and self._opened_at(said) is not None

    def clean_website(self) -> str:
        """Raises ValidationError where the field that people do not see is filled in."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please leave this field empty."))
        return ""

    def clean_opened(self) -> str:
        """Raises ValidationError where the form was not shown, or hardly."""
        said: str = self.cleaned_data["opened"]
        at = self._opened_at(said)
        if at is None:
            raise ValidationError(_("Please read the form once more, and press the button again."))
        if timezone.now() - at < SHORTEST:
            raise ValidationError(_("That was quick. Please press the button once more."))
        return said


class PauseForm(forms.Form):
    """For how many months nothing shall come."""

    months = forms.TypedChoiceField(
        coerce=int, choices=[(str(months), str(months)) for months in PAUSES]
    )

    @property
    def until(self) -> dt.datetime:
        """The end of the pause: a month has thirty days here."""
        return timezone.now() + dt.timedelta(days=30 * self.cleaned_data["months"])
